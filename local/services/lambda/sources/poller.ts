import { AwsError } from '../../../runtime/errors.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import type { Functions } from '../function.ts';
import type { Mapping } from './mapping.ts';

/** Reads a source for a function until it is stopped. */
export interface Poller {
  /** Reads nothing more and waits for the batches under way. */
  stop(): Promise<void>;
}

export interface PollerOptions {
  readonly mapping: Mapping;
  readonly runtime: Runtime;
  /** The function is looked up for each batch: its code may change in between. */
  readonly functions: Functions;
}

/** Tells the terminal what went wrong with a mapping: a refusal in a line, a fault of ours whole. */
export function reportFault({ mapping, runtime }: PollerOptions, error: unknown): void {
  if (error instanceof AwsError)
    runtime.log.warn('lambda', `${mapping.logicalId}, event source: ${error.message}`);
  else runtime.log.fault('lambda', error);
}

/** What came of a batch, for the terminal. */
export function reportBatch(
  { runtime }: PollerOptions,
  functionName: string,
  execution: { readonly durationMs: number; readonly failure?: string },
  records: number,
): void {
  const count = records === 1 ? '' : `, ${records} records`;
  if (execution.failure) runtime.log.warn('lambda', `${functionName} failed${count}: ${execution.failure}`);
  else runtime.log.step('lambda', `${functionName} ${Math.round(execution.durationMs)} ms${count}`);
}
