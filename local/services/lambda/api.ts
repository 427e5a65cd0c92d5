import { restProtocol } from '../../runtime/protocols/rest.ts';
import type { Principal } from '../../runtime/principal.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { AwsCall } from '../../runtime/service.ts';
import { PAYLOAD_LIMIT } from './execution/executor.ts';
import { authorizeFunction, type Functions } from './function.ts';
import type { FunctionDefinition } from './function-definition.ts';
import type { Invoke } from './invoke.ts';
import type { Mapping } from './sources/mapping.ts';

/** The Lambda API: invoking, and reading what the template made. */
export function lambdaApi(
  runtime: Runtime,
  functions: Functions,
  mappings: readonly Mapping[],
  invoke: Invoke,
): (call: AwsCall) => Promise<void> {
  const authorizeAll = (caller: Principal, action: string) =>
    runtime.peers.iam.authorize({ caller, action: `lambda:${action}`, resource: '*' });
  const found = (name: string, call: AwsCall, action: string) => {
    const fn = functions.find(name);
    authorizeFunction(runtime, fn, action, call.caller);
    return fn;
  };

  async function invocation({ name = '' }: Readonly<Record<string, string>>, call: AwsCall): Promise<void> {
    const type = call.headers['x-amz-invocation-type'] ?? 'RequestResponse';
    const payload = (await call.body(PAYLOAD_LIMIT + 1)).toString('utf8');
    const { response } = call;
    const result = await invoke({
      function: name,
      payload,
      type,
      caller: call.caller,
      requestId: call.requestId,
    });
    if (response.destroyed) return;
    if (result.functionError) response.setHeader('x-amz-function-error', result.functionError);
    if (call.headers['x-amz-log-type'] === 'Tail' && result.logTail)
      response.setHeader('x-amz-log-result', result.logTail);
    response.writeHead(result.status, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(result.payload),
      'x-amzn-requestid': call.requestId,
      'x-amz-executed-version': '$LATEST',
    });
    response.end(result.payload);
  }

  const root = '/2015-03-31';
  return restProtocol(
    [
      { method: 'POST', path: `${root}/functions/:name/invocations`, handle: invocation },
      {
        method: 'GET',
        path: `${root}/functions/:name`,
        handle: ({ name = '' }, call) => ({
          Configuration: configurationOf(found(name, call, 'GetFunction').definition),
          Code: { RepositoryType: 'S3' },
        }),
      },
      {
        method: 'GET',
        path: `${root}/functions/:name/configuration`,
        handle: ({ name = '' }, call) =>
          configurationOf(found(name, call, 'GetFunctionConfiguration').definition),
      },
      {
        method: 'GET',
        path: `${root}/functions`,
        handle: (_, call) => {
          authorizeAll(call.caller, 'ListFunctions');
          return { Functions: functions.all().map(({ definition }) => configurationOf(definition)) };
        },
      },
      {
        method: 'GET',
        path: `${root}/event-source-mappings`,
        handle: (_, call) => {
          authorizeAll(call.caller, 'ListEventSourceMappings');
          return { EventSourceMappings: listMappings(call.query, functions, mappings) };
        },
      },
    ],
    runtime.log,
  );
}

function configurationOf(definition: FunctionDefinition) {
  return {
    FunctionName: definition.name,
    FunctionArn: definition.arn,
    Runtime: definition.nodeRuntime,
    Role: definition.roleArn,
    Handler: definition.handler,
    Description: definition.description,
    Timeout: definition.timeoutMs / 1000,
    MemorySize: definition.memoryMb,
    Version: '$LATEST',
    PackageType: 'Zip',
    Architectures: [definition.architecture],
    State: 'Active',
    LastUpdateStatus: 'Successful',
    Environment: { Variables: definition.variables },
    LoggingConfig: { LogGroup: definition.logGroup, LogFormat: definition.logFormat },
    ...(definition.deadLetterArn && { DeadLetterConfig: { TargetArn: definition.deadLetterArn } }),
  };
}

function listMappings(query: URLSearchParams, functions: Functions, mappings: readonly Mapping[]) {
  const source = query.get('EventSourceArn');
  const name = query.get('FunctionName');
  const wanted = name === null ? undefined : functions.find(name).definition.name;
  return mappings
    .filter((mapping) => source === null || mapping.queueArn === source)
    .map((mapping) => ({ mapping, fn: functions.find(mapping.functionName).definition }))
    .filter(({ fn }) => wanted === undefined || fn.name === wanted)
    .map(({ mapping, fn }) => ({
      UUID: mapping.uuid,
      EventSourceArn: mapping.queueArn,
      FunctionArn: fn.arn,
      State: mapping.enabled ? 'Enabled' : 'Disabled',
      BatchSize: mapping.batchSize,
      MaximumBatchingWindowInSeconds: mapping.batchingWindowMs / 1000,
      FunctionResponseTypes: mapping.reportsItemFailures ? ['ReportBatchItemFailures'] : [],
      ScalingConfig: { MaximumConcurrency: mapping.concurrency },
    }));
}
