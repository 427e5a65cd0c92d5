import { pause } from '../pause.ts';
import { reportBatch, type PollerOptions } from '../poller.ts';
import { invoke, retryPause } from './invocation.ts';
import type { Progress } from './progress.ts';

/**
 * Tells the function that its window is over, with the state that it has come to. The shard goes no further before it
 * has taken that; when `signal` aborts it is told again by the next process.
 */
export async function endWindow(
  options: PollerOptions,
  { progress, signal }: { readonly progress: Progress; readonly signal: AbortSignal },
): Promise<void> {
  for (let attempts = 0; !signal.aborted; attempts += 1) {
    const answer = await invoke(options, progress, []);
    if (answer) reportBatch(options, options.mapping.logicalId, answer.execution, 0);
    if (answer?.state) {
      progress.closeWindow();
      return;
    }
    await pause(retryPause(attempts), signal);
  }
}
