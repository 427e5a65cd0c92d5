import { createHmac } from 'node:crypto';
import { TemplateError } from '../../runtime/errors.ts';
import { allowProperties } from '../../runtime/properties.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Created, Resource } from '../../runtime/service.ts';
import type { Access } from './access.ts';
import { randomPassword, type PasswordOptions } from './generate.ts';
import { newSecret, policyIn } from './secrets.ts';
import type { Store, Value } from './store.ts';
import { addVersion } from './versions.ts';

interface SecretProperties {
  readonly Name?: string;
  readonly Description?: string;
  readonly SecretString?: string;
  readonly GenerateSecretString?: PasswordOptions & {
    readonly SecretStringTemplate?: string;
    readonly GenerateStringKey?: string;
  };
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
}

const PROPERTIES = ['Description', 'GenerateSecretString', 'Name', 'SecretString', 'Tags'];

/** The types `AWS::SecretsManager::Secret` and `ResourcePolicy`. */
export function createSecretResources(runtime: Runtime, store: Store, access: Access) {
  return {
    create(resource: Resource): Created {
      return resource.type === 'AWS::SecretsManager::Secret' ? secret(resource) : policy(resource);
    },

    delete(resource: Resource): void {
      if (resource.type === 'AWS::SecretsManager::Secret') {
        const found = store.list('').find(({ from }) => from?.logicalId === resource.logicalId);
        if (found) store.delete(found.arn);
        return;
      }
      const found = access.find(String(resource.properties?.SecretId));
      if (found) store.put({ ...found, policy: undefined });
    },
  };

  function secret(resource: Resource): Created {
    allowProperties(resource, PROPERTIES);
    const { logicalId } = resource;
    const properties = (resource.properties ?? {}) as SecretProperties;
    const name = properties.Name ?? runtime.nameFor(logicalId);
    if (properties.SecretString !== undefined && properties.GenerateSecretString)
      throw new TemplateError(logicalId, 'a secret has a SecretString or a GenerateSecretString, not both.');
    // The template's words in a form that tells nobody the value: when they change, the value does.
    const wanted = createHmac('sha256', runtime.credentials.secret('secretsmanager template'))
      .update(JSON.stringify([properties.SecretString, properties.GenerateSecretString]))
      .digest('base64');
    const mine = store.list('').find(({ from }) => from?.logicalId === logicalId);
    if (mine && mine.name !== name)
      throw new TemplateError(logicalId, `its name is ${mine.name}: another one would lose its value.`);
    const known = mine ?? access.find(name);
    if (known && !mine) throw new TemplateError(logicalId, `a secret with the name ${name} already exists.`);

    const value = known?.from?.wanted === wanted ? undefined : valueOf(logicalId, properties);
    const tags = Object.fromEntries((properties.Tags ?? []).map(({ Key, Value: text }) => [Key, text]));
    const described = {
      ...(known ?? newSecret(access.arnFor(name), name, runtime.clock.now(), { description: '', tags })),
      description: properties.Description ?? '',
      tags,
      deletionAt: undefined,
      from: { logicalId, wanted },
    };
    store.transaction(() => {
      store.put(described);
      if (value)
        addVersion(store, described, {
          id: runtime.uuid(),
          value,
          stages: ['AWSCURRENT'],
          now: runtime.clock.now(),
        });
    });
    return { ref: described.arn, attributes: { Id: described.arn } };
  }

  function policy(resource: Resource): Created {
    allowProperties(resource, ['BlockPublicPolicy', 'ResourcePolicy', 'SecretId']);
    const { logicalId, properties } = resource;
    const found = access.find(String(properties.SecretId));
    if (!found) throw new TemplateError(logicalId, `there is no secret ${String(properties.SecretId)}.`);
    try {
      store.put({ ...found, policy: policyIn(JSON.stringify(properties.ResourcePolicy), runtime) });
    } catch (error) {
      throw new TemplateError(logicalId, (error as Error).message);
    }
    return { ref: found.arn, attributes: { Id: found.arn } };
  }
}

function valueOf(logicalId: string, properties: SecretProperties): Value | undefined {
  if (properties.SecretString !== undefined) return { text: properties.SecretString };
  const generate = properties.GenerateSecretString;
  if (!generate) return undefined;
  try {
    const password = randomPassword(generate);
    const { SecretStringTemplate: template, GenerateStringKey: key } = generate;
    if (template === undefined && key === undefined) return { text: password };
    if (template === undefined || key === undefined)
      throw new Error('SecretStringTemplate and GenerateStringKey come together.');
    return { text: JSON.stringify({ ...(JSON.parse(template) as object), [key]: password }) };
  } catch (error) {
    throw new TemplateError(logicalId, `GenerateSecretString: ${(error as Error).message}`);
  }
}
