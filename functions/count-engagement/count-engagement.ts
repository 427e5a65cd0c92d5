import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { VideoRow } from '../../model/video-row.ts';
import { inParallel } from '../shared/in-parallel.ts';
import type { Publish } from '../shared/publish.ts';
import { changesOf, changesReactions } from './changes.ts';
import { countVideo, type Counting } from './count-video.ts';

/** A batch of a mapping that has a tumbling window; at the window's end comes one without records. */
export interface WindowEvent extends DynamoDBStreamEvent {
  readonly shardId?: string;
}

/** Carried through the window: nothing, all that is known is in the table. */
export interface WindowState {
  readonly state: Record<string, never>;
}

export interface CountDependencies extends Counting {
  readonly publish: Publish;
}

/** How many videos are written or published at once. */
const AT_ONCE = 10;
/** How long a batch is tried again because AppSync does not take its counts, in milliseconds. */
const PUBLISH_PATIENCE_MS = 10 * 60_000;

/**
 * First all counts of the batch, one write a video; then all publications, one a video. When something fails the batch
 * comes back, whole or in parts: what is counted is not counted again, and is published once more.
 */
export const countEngagement =
  ({ publish, ...counting }: CountDependencies) =>
  async ({ shardId, Records }: WindowEvent): Promise<WindowState> => {
    // Without its name each shard would be taken for the others: their records would be lost.
    if (!shardId) throw new Error('The event names no shard: its mapping needs a tumbling window.');
    const { logger, now } = counting;

    const changed: VideoRow[] = [];
    await inParallel([...changesOf(Records, logger)], AT_ONCE, async ([videoId, changes]) => {
      const row = await countVideo(counting, shardId, videoId, changes);
      if (row && changes.some(changesReactions)) changed.push(row);
    });
    try {
      await inParallel(changed, AT_ONCE, publish);
    } catch (error) {
      if (isFresh(Records, now())) throw error;
      // The counts of all who come after must not wait for a word about these, which is only a hint.
      logger.error('Counts were not published', { error: error as Error });
    }
    return { state: {} };
  };

const isFresh = (records: readonly DynamoDBRecord[], now: number) =>
  records.some(
    ({ dynamodb }) => now - (dynamodb?.ApproximateCreationDateTime ?? 0) * 1_000 < PUBLISH_PATIENCE_MS,
  );
