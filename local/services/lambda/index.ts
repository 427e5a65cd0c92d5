import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase } from '../../runtime/database.ts';
import { AwsError, TemplateError } from '../../runtime/errors.ts';
import type { LambdaPeer } from '../../runtime/peers.ts';
import { allowProperties } from '../../runtime/properties.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Created, Resource, Service } from '../../runtime/service.ts';
import { lambdaApi } from './api.ts';
import { createAsynchronousInvocations, type AsynchronousInvocations } from './asynchronous/invocations.ts';
import { readInvokeConfig } from './asynchronous/invoke-config.ts';
import { nodeArguments } from './environment.ts';
import { createBudget } from './execution/budget.ts';
import { createExecutor } from './execution/executor.ts';
import { createFunctions, type Functions } from './function.ts';
import { readFunction } from './function-definition.ts';
import { createInvoke } from './invoke.ts';
import { permissionStatement } from './resource-policy.ts';
import { readMapping, type Mapping } from './sources/mapping.ts';
import { startPoller, type Poller } from './sources/poller.ts';
import { createFunctionUrls } from './url/function-url.ts';

export interface LambdaOptions {
  /** Execution environments of one function at the same time, unless it reserves fewer. */
  readonly environmentsPerFunction?: number;
  /** Execution environments of all functions together, as far as they do not need each other. */
  readonly environments?: number;
  /** How long an environment may wait for work before it is ended, in milliseconds. */
  readonly idleMs?: number;
}

/** Most that is waited for functions that still run, in milliseconds. */
const DRAIN_MS = 10_000;

/** AWS Lambda: each function's own bundle, in worker threads, under its role's credentials. */
export function createLambda(runtime: Runtime, options: LambdaOptions = {}): Service & LambdaPeer {
  const { environmentsPerFunction = 10, environments = 5, idleMs = 60_000 } = options;
  const budget = createBudget(environments);
  const functions = createFunctions(runtime);
  const urls = createFunctionUrls(runtime, functions);
  const mappings: Mapping[] = [];
  const database: DatabaseSync = openDatabase(join(runtime.directory('lambda'), 'lambda.sqlite'), '');
  const events: AsynchronousInvocations = createAsynchronousInvocations(database, runtime, functions);
  const invoke = createInvoke(runtime, functions, events);
  const api = lambdaApi(runtime, functions, mappings, invoke);
  let pollers: Poller[] = [];
  let sweeper: NodeJS.Timeout | undefined;

  const creators: Readonly<Record<string, (resource: Resource) => Created>> = {
    'AWS::Lambda::Function': createFunction,
    'AWS::Lambda::Permission': (resource) => {
      const fn = functionOf(resource, functions);
      fn.statements.push(permissionStatement(resource, fn.definition.arn));
      return { ref: runtime.nameFor(resource.logicalId) };
    },
    'AWS::Lambda::Url': urls.create,
    'AWS::Lambda::EventInvokeConfig': (resource) => {
      const { definition } = functionOf(resource, functions);
      events.configure(definition.name, readInvokeConfig(resource));
      return { ref: runtime.nameFor(resource.logicalId) };
    },
    'AWS::Lambda::EventSourceMapping': (resource) => {
      const mapping = readMapping(resource, mappingId(runtime.idFor(resource.logicalId, 32)));
      functionOf(resource, functions);
      mappings.push(mapping);
      return { ref: mapping.uuid, attributes: { Id: mapping.uuid } };
    },
    'AWS::Lambda::Version': (resource) => {
      allowProperties(resource, ['CodeSha256', 'Description', 'FunctionName']);
      const { arn } = functionOf(resource, functions).definition;
      return { ref: `${arn}:1`, attributes: { FunctionArn: `${arn}:1`, Version: '1' } };
    },
    'AWS::Lambda::Alias': (resource) => {
      allowProperties(resource, ['Description', 'FunctionName', 'FunctionVersion', 'Name']);
      const arn = `${functionOf(resource, functions).definition.arn}:${String(resource.properties.Name)}`;
      return { ref: arn, attributes: { AliasArn: arn } };
    },
  };

  function createFunction(resource: Resource): Created {
    const definition = readFunction(resource, runtime);
    const { refused } = nodeArguments(definition.variables);
    if (refused)
      throw new TemplateError(resource.logicalId, `the option ${refused} of NODE_OPTIONS is not supported.`);
    try {
      runtime.peers.iam.assumeRole(definition.roleArn, 'lambda.amazonaws.com', definition.name);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      throw new TemplateError(
        resource.logicalId,
        'The role defined for the function cannot be assumed by Lambda.',
      );
    }
    functions.add({
      definition,
      executor: createExecutor(definition, runtime, environmentsPerFunction, budget),
      statements: [],
    });
    return { ref: definition.name, attributes: { Arn: definition.arn } };
  }

  /** A mapping whose role may not read its queue is refused, as `CreateEventSourceMapping` refuses it. */
  function checkSource({ logicalId, functionName, queueArn }: Mapping): void {
    const { definition } = functions.find(functionName);
    const caller = runtime.peers.iam.assumeRole(definition.roleArn, 'lambda.amazonaws.com', definition.name);
    for (const action of ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'])
      try {
        runtime.peers.iam.authorize({ caller, action: `sqs:${action}`, resource: queueArn });
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        throw new TemplateError(
          logicalId,
          `The function execution role does not have permissions to call ${action} on SQS`,
        );
      }
  }

  /** Receives nothing more, and waits for the batches and the asynchronous invocations under way. */
  const endWork = () => Promise.all([...pollers.map((poller) => poller.stop()), events.stop()]);

  let drained: Promise<unknown> | undefined;
  /** The same, but for functions that take too long. */
  async function drain(): Promise<void> {
    drained ??= Promise.race([endWork(), sleep(DRAIN_MS, undefined, { ref: false })]);
    await drained;
  }

  return {
    create(resource) {
      const creator = creators[resource.type];
      if (!creator)
        throw new TemplateError(resource.logicalId, `the type ${resource.type} is not supported.`);
      return creator(resource);
    },

    connect() {
      const enabled = mappings.filter((mapping) => mapping.enabled);
      enabled.forEach(checkSource);
      events.start();
      pollers = enabled.map((mapping) => startPoller(mapping, functions.find(mapping.functionName), runtime));
      sweeper = setInterval(() => {
        for (const { executor } of functions.all()) executor.retireIdle(runtime.clock.now() - idleMs);
      }, idleMs / 2).unref();
    },

    drain,

    async stop() {
      clearInterval(sweeper);
      await drain();
      await Promise.all(functions.all().map(({ executor }) => executor.close()));
      // Whoever still waited has now been told that its environment is gone.
      await endWork();
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

function functionOf(resource: Resource, functions: Functions) {
  const name = String(resource.properties.FunctionName ?? '');
  try {
    return functions.find(name);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new TemplateError(resource.logicalId, `there is no function ${name}.`);
  }
}

/** The letters and digits of an id in the form of a UUID. */
function mappingId(id: string): string {
  const hex = Buffer.from(id).toString('hex').slice(-32);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
