import type { DatabaseSync } from 'node:sqlite';
import type { Runtime } from '../../../runtime/runtime.ts';
import type { Created, Resource } from '../../../runtime/service.ts';
import type { AsynchronousInvocations } from '../asynchronous/invocations.ts';
import { readInvokeConfig } from '../asynchronous/invoke-config.ts';
import type { Functions } from '../function.ts';
import type { FunctionUrls } from '../url/function-url.ts';
import type { EventSourceMappings } from './event-source-mappings.ts';
import { functionOf } from './function-of.ts';
import type { FunctionResources } from './functions.ts';
import { permissionStatement } from './permission.ts';
import { bareName, createVersionResources } from './versions.ts';

interface ResourceType {
  create(resource: Resource): Created;
  delete(resource: Resource): Promise<void> | void;
}

/** Every resource type of the service, by CloudFormation's name for it. */
export function lambdaResources(parts: {
  readonly runtime: Runtime;
  readonly functions: Functions;
  readonly functionResources: FunctionResources;
  readonly database: DatabaseSync;
  readonly urls: FunctionUrls;
  readonly events: AsynchronousInvocations;
  readonly mappings: EventSourceMappings;
}): Readonly<Record<string, ResourceType>> {
  const { runtime, functions, functionResources, database, urls, events, mappings } = parts;
  const versions = createVersionResources(functions, database, functionResources.publish);

  return {
    'AWS::Lambda::Function': functionResources,
    'AWS::Lambda::Permission': {
      create(resource) {
        const { fn, arn } = functionOf(resource, functions);
        fn.statements.set(resource.logicalId, permissionStatement(resource, arn));
        const ref = runtime.nameFor(resource.logicalId);
        return { ref, attributes: { Id: ref } };
      },
      delete({ logicalId, properties }) {
        functions.get(bareName(String(properties.FunctionName)))?.statements.delete(logicalId);
      },
    },
    'AWS::Lambda::Url': urls,
    'AWS::Lambda::EventInvokeConfig': {
      create(resource) {
        const { fn, qualifier = '$LATEST' } = functionOf(resource, functions);
        events.configure(fn.name, qualifier, readInvokeConfig(resource));
        return { ref: runtime.nameFor(resource.logicalId) };
      },
      delete({ properties }) {
        events.unconfigure(
          bareName(String(properties.FunctionName)),
          String(properties.Qualifier ?? '$LATEST'),
        );
      },
    },
    'AWS::Lambda::EventSourceMapping': mappings,
    'AWS::Lambda::Version': { create: versions.createVersion, delete: versions.deleteVersion },
    'AWS::Lambda::Alias': { create: versions.createAlias, delete: versions.deleteAlias },
  };
}
