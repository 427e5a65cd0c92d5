import { inParallel } from '../shared/in-parallel.ts';
import { dueVideos } from './due-videos.ts';
import { postpone, sweepVideo, type SweepDependencies } from './sweep-video.ts';

/** How many videos of one shard a run comes back to at most: the next run is minutes away. */
const MOST_OF_SHARD = 500;
/** How many videos are worked on at once. */
const AT_ONCE = 8;
/** What is left of a run's time when no other video is begun, in milliseconds. */
const RESERVE_MS = 20_000;

export interface Swept {
  readonly due: number;
  readonly failed: number;
  /** Not begun for want of time. */
  readonly left: number;
}

/**
 * Comes back to all videos whose lease is over. Whatever is wrong with one holds up no other, and does not come first
 * again; the run then ends with an error, so that somebody hears of it.
 */
export async function sweep(dependencies: SweepDependencies, remainingMs: () => number): Promise<Swept> {
  const { videos, logger, now } = dependencies;
  const ids = await dueVideos(videos, now(), MOST_OF_SHARD);
  let failed = 0;
  let left = 0;
  await inParallel(ids, AT_ONCE, async (id) => {
    if (remainingMs() < RESERVE_MS) {
      left += 1;
      return;
    }
    try {
      await sweepVideo(dependencies, id);
    } catch (error) {
      failed += 1;
      logger.error('A video could not be come back to', { videoId: id, error: error as Error });
      await postpone(videos, id, now()).catch((cause: Error) =>
        logger.error('Nor could it be put off', { videoId: id, error: cause }),
      );
    }
  });
  const swept = { due: ids.length, failed, left };
  logger.info('Videos were come back to', swept);
  if (failed > 0) throw new Error(`${failed} of ${ids.length} videos could not be come back to.`);
  return swept;
}
