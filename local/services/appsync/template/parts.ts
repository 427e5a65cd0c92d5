import type { ApiKey } from '../auth/authenticate.ts';
import type { ApiSchema } from '../schema/build-schema.ts';
import type { ApiDefinition } from './api.ts';
import type { DataSourceDefinition } from './data-source.ts';
import type { ResolverDefinition, StepDefinition } from './resolver.ts';

/** Everything a template says of one API, as far as it has been created. */
export interface ApiResources {
  readonly api: ApiDefinition;
  readonly schema: ApiSchema | undefined;
  readonly keys: readonly ApiKey[];
  readonly dataSources: readonly DataSourceDefinition[];
  readonly functions: ReadonlyMap<string, StepDefinition>;
  readonly resolvers: readonly ResolverDefinition[];
  /** Logical ids of what was created or changed since the API last answered with all of it. */
  readonly fresh: ReadonlySet<string>;
}

/** What one resource of the template adds to its API. */
export type Part =
  | { readonly kind: 'api'; readonly value: ApiDefinition }
  | { readonly kind: 'schema'; readonly value: ApiSchema }
  | { readonly kind: 'key'; readonly value: ApiKey }
  | { readonly kind: 'dataSource'; readonly value: DataSourceDefinition }
  | { readonly kind: 'function'; readonly id: string; readonly value: StepDefinition }
  | { readonly kind: 'resolver'; readonly value: ResolverDefinition };

/** Puts the parts of one API together; `undefined` while the API itself is not among them. */
export function joinParts(parts: readonly Part[], fresh: ReadonlySet<string>): ApiResources | undefined {
  let api: ApiDefinition | undefined;
  let schema: ApiSchema | undefined;
  const keys: ApiKey[] = [];
  const dataSources: DataSourceDefinition[] = [];
  const functions = new Map<string, StepDefinition>();
  const resolvers: ResolverDefinition[] = [];
  for (const part of parts)
    switch (part.kind) {
      case 'api':
        api = part.value;
        break;
      case 'schema':
        schema = part.value;
        break;
      case 'key':
        keys.push(part.value);
        break;
      case 'dataSource':
        dataSources.push(part.value);
        break;
      case 'function':
        functions.set(part.id, part.value);
        break;
      case 'resolver':
        resolvers.push(part.value);
        break;
    }
  return api && { api, schema, keys, dataSources, functions, resolvers, fresh };
}
