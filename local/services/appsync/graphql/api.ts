import { isObjectType } from 'graphql';
import type { Runtime } from '../../../runtime/runtime.ts';
import { createFieldRules, type FieldRules } from '../auth/field-rules.ts';
import type { ApiKey } from '../auth/authenticate.ts';
import { bindResolvers, type Resolvers } from '../resolvers/bind.ts';
import { buildApiSchema, type ApiSchema } from '../schema/build-schema.ts';
import type { ApiDefinition } from '../template/api.ts';
import type { ApiResources } from '../template/resources.ts';
import { createDocuments, type Documents } from './documents.ts';

/** An API ready to answer: everything that is worked out once. */
export interface Api {
  readonly definition: ApiDefinition;
  readonly keys: readonly ApiKey[];
  readonly schema: ApiSchema;
  readonly fieldRules: FieldRules;
  readonly resolvers: Resolvers;
  readonly documents: Documents;
}

/** What AppSync shows of an API whose schema was never given. */
const NO_SCHEMA = 'type Query { none: String }';

export function assembleApi(resources: ApiResources, runtime: Runtime): Api {
  const schema = resources.schema ?? buildApiSchema(NO_SCHEMA);
  return {
    definition: resources.api,
    keys: resources.keys,
    schema,
    fieldRules: createFieldRules(schema.graphql, resources.api.modes),
    resolvers: bindResolvers({ ...resources, resolvers: withoutOrphans(resources, schema) }, schema, runtime),
    documents: createDocuments(schema.graphql, resources.api.introspection),
  };
}

/**
 * A resolver whose field a new schema has dropped answers nothing, as on AWS; its own deletion may follow. One that
 * came with the schema must fit it.
 */
const withoutOrphans = ({ resolvers, fresh }: ApiResources, { graphql }: ApiSchema) =>
  resolvers.filter(({ logicalId, typeName, fieldName }) => {
    const type = graphql.getType(typeName);
    return fresh.has(logicalId) || (isObjectType(type) && Object.hasOwn(type.getFields(), fieldName));
  });
