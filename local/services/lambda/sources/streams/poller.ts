import { roleOf } from '../../function.ts';
import { pause } from '../pause.ts';
import { reportFault, type Poller, type PollerOptions } from '../poller.ts';
import { processBatch } from './batches.ts';
import type { Checkpoints } from './checkpoints.ts';
import { openCursor } from './cursor.ts';
import { createLane } from './lane.ts';
import { readProgress } from './progress.ts';
import { listShards, newestRecords } from './shards.ts';
import { endWindow } from './window-end.ts';
import { isTooLarge } from './windows.ts';

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
  const { sourceArn: streamArn, stream } = mapping;
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
    await Promise.all(Array.from({ length: lanes }, (_, lane) => insist(() => readLane(shardId, lane))));
  }

  async function readLane(shardId: string, index: number): Promise<void> {
    const progress = readProgress(checkpoints, mapping, { shardId, lane: index });
    const place = { progress, signal };
    const cursor = openCursor(runtime.peers.streams, { streamArn, shardId }, progress.reached, role);
    const lane = createLane({ poller: options, cursor, index, progress, signal });
    // The last process did not come to end it.
    if (progress.window && isTooLarge(progress.window)) await endWindow(options, place);
    while (!signal.aborted && !cursor.isOver) {
      const { records, reached, isWindowOver } = await lane.next();
      if (records.length > 0) await processBatch(options, place, records);
      // What came after the last record that the function saw was not for it.
      if (reached !== '' && !signal.aborted) progress.pass(reached);
      if (isWindowOver) await endWindow(options, place);
    }
    // Nothing comes any more: the window ends with its shard.
    if (progress.window) await endWindow(options, place);
  }

  const reading = insist(readAll);
  return {
    async stop() {
      stopping.abort();
      await reading;
    },
  };
}
