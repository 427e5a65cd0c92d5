import { createHash } from 'node:crypto';
import { PAYLOAD_LIMIT } from '../../execution/executor.ts';
import { comesWithin, pause } from '../pause.ts';
import type { PollerOptions } from '../poller.ts';
import type { Cursor } from './cursor.ts';
import { lambdaRecord, sequenceOf, type StreamRecord } from './event.ts';
import type { Progress } from './progress.ts';
import { holds, stateSize } from './windows.ts';

/** Records that a function is to see at once, and how far the shard has been read with them. */
export interface Gathered {
  readonly records: readonly StreamRecord[];
  /** Sequence number of the last record that was read, whether the function sees it or not; '' for none. */
  readonly reached: string;
  /** The window that was open is over, and the function has seen all of it. */
  readonly isWindowOver: boolean;
}

/** One of the lanes of a shard: the records of a share of the keys, in their order. */
export interface Lane {
  /** The next batch: waits for a first record, and for more within the batching window. */
  next(): Promise<Gathered>;
}

/** Room that the event's own frame takes, in bytes. */
const FRAME = 1024;

/** A page of a stream holds up to 1 MB: with more bytes than these, the next record may just not have fitted. */
const FULL_PAGE = 1_048_576 / 2;

/** While a batch is gathered its shard is read four times a second, as on AWS, and not at each commit. */
const POLL_MS = 250;

/** A commit may take its time after the record was dated: so long is waited after the end of a window. */
const GRACE_MS = 1000;

/** How often the clock is looked at while a window is open: it may be set, or the machine may have slept. */
const LOOK_MS = 1000;

export function createLane(options: {
  readonly poller: PollerOptions;
  readonly cursor: Cursor;
  readonly index: number;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}): Lane {
  const { poller, cursor, index, progress, signal } = options;
  const { mapping, runtime } = poller;
  const lanes = mapping.stream!.parallelization;
  /** Read, but of the next batch: the one before was full, or of another window. */
  let waiting: readonly StreamRecord[] = [];
  /** The next commit after the last reading. */
  let change: Promise<void> | undefined;

  const isMine = ({ dynamodb }: StreamRecord) => lanes === 1 || laneOf(dynamodb.Keys, lanes) === index;
  const isWanted = (record: StreamRecord) =>
    isMine(record) && (mapping.filter?.matches(lambdaRecord(record, mapping.sourceArn)) ?? true);

  async function changeWithin(milliseconds: number): Promise<void> {
    if (milliseconds === Infinity) await change;
    else if (!(await comesWithin(change!, milliseconds))) return;
    change = undefined;
  }

  return {
    async next() {
      const records: StreamRecord[] = [];
      let reached = '';
      let { window } = progress;
      let size = FRAME + (window ? stateSize(window) : 0);
      let end = Infinity;
      const gathered = (isWindowOver = false): Gathered => ({
        ...{ records, reached, isWindowOver: isWindowOver && records.length === 0 },
      });
      while (!signal.aborted) {
        // Both before the reading, so that no commit falls between.
        change ??= runtime.peers.streams.changed(mapping.sourceArn, signal);
        const windowLeft = window ? window.end * 1000 + GRACE_MS - runtime.clock.now() : Infinity;
        const isRest = waiting.length > 0;
        const asked = mapping.batchSize - records.length;
        const read = isRest ? waiting : await cursor.read(asked);
        waiting = [];
        for (const [at, record] of read.entries()) {
          const bytes = isWanted(record) ? Buffer.byteLength(JSON.stringify(record)) : 0;
          const isOver = window !== undefined && !holds(window, record);
          if (isOver || (bytes > 0 && records.length > 0 && size + bytes > PAYLOAD_LIMIT)) {
            waiting = read.slice(at);
            return gathered(isOver);
          }
          reached = sequenceOf(record);
          if (bytes === 0) continue;
          window ??= progress.windowFor(record);
          size += bytes;
          records.push(record);
        }
        if (records.length >= mapping.batchSize) break;
        if (records.length > 0 && end === Infinity) end = performance.now() + mapping.batchingWindowMs;
        const left = end - performance.now();
        if (left <= 0) break;
        if (isRest || (records.length === 0 ? read.length > 0 : isPageFull(read, asked))) continue;
        if (windowLeft <= 0 || cursor.isOver) return gathered(windowLeft <= 0);
        // What the function does not see is done with, and need not wait for what it sees.
        if (records.length === 0 && reached !== '') break;
        if (records.length > 0) await pause(Math.min(left, POLL_MS), signal);
        else await changeWithin(window ? Math.min(windowLeft, LOOK_MS) : Infinity);
      }
      return gathered();
    },
  };
}

/** Whether there is more where these came from. What is less than that has come since the last reading. */
const isPageFull = (read: readonly StreamRecord[], asked: number) =>
  read.length >= asked || read.reduce((sum, { dynamodb }) => sum + (dynamodb.SizeBytes ?? 0), 0) > FULL_PAGE;

/** The same lane for the same key, always. */
function laneOf(keys: Readonly<Record<string, unknown>>, lanes: number): number {
  const digest = createHash('sha256')
    .update(JSON.stringify(Object.entries(keys).sort()))
    .digest();
  return digest.readUInt32BE(0) % lanes;
}
