import { AwsError, TemplateError } from '../../runtime/errors.ts';
import type { ParametersPeer } from '../../runtime/peers.ts';
import { allowProperties } from '../../runtime/properties.ts';
import { jsonProtocol } from '../../runtime/protocols/json.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Created, Resource, Service } from '../../runtime/service.ts';
import { createAccess } from './access.ts';
import { assertName, assertPattern, reference, tierOf } from './input.ts';
import { found, readOperations } from './read.ts';
import { openStore } from './store.ts';
import { writeOperations } from './write.ts';

interface ParameterProperties {
  readonly AllowedPattern?: string;
  readonly Description?: string;
  readonly Name?: string;
  readonly Tier?: string;
  readonly Type?: string;
  readonly Value?: string;
}

const PROPERTIES = ['AllowedPattern', 'DataType', 'Description', 'Name', 'Tier', 'Type', 'Value'];

/** Parameter Store: named texts with versions. */
export function createSsm(runtime: Runtime): Service & ParametersPeer {
  const store = openStore(runtime);
  const access = createAccess(runtime);

  return {
    create,
    delete({ logicalId }) {
      const mine = owned(logicalId);
      if (mine) store.delete(mine.name);
    },
    stop: () => store.close(),

    handle: jsonProtocol({
      version: '1.1',
      log: runtime.log,
      internalError: 'InternalServerError',
      operations: { ...readOperations(store, access), ...writeOperations(runtime, store, access) },
    }),

    parameterValue(text, caller) {
      const wanted = reference(text);
      access.allow(caller, 'GetParameters', wanted.name);
      return found(store, wanted).value;
    },
  };

  function create(resource: Resource): Created {
    allowProperties(resource, PROPERTIES);
    const { logicalId } = resource;
    const properties = (resource.properties ?? {}) as ParameterProperties;
    const { Type: type, Value: value = '' } = properties;
    const name = properties.Name ?? runtime.nameFor(logicalId);
    if (type !== 'String' && type !== 'StringList')
      throw new TemplateError(logicalId, `CloudFormation makes no parameters of type ${type}.`);
    const mine = owned(logicalId);
    const known = store.find(name);
    if (known && known.from?.logicalId !== logicalId)
      throw new TemplateError(logicalId, `a parameter with the name ${name} already exists.`);
    const wanted = JSON.stringify([
      ...[type, value, properties.AllowedPattern, properties.Description, properties.Tier],
    ]);
    // What was put through the API since counts until the template says something else.
    if (known?.from?.wanted !== wanted) {
      checked(logicalId, () => {
        assertName(name);
        assertPattern(properties.AllowedPattern, value);
        const tier = tierOf(value, properties.Tier ?? 'Standard');
        // Another name or another type is another parameter.
        if (mine && (mine.name !== name || mine.type !== type)) store.delete(mine.name);
        store.add({
          ...{ name, type, value, tier },
          version: (store.find(name)?.version ?? 0) + 1,
          description: properties.Description,
          allowedPattern: properties.AllowedPattern,
          changedAt: runtime.clock.now(),
          changedBy: 'cloudformation.amazonaws.com',
          from: { logicalId, wanted },
        });
      });
    }
    return { ref: name, attributes: { Type: type, Value: value } };
  }

  /** The parameter that a resource of the template made. */
  function owned(logicalId: string) {
    return store
      .names('')
      .map((name) => store.find(name)!)
      .find(({ from }) => from?.logicalId === logicalId);
  }
}

function checked(logicalId: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    throw error instanceof AwsError ? new TemplateError(logicalId, error.message || error.code) : error;
  }
}
