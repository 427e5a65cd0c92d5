import { isObjectType } from 'graphql';
import { TemplateError } from '../../../runtime/errors.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import { createDataSource } from '../data-sources/index.ts';
import { createLoader } from '../javascript/module.ts';
import { createRealm } from '../javascript/realm.ts';
import type { ApiSchema } from '../schema/build-schema.ts';
import type { StepDefinition } from '../template/resolver.ts';
import type { ApiResources } from '../template/resources.ts';
import { createResolverLog } from './resolver-log.ts';
import { pipelineResolver, unitResolver, type Resolver, type Step } from './resolver.ts';

/** Resolvers by `Type.field`. */
export type Resolvers = ReadonlyMap<string, Resolver>;

/** Ties the template's resolvers to their code, functions and data sources; what does not fit is a `TemplateError`. */
export function bindResolvers(resources: ApiResources, schema: ApiSchema, runtime: Runtime): Resolvers {
  const { api } = resources;
  const realm = createRealm((level, values) => print(level, values));
  const load = createLoader(realm, (logicalId, error) => {
    runtime.log.warn('appsync', `${logicalId}: ${error instanceof Error ? error.message : String(error)}`);
  });
  const dataSources = new Map(
    [...resources.dataSources.values()].map((definition) => [
      definition.name,
      createDataSource(definition, runtime),
    ]),
  );

  const keep = createResolverLog(api.logs, runtime);
  function print(level: string, values: string): void {
    if (level === 'error') runtime.log.warn('appsync', values);
    else runtime.log.step('appsync', values);
    keep(`${level.toUpperCase()} ${values}`);
  }

  function bindStep(id: string, definition: StepDefinition): Step {
    const dataSource = dataSources.get(definition.dataSource);
    if (!dataSource)
      throw new TemplateError(
        definition.logicalId,
        `there is no data source named ${definition.dataSource}.`,
      );
    return { id, run: load(definition.module), dataSource, maxBatchSize: definition.maxBatchSize };
  }

  const functions = new Map(
    [...resources.functions].map(([id, definition]) => [id, bindStep(id, definition)]),
  );
  const resolvers = new Map<string, Resolver>();
  for (const definition of resources.resolvers) {
    const { logicalId, typeName, fieldName } = definition;
    const type = schema.graphql.getType(typeName);
    const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
    const name = `${typeName}.${fieldName}`;
    if (!field) throw new TemplateError(logicalId, `No field named ${fieldName} found on type ${typeName}.`);
    if (resolvers.has(name)) throw new TemplateError(logicalId, `${name} has a resolver already.`);
    const options = {
      environment: api.environment,
      now: () => runtime.clock.now(),
      outputType: String(field.type),
    };
    if (definition.kind === 'UNIT')
      resolvers.set(name, unitResolver(bindStep(logicalId, definition.step), options));
    else {
      const steps = definition.functionIds.map((id) => {
        const step = functions.get(id);
        if (!step) throw new TemplateError(logicalId, `there is no function with the id ${id}.`);
        return step;
      });
      resolvers.set(name, pipelineResolver(load(definition.module), steps, options));
    }
  }
  return resolvers;
}
