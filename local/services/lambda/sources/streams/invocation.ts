import { AwsError } from '../../../../runtime/errors.ts';
import type { Execution } from '../../execution/executor.ts';
import type { PollerOptions } from '../poller.ts';
import { lambdaRecord, type StreamRecord } from './event.ts';
import type { Progress } from './progress.ts';
import { isTooLarge, stateIn, windowFields, type WindowState } from './windows.ts';

/** Waits between the attempts of a batch: from, and at most, in milliseconds. */
const RETRY_PAUSE_MS = { first: 100, most: 30_000 };
export const retryPause = (attempts: number) =>
  Math.min(RETRY_PAUSE_MS.first * 2 ** attempts, RETRY_PAUSE_MS.most);

const NO_STATE = 'Within a tumbling window the response must be an object with a state, which is an object.';

interface Answer {
  readonly execution: Execution;
  /** Of a function that sees windows. */
  readonly state?: WindowState;
}

/**
 * Shows the function some records, or that its window is over when there are none. Nothing is answered while it is
 * throttled: the batch waits, and that is no failure of the function.
 */
export async function invoke(
  { mapping, runtime, functions }: PollerOptions,
  { shardId, window: open, windowFor }: Progress,
  records: readonly StreamRecord[],
): Promise<Answer | undefined> {
  const { sourceArn } = mapping;
  const [first] = records;
  const window = first ? windowFor(first) : open;
  const flags = { isFinal: !first, isEarly: !first && isTooLarge(open!) };
  const payload = JSON.stringify({
    Records: records.map((record) => lambdaRecord(record, sourceArn)),
    ...(window && windowFields(window, { shardId, streamArn: sourceArn }, flags)),
  });
  const { version, arn } = functions.find(mapping.functionName);
  let execution: Execution;
  try {
    execution = await version.executor.execute({ payload, requestId: runtime.uuid(), invokedArn: arn });
  } catch (error) {
    if (error instanceof AwsError && error.status === 429) return undefined;
    throw error;
  }
  if (!window || execution.functionError) return { execution };
  const state = stateIn(execution.payload);
  return state ? { execution, state } : { execution: { ...execution, failure: NO_STATE } };
}
