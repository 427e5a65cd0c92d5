import type { DatabaseSync } from 'node:sqlite';
import { isDeepStrictEqual } from 'node:util';
import { AwsError, TemplateError } from '../../../runtime/errors.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import type { Created, Resource } from '../../../runtime/service.ts';
import { createConcurrency, type Concurrency } from '../execution/concurrency.ts';
import { createExecutor, type ExecutionLimits, type Executor } from '../execution/executor.ts';
import { roleOf, type Functions, type FunctionVersion } from '../function.ts';
import { readFunction, type FunctionDefinition } from '../function-definition.ts';

/** Makes, changes and takes away functions; what runs on the old code ends on it. */
export interface FunctionResources {
  create(resource: Resource): Created;
  delete(resource: Resource): void;
  /** A version of its own for what the function is now. */
  publish(definition: FunctionDefinition, concurrency: Concurrency): FunctionVersion;
  /** Everything that may still have a process, replaced code included. */
  executors(): readonly Executor[];
}

export function createFunctionResources(
  runtime: Runtime,
  functions: Functions,
  database: DatabaseSync,
  limits: ExecutionLimits,
): FunctionResources {
  /** Replaced ones stay until their last invocation has ended. */
  const executors = new Set<Executor>();

  function start(definition: FunctionDefinition, concurrency: Concurrency): FunctionVersion {
    for (const executor of executors)
      if (executor.isRetired && executor.size === 0) executors.delete(executor);
    const executor = createExecutor(definition, runtime, { ...limits, concurrency });
    executors.add(executor);
    return { definition, executor };
  }

  return {
    create(resource) {
      const definition = readFunction(resource, runtime);
      const { name, arn, reservedConcurrency } = definition;
      checkRole(resource.logicalId, definition);
      const existing = functions.get(name);
      if (!existing) {
        const concurrency = createConcurrency(reservedConcurrency);
        functions.add({
          name,
          arn,
          latest: start(definition, concurrency),
          versions: new Map(),
          aliases: new Map(),
          statements: new Map(),
          concurrency,
        });
      } else if (!isDeepStrictEqual(existing.latest.definition, definition)) {
        const { executor } = existing.latest;
        existing.concurrency.reserved = reservedConcurrency;
        existing.latest = start(definition, existing.concurrency);
        executor.retire();
      }
      return { ref: name, attributes: { Arn: arn } };
    },

    delete({ logicalId, properties }) {
      const fn = functions.get(String(properties.FunctionName ?? runtime.nameFor(logicalId)));
      if (!fn) return;
      functions.remove(fn.name);
      for (const { executor } of [fn.latest, ...fn.versions.values()]) executor.retire();
      database.prepare('DELETE FROM function_versions WHERE function_name = ?').run(fn.name);
    },

    publish: start,
    executors: () => [...executors],
  };

  function checkRole(logicalId: string, definition: FunctionDefinition): void {
    try {
      roleOf(runtime, definition);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      throw new TemplateError(logicalId, 'The role defined for the function cannot be assumed by Lambda.');
    }
  }
}
