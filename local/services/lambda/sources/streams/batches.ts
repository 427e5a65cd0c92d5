import type { Execution } from '../../execution/executor.ts';
import { failedItems } from '../batch-response.ts';
import { pause } from '../pause.ts';
import { reportBatch, type PollerOptions } from '../poller.ts';
import { compareSequences, sequenceOf, type StreamRecord } from './event.ts';
import { tellFailure, type GivenUp } from './failure-record.ts';
import { invoke, retryPause } from './invocation.ts';
import type { Progress } from './progress.ts';
import { endWindow } from './window-end.ts';
import { isTooLarge } from './windows.ts';

interface Batch {
  readonly records: readonly StreamRecord[];
  /** How often the function failed on it. */
  readonly failures: number;
}

/**
 * Hands a batch to the function until it is done with or given up: halves it, retries it, and goes by the item
 * failures that the function reports, as the mapping says. Nothing after it runs before.
 *
 * @returns early when `signal` aborts, with the rest of the batch neither done nor given up
 */
export async function processBatch(
  options: PollerOptions,
  { progress, signal }: { readonly progress: Progress; readonly signal: AbortSignal },
  records: readonly StreamRecord[],
): Promise<void> {
  const { mapping, runtime } = options;
  const { bisects, maximumRetries, maximumAgeMs } = mapping.stream!;
  const left: Batch[] = [{ records, failures: 0 }];
  /** How often what is tried now was tried before: it waits ever longer. */
  let attempts = 0;

  while (left.length > 0 && !signal.aborted) {
    const batch = left.shift()!;
    const young = batch.records.findIndex((record) => !isTooOld(record));
    if (young !== 0) {
      const old = young < 0 ? batch.records : batch.records.slice(0, young);
      await giveUp(old, { condition: 'RecordAgeExceeded', failures: batch.failures });
      const rest = batch.records.slice(old.length);
      if (rest.length > 0) left.unshift({ ...batch, records: rest });
      continue;
    }
    const answer = await invoke(options, progress, batch.records);
    if (!answer) {
      left.unshift(batch);
    } else {
      const { execution, state } = answer;
      const failed = firstFailed(execution, batch.records);
      reportBatch(options, mapping.logicalId, execution, batch.records.length);
      if (failed > 0) progress.finish(batch.records[failed - 1]!, state);
      if (progress.window && isTooLarge(progress.window)) await endWindow(options, { progress, signal });
      if (failed === batch.records.length) {
        attempts = 0;
        continue;
      }
      const rest = batch.records.slice(failed);
      // A reported failure has cut the batch already; otherwise it is halved, which costs no attempt.
      const halves = bisects && failed === 0 && rest.length > 1;
      const failures = batch.failures + (halves ? 0 : 1);
      if (maximumRetries >= 0 && failures > maximumRetries) {
        await giveUp(rest, { condition: 'RetryAttemptsExhausted', failures, execution });
        attempts = 0;
        continue;
      }
      if (halves) {
        // Its parts are tried for the first time.
        attempts = 0;
        const middle = Math.ceil(rest.length / 2);
        left.unshift({ records: rest.slice(0, middle), failures }, { records: rest.slice(middle), failures });
      } else left.unshift({ records: rest, failures });
    }
    if (left.length > 0) await pause(retryPause(attempts++), signal);
  }

  function isTooOld({ dynamodb }: StreamRecord): boolean {
    if (maximumAgeMs < 0) return false;
    return runtime.clock.now() - dynamodb.ApproximateCreationDateTime * 1000 > maximumAgeMs;
  }

  /** The index of the first record that failed; the number of records when none did. */
  function firstFailed(execution: Execution, batch: readonly StreamRecord[]): number {
    if (execution.failure !== undefined) return 0;
    if (!mapping.reportsItemFailures) return batch.length;
    const failed = failedItems(execution.payload, batch.map(sequenceOf));
    const [lowest] = [...failed].sort(compareSequences);
    return lowest === undefined ? batch.length : batch.findIndex((record) => sequenceOf(record) === lowest);
  }

  async function giveUp(batch: readonly StreamRecord[], why: Omit<GivenUp, 'records' | 'shardId'>) {
    runtime.log.warn('lambda', `${mapping.logicalId} gave up ${batch.length} records: ${why.condition}`);
    await tellFailure(options, { ...why, records: batch, shardId: progress.shardId });
    progress.finish(batch.at(-1)!);
  }
}
