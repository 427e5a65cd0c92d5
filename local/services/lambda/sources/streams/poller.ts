import { roleOf } from '../../function.ts';
import { pause } from '../pause.ts';
import { reportFault, type Poller, type PollerOptions } from '../poller.ts';
import { processBatch } from './batches.ts';
import type { Checkpoints } from './checkpoints.ts';
import { openCursor } from './cursor.ts';
import { createLane } from './lane.ts';
import { listShards, newestRecords } from './shards.ts';

/** Wait after a refused read, in milliseconds. */
const PAUSE_MS = 1000;

export interface StreamPollerOptions extends PollerOptions {
  readonly checkpoints: Checkpoints;
}

/** A mapping that begins with the newest records begins with those that come after it was made. */
export async function placeAtLatest(options: StreamPollerOptions): Promise<void> {
  const { mapping, runtime, functions, checkpoints } = options;
  const { uuid, sourceArn: streamArn, stream } = mapping;
  if (stream?.startingPosition !== 'LATEST' || checkpoints.isPlaced(uuid, streamArn)) return;
  const role = () => roleOf(runtime, functions.find(mapping.functionName).version.definition);
  const shards = await listShards(runtime.peers.streams, streamArn, role());
  checkpoints.place(uuid, streamArn, await newestRecords(runtime.peers.streams, streamArn, shards, role));
}

/** Reads the shards of a table's stream, each in its order, and goes on where it was when it is started again. */
export function startStreamPoller(options: StreamPollerOptions): Poller {
  const { mapping, runtime, functions, checkpoints } = options;
  const { uuid, sourceArn: streamArn, stream } = mapping;
  const lanes = stream!.parallelization;
  const stopping = new AbortController();
  const { signal } = stopping;
  const role = () => roleOf(runtime, functions.find(mapping.functionName).version.definition);

  /** Does it again until it succeeds, or until there is nothing more to do. */
  async function insist(work: () => Promise<unknown>): Promise<void> {
    while (!signal.aborted)
      try {
        await work();
        return;
      } catch (error) {
        reportFault(options, error);
        await pause(PAUSE_MS, signal);
      }
  }

  async function readAll(): Promise<void> {
    const shards = await listShards(runtime.peers.streams, streamArn, role());
    await Promise.all(shards.map(readShard));
  }

  async function readShard(shardId: string): Promise<void> {
    const places = checkpoints.read(uuid, streamArn, shardId, lanes);
    await Promise.all(
      places.map((_, lane) =>
        insist(() => readLane(shardId, lane, checkpoints.read(uuid, streamArn, shardId, lanes)[lane]!)),
      ),
    );
  }

  async function readLane(shardId: string, index: number, after: string): Promise<void> {
    const cursor = openCursor(runtime.peers.streams, { streamArn, shardId }, after, role);
    const lane = createLane({ poller: options, cursor, index, lanes, signal });
    const done = (sequence: string) => checkpoints.write(uuid, streamArn, shardId, index, sequence);
    while (!signal.aborted && !cursor.isOver) {
      const { records, reached } = await lane.next();
      if (records.length > 0) await processBatch(options, { shardId, signal }, records, done);
      // What came after the last record that the function saw was not for it.
      if (reached !== '' && !signal.aborted) done(reached);
    }
  }

  const reading = insist(readAll);
  return {
    async stop() {
      stopping.abort();
      await reading;
    },
  };
}
