import type { Mapping } from '../mapping.ts';
import type { Checkpoints } from './checkpoints.ts';
import { sequenceOf, type StreamRecord } from './event.ts';
import { holds, windowOf, type OpenWindow, type WindowState } from './windows.ts';

/** How far a lane has come, and the window that is open there. Durable when its functions return. */
export interface Progress {
  readonly shardId: string;
  /** The sequence number of the last record that is done with, '' for none. */
  readonly reached: string;
  readonly window: OpenWindow | undefined;
  /** The window of a record that is next: the one that is open, or the one that it opens. */
  windowFor(record: StreamRecord): OpenWindow | undefined;
  /** What came up to here was not for the function. */
  pass(sequence: string): void;
  /** Up to this record all are done with: seen, with the state that was answered, or given up. */
  finish(record: StreamRecord, state?: WindowState): void;
  /** The function has seen the end of the window: its state is dropped. */
  closeWindow(): void;
}

export function readProgress(
  checkpoints: Checkpoints,
  { uuid, sourceArn, stream }: Mapping,
  { shardId, lane }: { readonly shardId: string; readonly lane: number },
): Progress {
  const seconds = stream!.tumblingWindowSeconds;
  let reached = checkpoints.read(uuid, sourceArn, shardId, stream!.parallelization)[lane]!;
  let window = checkpoints.window(uuid, sourceArn, shardId);
  // The mapping had windows once, and has none now.
  if (window && seconds === 0) closeWindow();

  function closeWindow(): void {
    checkpoints.closeWindow(uuid, sourceArn, shardId);
    window = undefined;
  }

  function windowFor(record: StreamRecord): OpenWindow | undefined {
    if (seconds === 0) return undefined;
    return window && holds(window, record) ? window : { ...windowOf(record, seconds), state: {} };
  }

  return {
    shardId,
    get reached() {
      return reached;
    },
    get window() {
      return window;
    },
    windowFor,
    pass(sequence) {
      checkpoints.write(uuid, sourceArn, shardId, lane, sequence);
      reached = sequence;
    },
    finish(record, state) {
      const now = windowFor(record);
      const next = now && { ...now, state: state ?? now.state };
      checkpoints.write(uuid, sourceArn, shardId, lane, sequenceOf(record), next);
      reached = sequenceOf(record);
      window = next;
    },
    closeWindow,
  };
}
