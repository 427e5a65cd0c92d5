import type { Runtime } from '../../../runtime/runtime.ts';
import type { FunctionDefinition } from '../function-definition.ts';
import type { FunctionErrorObject } from '../worker/messages.ts';
import type { Budget } from './budget.ts';
import type { Concurrency } from './concurrency.ts';
import type { Environment, Outcome } from './environment.ts';
import { createFunctionLog } from './function-log.ts';
import { createInvocationLog } from './invocation-log.ts';
import { createPool, InitError } from './pool.ts';
import type { Reaper } from './reaper.ts';
import { startFunction } from './start-function.ts';

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

export interface ExecutorRequest {
  /** The event as JSON. */
  readonly payload: string;
  readonly requestId: string;
  /** The function's ARN as the caller named it. */
  readonly invokedArn: string;
}

/** Runs one version of a function: its environments and its log. */
export interface Executor {
  /** Throws `TooManyRequestsException` when all that the function may run at once is running. */
  execute(request: ExecutorRequest): Promise<Execution>;
  retireIdle(time: number): void;
  readonly size: number;
  /** Other code takes its place: ends each environment as soon as its work is done. */
  retire(): void;
  readonly isRetired: boolean;
  close(): Promise<void>;
}

/** What bounds the environments of all functions. */
export interface ExecutionLimits {
  readonly budget: Budget;
  /** Of one function at the same time. */
  readonly environmentLimit: number;
  readonly reaper: Reaper;
}

/** Largest event and largest response of a synchronous invocation, in bytes. */
export const PAYLOAD_LIMIT = 6_291_456;

export function createExecutor(
  definition: FunctionDefinition,
  runtime: Runtime,
  shared: ExecutionLimits & { readonly concurrency: Concurrency },
): Executor {
  const { budget, concurrency, environmentLimit, reaper } = shared;
  const write = createFunctionLog(definition, runtime);
  let isRetired = false;
  const pool = createPool({
    limit: environmentLimit,
    budget,
    now: () => runtime.clock.now(),
    start: () => startFunction(definition, runtime, write, reaper),
  });

  async function execute(request: ExecutorRequest): Promise<Execution> {
    concurrency.enter();
    try {
      const environment = await pool.acquire();
      try {
        return await executeIn(environment, request);
      } finally {
        pool.release(environment);
      }
    } catch (error) {
      if (!(error instanceof InitError)) throw error;
      return failed(error.error, 0, '');
    } finally {
      concurrency.leave();
    }
  }

  async function executeIn(environment: Environment, request: ExecutorRequest): Promise<Execution> {
    const { requestId } = request;
    const log = createInvocationLog(definition, requestId, (line) => write(environment.logStream, line));
    log.start();
    const began = performance.now();
    const deadline = Date.now() + definition.timeoutMs;
    const outcome = limitResponse(
      await environment.invoke({ ...request, deadline }, definition.timeoutMs, log.output),
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
    retire() {
      isRetired = true;
      pool.retire();
    },
    get isRetired() {
      return isRetired;
    },
    close: pool.close,
  };
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
