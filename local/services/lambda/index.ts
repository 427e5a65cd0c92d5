import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase } from '../../runtime/database.ts';
import { TemplateError } from '../../runtime/errors.ts';
import type { LambdaPeer } from '../../runtime/peers.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Service } from '../../runtime/service.ts';
import { lambdaApi } from './api/index.ts';
import { createAsynchronousInvocations } from './asynchronous/invocations.ts';
import { createBudget } from './execution/budget.ts';
import { createReaper } from './execution/reaper.ts';
import { createFunctions } from './function.ts';
import { createInvoke } from './invoke.ts';
import { createEventSourceMappings, MAPPINGS_SCHEMA } from './resources/event-source-mappings.ts';
import { createFunctionResources } from './resources/functions.ts';
import { lambdaResources } from './resources/index.ts';
import { VERSIONS_SCHEMA } from './resources/versions.ts';
import { CHECKPOINTS_SCHEMA } from './sources/streams/checkpoints.ts';
import { createFunctionUrls } from './url/function-url.ts';

export interface LambdaOptions {
  /** Execution environments of one function at the same time, unless it reserves fewer. */
  readonly environmentsPerFunction?: number;
  /** Execution environments of all functions together, as far as they do not need each other. */
  readonly environments?: number;
  /** How many of those may wait for work. */
  readonly warmEnvironments?: number;
  /** How long an environment may wait for work before it is ended, in milliseconds. */
  readonly idleMs?: number;
}

/** Most that is waited for functions that still run, in milliseconds. */
const DRAIN_MS = 10_000;

/** AWS Lambda: each function's own bundle, in processes of its own, under its role's credentials. */
export function createLambda(runtime: Runtime, options: LambdaOptions = {}): Service & LambdaPeer {
  const { environmentsPerFunction = 10, environments = 5, warmEnvironments = 3, idleMs = 15_000 } = options;
  const reaper = createReaper();
  const database = openDatabase(
    join(runtime.directory('lambda'), 'lambda.sqlite'),
    [VERSIONS_SCHEMA, MAPPINGS_SCHEMA, CHECKPOINTS_SCHEMA].join('\n'),
  );
  const functions = createFunctions(runtime);
  const functionResources = createFunctionResources(runtime, functions, database, {
    budget: createBudget(environments, warmEnvironments),
    environmentLimit: environmentsPerFunction,
    reaper,
  });
  const urls = createFunctionUrls(runtime, functions);
  const events = createAsynchronousInvocations(database, runtime, functions);
  const mappings = createEventSourceMappings(runtime, functions, database);
  const invoke = createInvoke(runtime, functions, events);
  const api = lambdaApi({ runtime, functions, events, mappings, urls, invoke });
  const resources = lambdaResources({
    ...{ runtime, functions, functionResources, database, urls, events, mappings },
  });
  let sweeper: NodeJS.Timeout | undefined;

  /** Reads nothing more, and waits for the batches and the asynchronous invocations under way. */
  const endWork = () => Promise.all([mappings.stop(), events.stop()]);

  let drained: Promise<unknown> | undefined;
  /** The same, but for functions that take too long. */
  async function drain(): Promise<void> {
    drained ??= Promise.race([endWork(), sleep(DRAIN_MS, undefined, { ref: false })]);
    await drained;
  }

  return {
    create(resource) {
      const type = resources[resource.type];
      if (!type) throw new TemplateError(resource.logicalId, `the type ${resource.type} is not supported.`);
      return type.create(resource);
    },

    delete: (resource) => resources[resource.type]?.delete(resource),

    async connect() {
      events.start();
      sweeper ??= setInterval(() => {
        for (const executor of functionResources.executors())
          executor.retireIdle(runtime.clock.now() - idleMs);
      }, idleMs / 2).unref();
      await mappings.connect();
    },

    drain,

    async stop() {
      clearInterval(sweeper);
      await drain();
      await Promise.all(functionResources.executors().map((executor) => executor.close()));
      // Whoever still waited has now been told that its environment is gone.
      await endWork();
      await reaper.close();
      database.close();
    },

    handle: (call) => (urls.owns(call) ? urls.handle(call) : api(call)),

    async invoke(functionArn, payload, type, caller) {
      const { payload: result, functionError } = await invoke({
        function: functionArn,
        payload,
        type,
        caller,
        requestId: runtime.uuid(),
      });
      return { payload: result, ...(functionError && { functionError }) };
    },
  };
}
