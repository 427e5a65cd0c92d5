import { TemplateError } from '../../../runtime/errors.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import type { Created, Resource } from '../../../runtime/service.ts';
import type { JsonObject } from '../json.ts';
import { describeApi, readApi, type ApiDefinition } from './api.ts';
import { MAKERS } from './makers.ts';
import { joinParts, type ApiResources, type Part } from './parts.ts';

export type { ApiResources } from './parts.ts';

/** The AppSync resources of a template by their logical ids, made, changed and taken away one by one. */
export interface Resources {
  /** Checks a resource and keeps it in place of the one of that logical id; answers as CloudFormation does. */
  create(resource: Resource): Created;
  delete(resource: Resource): void;
  /** Every API with all that belongs to it. */
  apis(): readonly ApiResources[];
  /** All that there is answers now: none of it is fresh any longer. */
  settle(): void;
}

interface Entry {
  readonly apiId: string;
  readonly part: Part;
}

/** Where the first API of a template answers; further ones answer under their ids. */
const FIRST_PATH = '/graphql';

export function collectResources(runtime: Runtime): Resources {
  const entries = new Map<string, Entry>();
  const fresh = new Set<string>();

  const apis = (): ApiDefinition[] =>
    [...entries.values()].flatMap(({ part }) => (part.kind === 'api' ? [part.value] : []));

  /** The path of an API stays its own while it lives. */
  function pathOf({ logicalId }: Resource, id: string): string {
    const known = entries.get(logicalId)?.part;
    if (known?.kind === 'api') return known.value.path;
    return apis().some(({ path }) => path === FIRST_PATH) ? `/apis/${id}${FIRST_PATH}` : FIRST_PATH;
  }

  /** The API that a resource belongs to. */
  function owner({ logicalId, properties }: Resource): ApiDefinition {
    const api = apis().find(({ id }) => id === (properties as JsonObject)['ApiId']);
    if (!api) throw new TemplateError(logicalId, 'its ApiId is not that of an API of this template.');
    return api;
  }

  function make(resource: Resource): Entry & { readonly created: Created } {
    const { logicalId, type } = resource;
    if (type === 'AWS::AppSync::GraphQLApi') {
      const id = runtime.idFor(logicalId, 26);
      const api = readApi(resource, { id, path: pathOf(resource, id) }, runtime);
      return { apiId: id, part: { kind: 'api', value: api }, created: describeApi(api, runtime) };
    }
    const maker = Object.hasOwn(MAKERS, type) ? MAKERS[type] : undefined;
    if (!maker) throw new TemplateError(logicalId, `${type} is not supported.`);
    const api = owner(resource);
    const made = { apiId: api.id, ...maker(resource, api, runtime) };
    refuseTwin(logicalId, made);
    return made;
  }

  /** Of some things an API can have but one: CloudFormation refuses the second, however it is called. */
  function refuseTwin(logicalId: string, { apiId, part }: Entry): void {
    const name = nameOf(part);
    if (name === undefined) return;
    for (const [other, entry] of entries)
      if (other !== logicalId && entry.apiId === apiId && nameOf(entry.part) === name)
        throw new TemplateError(logicalId, `${other} is ${name} already.`);
  }

  return {
    create(resource) {
      const { created, ...entry } = make(resource);
      entries.set(resource.logicalId, entry);
      fresh.add(resource.logicalId);
      return created;
    },
    delete({ logicalId }) {
      entries.delete(logicalId);
      fresh.delete(logicalId);
    },
    apis: () =>
      apis().flatMap(({ id }) => {
        const parts = [...entries.values()].flatMap(({ apiId, part }) => (apiId === id ? [part] : []));
        return joinParts(parts, new Set(fresh)) ?? [];
      }),
    settle: () => fresh.clear(),
  };
}

/** What a part is to its API, where there can be only one of it. */
function nameOf(part: Part): string | undefined {
  switch (part.kind) {
    case 'schema':
      return 'the schema of this API';
    case 'dataSource':
      return `its data source ${part.value.name}`;
    case 'resolver':
      return `the resolver of ${part.value.typeName}.${part.value.fieldName}`;
    default:
      return undefined;
  }
}
