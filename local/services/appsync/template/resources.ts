import { TemplateError } from '../../../runtime/errors.ts';
import { allowProperties } from '../../../runtime/properties.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import type { Created, Resource } from '../../../runtime/service.ts';
import type { ApiKey } from '../auth/authenticate.ts';
import type { JsonObject } from '../json.ts';
import { buildApiSchema, type ApiSchema } from '../schema/build-schema.ts';
import { describeApi, readApi, type ApiDefinition } from './api.ts';
import { readApiKey } from './api-key.ts';
import { readDataSource, type DataSourceDefinition } from './data-source.ts';
import { readFunction, readResolver, type ResolverDefinition, type StepDefinition } from './resolver.ts';

/** Everything a template says of its API, as far as it has been created. */
export interface ApiResources {
  readonly api: ApiDefinition;
  readonly schema: ApiSchema | undefined;
  readonly keys: readonly ApiKey[];
  readonly dataSources: ReadonlyMap<string, DataSourceDefinition>;
  readonly functions: ReadonlyMap<string, StepDefinition>;
  readonly resolvers: readonly ResolverDefinition[];
}

/** Takes the template's AppSync resources one by one and answers `Ref` and attributes as CloudFormation does. */
export function collectResources(runtime: Runtime): {
  create(resource: Resource): Created;
  collected(): ApiResources | undefined;
} {
  let api: ApiDefinition | undefined;
  let schema: ApiSchema | undefined;
  const keys: ApiKey[] = [];
  const dataSources = new Map<string, DataSourceDefinition>();
  const functions = new Map<string, StepDefinition>();
  const resolvers: ResolverDefinition[] = [];

  /** The API that a resource belongs to. */
  function owner(resource: Resource): ApiDefinition {
    if (!api || (resource.properties as JsonObject)['ApiId'] !== api.id)
      throw new TemplateError(resource.logicalId, 'its ApiId is not that of an API of this template.');
    return api;
  }

  const creators: Readonly<Record<string, (resource: Resource) => Created>> = {
    'AWS::AppSync::GraphQLApi'(resource) {
      if (api) throw new TemplateError(resource.logicalId, 'a template can have one GraphQL API.');
      api = readApi(resource, runtime);
      return describeApi(api, runtime);
    },
    'AWS::AppSync::GraphQLSchema'(resource) {
      allowProperties(resource, ['ApiId', 'Definition']);
      const { id } = owner(resource);
      try {
        schema = buildApiSchema(String((resource.properties as JsonObject)['Definition'] ?? ''));
      } catch (error) {
        throw new TemplateError(resource.logicalId, error instanceof Error ? error.message : String(error));
      }
      return { ref: `${id}GraphQLSchema`, attributes: { Id: `${id}GraphQLSchema` } };
    },
    'AWS::AppSync::ApiKey'(resource) {
      const { key, created } = readApiKey(resource, owner(resource).arn, runtime);
      keys.push(key);
      return created;
    },
    'AWS::AppSync::DataSource'(resource) {
      const { arn } = owner(resource);
      const definition = readDataSource(resource);
      dataSources.set(definition.name, definition);
      const ref = `${arn}/datasources/${definition.name}`;
      return { ref, attributes: { Name: definition.name, DataSourceArn: ref } };
    },
    'AWS::AppSync::FunctionConfiguration'(resource) {
      const { arn } = owner(resource);
      const definition = readFunction(resource);
      const id = runtime.idFor(resource.logicalId, 26);
      functions.set(id, definition);
      const ref = `${arn}/functions/${id}`;
      const attributes = {
        FunctionId: id,
        FunctionArn: ref,
        Name: definition.name,
        DataSourceName: definition.dataSource,
      };
      return { ref, attributes };
    },
    'AWS::AppSync::Resolver'(resource) {
      const { arn } = owner(resource);
      const definition = readResolver(resource);
      resolvers.push(definition);
      const { typeName, fieldName } = definition;
      const ref = `${arn}/types/${typeName}/resolvers/${fieldName}`;
      return { ref, attributes: { ResolverArn: ref, TypeName: typeName, FieldName: fieldName } };
    },
  };

  return {
    create(resource) {
      const creator = Object.hasOwn(creators, resource.type) ? creators[resource.type] : undefined;
      if (!creator) throw new TemplateError(resource.logicalId, `${resource.type} is not supported.`);
      return creator(resource);
    },
    collected: () => api && { api, schema, keys, dataSources, functions, resolvers },
  };
}
