import type { Runtime } from '../../../runtime/runtime.ts';
import type { Created, Resource } from '../../../runtime/service.ts';
import type { ApiDefinition } from './api.ts';
import { readApiKey } from './api-key.ts';
import { readDataSource } from './data-source.ts';
import type { Part } from './parts.ts';
import { readFunction, readResolver } from './resolver.ts';
import { readSchema } from './schema.ts';

/** Reads one resource of an API: what it adds to it, and what `Ref` and `Fn::GetAtt` answer. */
type Maker = (
  resource: Resource,
  api: ApiDefinition,
  runtime: Runtime,
) => { readonly part: Part; readonly created: Created };

export const MAKERS: Readonly<Record<string, Maker>> = {
  'AWS::AppSync::GraphQLSchema'(resource, { id }) {
    const created = { ref: `${id}GraphQLSchema`, attributes: { Id: `${id}GraphQLSchema` } };
    return { part: { kind: 'schema', value: readSchema(resource) }, created };
  },
  'AWS::AppSync::ApiKey'(resource, { arn }, runtime) {
    const { key, created } = readApiKey(resource, arn, runtime);
    return { part: { kind: 'key', value: key }, created };
  },
  'AWS::AppSync::DataSource'(resource, { arn }) {
    const value = readDataSource(resource);
    const ref = `${arn}/datasources/${value.name}`;
    const created = { ref, attributes: { Name: value.name, DataSourceArn: ref } };
    return { part: { kind: 'dataSource', value }, created };
  },
  'AWS::AppSync::FunctionConfiguration'(resource, { arn }, runtime) {
    const value = readFunction(resource);
    const id = runtime.idFor(resource.logicalId, 26);
    const ref = `${arn}/functions/${id}`;
    const attributes = {
      FunctionId: id,
      FunctionArn: ref,
      Name: value.name,
      DataSourceName: value.dataSource,
    };
    return { part: { kind: 'function', id, value }, created: { ref, attributes } };
  },
  'AWS::AppSync::Resolver'(resource, { arn }) {
    const value = readResolver(resource);
    const { typeName, fieldName } = value;
    const ref = `${arn}/types/${typeName}/resolvers/${fieldName}`;
    const attributes = { ResolverArn: ref, TypeName: typeName, FieldName: fieldName };
    return { part: { kind: 'resolver', value }, created: { ref, attributes } };
  },
};
