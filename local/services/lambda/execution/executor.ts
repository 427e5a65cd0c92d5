import { randomBytes } from 'node:crypto';
import { AwsError } from '../../../runtime/errors.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import { functionEnvironment, nodeArguments } from '../environment.ts';
import type { FunctionDefinition } from '../function-definition.ts';
import type { FunctionErrorObject } from '../worker/messages.ts';
import type { Budget } from './budget.ts';
import { startEnvironment, type Environment, type Outcome } from './environment.ts';
import { createInvocationLog } from './invocation-log.ts';
import { createPool, InitError } from './pool.ts';

/** What came of one invocation. */
export interface Execution {
  readonly payload: string;
  readonly functionError?: 'Unhandled';
  /** The error's `errorType: errorMessage`, for the log. */
  readonly failure?: string;
  readonly durationMs: number;
  /** Tail of the log in base64. */
  readonly logTail: string;
}

/** Runs one function: its environments, its concurrency, its log. */
export interface Executor {
  execute(payload: string, requestId: string): Promise<Execution>;
  retireIdle(time: number): void;
  readonly size: number;
  close(): Promise<void>;
}

/** Largest event and largest response of a synchronous invocation, in bytes. */
export const PAYLOAD_LIMIT = 6_291_456;
/** Time that Lambda allows for loading a function before the first invocation, in milliseconds. */
const INIT_TIMEOUT_MS = 10_000;
const CREDENTIALS_LIFETIME_S = 12 * 3600;
/** What a function signs with its credentials (a presigned URL) must stay good for a while after it. */
const CREDENTIALS_MARGIN_MS = 6 * 3600 * 1000;

export function createExecutor(
  definition: FunctionDefinition,
  runtime: Runtime,
  environmentLimit: number,
  budget: Budget,
): Executor {
  const { reservedConcurrency } = definition;
  const pool = createPool({
    limit: Math.min(environmentLimit, Math.max(1, reservedConcurrency ?? environmentLimit)),
    budget,
    now: () => runtime.clock.now(),
    start: () => start(definition, runtime),
  });
  let executing = 0;

  async function execute(payload: string, requestId: string): Promise<Execution> {
    if (reservedConcurrency !== undefined && executing >= reservedConcurrency) throw throttled();
    executing += 1;
    try {
      const environment = await pool.acquire();
      try {
        return await executeIn(environment, payload, requestId);
      } finally {
        pool.release(environment);
      }
    } catch (error) {
      if (!(error instanceof InitError)) throw error;
      return failed(error.error, 0, '');
    } finally {
      executing -= 1;
    }
  }

  async function executeIn(environment: Environment, payload: string, requestId: string): Promise<Execution> {
    const log = createInvocationLog(definition, environment.logStream, requestId, runtime.peers.logs);
    log.start();
    const began = performance.now();
    const deadline = Date.now() + definition.timeoutMs;
    const outcome = limitResponse(
      await environment.invoke({ requestId, payload, deadline }, definition.timeoutMs, log.output),
    );
    const durationMs = performance.now() - began;
    const error = outcome.kind === 'error' ? withRequestId(outcome.error, requestId) : undefined;
    if (error)
      log.output(`${new Date().toISOString()}\t${requestId}\tERROR\tInvoke Error\t${JSON.stringify(error)}`);
    const status = error ? (error.errorType === 'Sandbox.Timedout' ? 'timeout' : 'error') : 'success';
    log.end({ durationMs, initMs: environment.takeInitDuration(), memoryBytes: outcome.memory, status });
    if (error) return failed(error, durationMs, log.tail());
    return { payload: outcome.kind === 'result' ? outcome.payload : '', durationMs, logTail: log.tail() };
  }

  return {
    execute,
    retireIdle: pool.retireIdle,
    get size() {
      return pool.size;
    },
    close: pool.close,
  };
}

function start(definition: FunctionDefinition, runtime: Runtime): Environment {
  const credentials = runtime.credentials.forRole(
    definition.roleArn,
    definition.name,
    CREDENTIALS_LIFETIME_S,
  );
  const day = new Date(runtime.clock.now()).toISOString().slice(0, 10).replaceAll('-', '/');
  const logStream = `${day}/[$LATEST]${randomBytes(16).toString('hex')}`;
  const log = (text: string) =>
    runtime.peers.logs.put(definition.logGroup, logStream, text.replace(/\n$/, ''));
  const environment = startEnvironment({
    setup: {
      handlerPath: definition.handlerFile.path,
      exportName: definition.handlerFile.exportName,
      functionName: definition.name,
      functionArn: definition.arn,
      memoryMb: definition.memoryMb,
      logGroup: definition.logGroup,
      logStream,
      logFormat: definition.logFormat,
    },
    variables: functionEnvironment({
      definition,
      credentials,
      logStream,
      region: runtime.region,
      endpointUrl: runtime.urls.aws,
    }),
    nodeArguments: nodeArguments(definition.variables).accepted,
    useUntil: runtime.clock.now() + CREDENTIALS_LIFETIME_S * 1000 - CREDENTIALS_MARGIN_MS,
    initTimeoutMs: INIT_TIMEOUT_MS + definition.timeoutMs,
    onOutput: log,
  });
  void environment.ready.then((error) => error && log(`INIT_REPORT Status: error\t${JSON.stringify(error)}`));
  return environment;
}

function limitResponse(outcome: Outcome): Outcome {
  if (outcome.kind === 'error') return outcome;
  const size = Buffer.byteLength(outcome.payload);
  if (size <= PAYLOAD_LIMIT) return outcome;
  return {
    kind: 'error',
    memory: outcome.memory,
    error: {
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: `Response payload size (${size} bytes) exceeded maximum allowed payload size (${PAYLOAD_LIMIT} bytes).`,
    },
  };
}

/** The exit of a runtime is reported with the request that it took down. */
function withRequestId(error: FunctionErrorObject, requestId: string): FunctionErrorObject {
  if (error.errorType !== 'Runtime.ExitError') return error;
  return { ...error, errorMessage: `RequestId: ${requestId} Error: ${error.errorMessage}` };
}

function failed(error: FunctionErrorObject, durationMs: number, logTail: string): Execution {
  const failure = `${error.errorType}: ${error.errorMessage}`;
  return { payload: JSON.stringify(error), functionError: 'Unhandled', failure, durationMs, logTail };
}

const throttled = () =>
  new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429, {
    Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    Type: 'User',
  });
