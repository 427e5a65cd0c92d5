import { join } from 'node:path';
import type { Runtime } from '../runtime/runtime.ts';
import type { Created, Resource } from '../runtime/service.ts';
import type { StackSource, Template } from './assembly.ts';
import { createStackHost, type StackHost } from './stack-host.ts';

/** A template without assets, in no folder. */
export const sourceOf = (template: Partial<Template>, stackName = 'Test'): StackSource => ({
  stackName,
  template: { Resources: {}, ...template },
  assets: new Map(),
  directory: import.meta.dirname,
});

/** Resources that exist only as what was last asked of them: by logical id, and in the order of the calls. */
export interface FakeResources {
  readonly living: Map<string, Resource>;
  readonly calls: string[];
  readonly host: StackHost;
}

/** A stack whose resources do nothing. A resource with `Fail` cannot be made; its `PhysicalName` is its physical id. */
export function fakeStack(runtime: Runtime, stackName = 'Test'): FakeResources {
  const living = new Map<string, Resource>();
  const calls: string[] = [];
  const physicalId = ({ logicalId, properties }: Resource) =>
    String(properties.PhysicalName ?? `ref-${logicalId}`);
  const host = createStackHost({
    runtime,
    stackName,
    ledgerPath: join(runtime.directory('cloudformation'), 'stacks.db'),
    connect: async () => {},
    handlers: {
      async create(resource): Promise<Created> {
        if (resource.properties.Fail) throw new Error(`${resource.logicalId} fails`);
        calls.push(`create ${resource.logicalId}`);
        living.set(physicalId(resource), resource);
        return { ref: physicalId(resource), attributes: { Arn: `arn-${resource.logicalId}` } };
      },
      async delete(resource) {
        calls.push(`delete ${resource.logicalId}`);
        living.delete(physicalId(resource));
      },
    },
  });
  return { living, calls, host };
}
