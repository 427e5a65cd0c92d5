import type { DatabaseSync } from 'node:sqlite';
import { AwsError } from '../../../runtime/errors.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import { createWorkList, type Job, type JobOutcome } from '../../../runtime/work-list.ts';
import type { Execution } from '../execution/executor.ts';
import type { Functions, Target } from '../function.ts';
import { sendToDeadLetterQueue, sendToDestination, type Ending } from './destination.ts';
import { DEFAULT_INVOKE_CONFIG, type InvokeConfig } from './invoke-config.ts';

interface QueuedEvent {
  /** Without a qualifier. */
  readonly functionName: string;
  readonly qualifier: string | undefined;
  readonly requestId: string;
  readonly payload: string;
  /** How often the function ran and failed; to be throttled is not to run. */
  readonly failures: number;
}

/** Events that nobody waits for: kept in SQLite from acceptance to their end. */
export interface AsynchronousInvocations {
  configure(functionName: string, qualifier: string, config: InvokeConfig): void;
  unconfigure(functionName: string, qualifier: string): void;
  configOf(functionName: string, qualifier: string | undefined): InvokeConfig | undefined;
  add(event: Omit<QueuedEvent, 'failures'>): void;
  start(): void;
  stop(): Promise<void>;
}

const CONCURRENCY = 10;
const MINUTE = 60_000;

/** Lambda waits one minute before the first retry and two before the second. */
const retryDelay = (failures: number) => failures * MINUTE;

/** A throttled event is tried again after 1 s, doubling up to 5 minutes. */
const throttleDelay = (attempts: number) => Math.min(1000 * 2 ** attempts, 5 * MINUTE);

export function createAsynchronousInvocations(
  database: DatabaseSync,
  runtime: Runtime,
  functions: Functions,
): AsynchronousInvocations {
  const { clock, log } = runtime;
  const configs = new Map<string, InvokeConfig>();
  const keyOf = (functionName: string, qualifier = '$LATEST') => `${functionName}:${qualifier}`;

  async function run({ body, attempts, createdAt }: Job<QueuedEvent>): Promise<JobOutcome<QueuedEvent>> {
    const target = findTarget(body);
    // The function was taken away, and with it what was meant for it.
    if (!target) return 'done';
    const config = configs.get(keyOf(body.functionName, body.qualifier)) ?? DEFAULT_INVOKE_CONFIG;
    const isOld = (time: number) => time - createdAt > config.maximumAgeMs;
    const end = async (condition: Ending['condition'], failures: number, execution?: Execution) => {
      await report(target, config, { ...body, condition, execution, attempts: failures });
      return 'done' as const;
    };
    if (isOld(clock.now())) return end('EventAgeExceeded', body.failures);
    let execution: Execution;
    try {
      const { payload, requestId } = body;
      execution = await target.version.executor.execute({ payload, requestId, invokedArn: target.arn });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const retryAt = clock.now() + throttleDelay(attempts);
      return isOld(retryAt) ? end('EventAgeExceeded', body.failures) : { retryAt };
    }
    if (!execution.functionError) {
      log.step('lambda', `${body.functionName} ${Math.round(execution.durationMs)} ms`);
      return end('Success', body.failures + 1, execution);
    }
    log.warn('lambda', `${body.functionName} failed: ${execution.failure}`);
    const failures = body.failures + 1;
    if (failures > config.maximumRetries) return end('RetriesExhausted', failures, execution);
    const retryAt = clock.now() + retryDelay(failures);
    return isOld(retryAt)
      ? end('EventAgeExceeded', failures, execution)
      : { retryAt, body: { ...body, failures } };
  }

  function findTarget({ functionName, qualifier }: QueuedEvent): Target | undefined {
    try {
      return functions.find(functionName, qualifier ?? null);
    } catch (error) {
      if (error instanceof AwsError) return undefined;
      throw error;
    }
  }

  /** Tells the destination, or the dead-letter queue, how an event ended; a fault there is only logged. */
  async function report({ version }: Target, config: InvokeConfig, ending: Ending): Promise<void> {
    const destination = ending.condition === 'Success' ? config.onSuccess : config.onFailure;
    try {
      if (destination) await sendToDestination(runtime, version.definition, destination, ending);
      if (ending.condition !== 'Success') await sendToDeadLetterQueue(runtime, version.definition, ending);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      log.warn('lambda', `${ending.functionName}: destination refused: ${reason}`);
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
    configure: (functionName, qualifier, config) => void configs.set(keyOf(functionName, qualifier), config),
    unconfigure: (functionName, qualifier) => void configs.delete(keyOf(functionName, qualifier)),
    configOf: (functionName, qualifier) => configs.get(keyOf(functionName, qualifier)),
    add: (event) => list.add([{ ...event, failures: 0 }]),
    start: list.start,
    stop: list.stop,
  };
}
