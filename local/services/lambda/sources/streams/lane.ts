import { createHash } from 'node:crypto';
import { PAYLOAD_LIMIT } from '../../execution/executor.ts';
import { pause } from '../pause.ts';
import type { PollerOptions } from '../poller.ts';
import type { Cursor } from './cursor.ts';
import { lambdaRecord, sequenceOf, type StreamRecord } from './event.ts';

/** Records that a function is to see at once, and how far the shard has been read with them. */
export interface Gathered {
  readonly records: readonly StreamRecord[];
  /** Sequence number of the last record that was read, whether the function sees it or not; '' for none. */
  readonly reached: string;
}

/** One of the lanes of a shard: the records of a share of the keys, in their order. */
export interface Lane {
  /** The next batch: waits for a first record, and for more within the batching window. */
  next(): Promise<Gathered>;
}

/** Room that the event's own frame takes, in bytes. */
const FRAME = 1024;

export function createLane(options: {
  readonly poller: PollerOptions;
  readonly cursor: Cursor;
  readonly index: number;
  readonly lanes: number;
  readonly signal: AbortSignal;
}): Lane {
  const { poller, cursor, index, lanes, signal } = options;
  const { mapping, runtime } = poller;
  /** Read, but of the next batch: the one before was full. */
  let waiting: StreamRecord[] = [];

  const isMine = ({ dynamodb }: StreamRecord) => lanes === 1 || laneOf(dynamodb.Keys, lanes) === index;
  const isWanted = (record: StreamRecord) =>
    isMine(record) && (mapping.filter?.matches(lambdaRecord(record, mapping.sourceArn)) ?? true);

  return {
    async next() {
      const records: StreamRecord[] = [];
      let reached = '';
      let size = FRAME;
      let end: number | undefined;
      while (!signal.aborted) {
        // Asked for before the reading, so that no commit falls between.
        const changed = runtime.peers.streams.changed(mapping.sourceArn, signal);
        const read = waiting.length > 0 ? waiting : await cursor.read(mapping.batchSize - records.length);
        waiting = [];
        for (const [at, record] of read.entries()) {
          const bytes = isWanted(record) ? Buffer.byteLength(JSON.stringify(record)) : 0;
          if (bytes > 0 && records.length > 0 && size + bytes > PAYLOAD_LIMIT) {
            waiting = read.slice(at);
            return { records, reached };
          }
          reached = sequenceOf(record);
          if (bytes === 0) continue;
          size += bytes;
          records.push(record);
        }
        if (records.length >= mapping.batchSize) break;
        if (records.length > 0) {
          end ??= performance.now() + mapping.batchingWindowMs;
          const left = end - performance.now();
          if (left <= 0) break;
          if (read.length === 0) await Promise.race([changed, pause(left, signal)]);
        } else if (read.length === 0) {
          // What the function does not see is done with, and need not wait for what it sees.
          if (reached !== '' || cursor.isOver) break;
          await changed;
        }
      }
      return { records, reached };
    },
  };
}

/** The same lane for the same key, always. */
function laneOf(keys: Readonly<Record<string, unknown>>, lanes: number): number {
  const digest = createHash('sha256')
    .update(JSON.stringify(Object.entries(keys).sort()))
    .digest();
  return digest.readUInt32BE(0) % lanes;
}
