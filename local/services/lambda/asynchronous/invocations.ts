import type { DatabaseSync } from 'node:sqlite';
import { AwsError } from '../../../runtime/errors.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import { createWorkList, type Job, type JobOutcome } from '../../../runtime/work-list.ts';
import type { Execution } from '../execution/executor.ts';
import type { Functions, LambdaFunction } from '../function.ts';
import { sendToDeadLetterQueue, sendToDestination, type Ending } from './destination.ts';
import { DEFAULT_INVOKE_CONFIG, type InvokeConfig } from './invoke-config.ts';

interface QueuedEvent {
  readonly functionName: string;
  readonly requestId: string;
  readonly payload: string;
}

/** Events that nobody waits for: kept in SQLite from acceptance to their end. */
export interface AsynchronousInvocations {
  configure(functionName: string, config: InvokeConfig): void;
  add(event: QueuedEvent): void;
  start(): void;
  stop(): Promise<void>;
}

const CONCURRENCY = 10;
const MINUTE = 60_000;

/** Lambda waits one minute before the first retry and two before the second. */
const retryDelay = (attempts: number) => (attempts + 1) * MINUTE;

/** A throttled event is tried again after 1 s, doubling up to 5 minutes. */
const throttleDelay = (attempts: number) => Math.min(1000 * 2 ** attempts, 5 * MINUTE);

export function createAsynchronousInvocations(
  database: DatabaseSync,
  runtime: Runtime,
  functions: Functions,
): AsynchronousInvocations {
  const { clock, log } = runtime;
  const configs = new Map<string, InvokeConfig>();

  async function run({ body, attempts, createdAt }: Job<QueuedEvent>): Promise<JobOutcome> {
    const fn = functions.all().find(({ definition }) => definition.name === body.functionName);
    if (!fn) return 'done';
    const config = configs.get(body.functionName) ?? DEFAULT_INVOKE_CONFIG;
    let execution: Execution;
    try {
      execution = await fn.executor.execute(body.payload, body.requestId);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return retryOr(throttleDelay(attempts), {
        failure: error.message,
        functionError: 'Unhandled',
        payload: '',
      });
    }
    if (!execution.functionError) {
      log.step('lambda', `${body.functionName} ${Math.round(execution.durationMs)} ms`);
      return end('Success', execution);
    }
    log.warn('lambda', `${body.functionName} failed: ${execution.failure}`);
    return attempts >= config.maximumRetries
      ? end('RetriesExhausted', execution)
      : retryOr(retryDelay(attempts), execution);

    async function retryOr(delay: number, last: Ending['execution']): Promise<JobOutcome> {
      const retryAt = clock.now() + delay;
      return retryAt - createdAt > config.maximumAgeMs ? end('EventAgeExceeded', last) : { retryAt };
    }

    async function end(condition: Ending['condition'], last: Ending['execution']): Promise<JobOutcome> {
      const ending = { ...body, condition, execution: last, attempts: attempts + 1 };
      await report(fn!, config, ending);
      return 'done';
    }
  }

  /** Tells the destination, or the dead-letter queue, how an event ended; a fault there is only logged. */
  async function report(fn: LambdaFunction, config: InvokeConfig, ending: Ending): Promise<void> {
    const destination = ending.condition === 'Success' ? config.onSuccess : config.onFailure;
    try {
      if (destination) await sendToDestination(runtime, fn.definition, destination, ending);
      if (ending.condition !== 'Success') await sendToDeadLetterQueue(runtime, fn.definition, ending);
    } catch (error) {
      log.warn(
        'lambda',
        `${ending.functionName}: destination refused: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  const list = createWorkList<QueuedEvent>({
    database,
    table: 'asynchronous_invocations',
    clock,
    concurrency: CONCURRENCY,
    run,
    onFault: (error) => log.fault('lambda', error),
  });

  return {
    configure: (functionName, config) => void configs.set(functionName, config),
    add: (event) => list.add([event]),
    start: list.start,
    stop: list.stop,
  };
}
