import type { Logger } from '@aws-lambda-powertools/logger';
import type { VideoRow } from '../../model/video-row.ts';
import { updateVideo } from '../shared/update-video.ts';
import type { VideosTable } from '../shared/videos.ts';
import type { Change } from './changes.ts';
import { clearUpdate, countUpdate } from './count-update.ts';
import { cursorOf, expiredCursors, isCounted } from './cursors.ts';

export interface Counting {
  readonly videos: VideosTable;
  readonly logger: Pick<Logger, 'info' | 'error'>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * Counts one video's changes, each once: those that are counted already, in whatever batch, are left out. Answers
 * with the row that has them all; undefined for a video that is gone.
 */
export async function countVideo(
  { videos, logger, now }: Counting,
  shardId: string,
  videoId: string,
  changes: readonly [Change, ...Change[]],
): Promise<VideoRow | undefined> {
  try {
    for (let rest = changes; ;) {
      const { applied, row } = await updateVideo(videos, videoId, countUpdate(shardId, rest, now()));
      if (!row) {
        logger.info('The video of an engagement is gone', { videoId });
        return undefined;
      }
      if (applied) {
        await clearCursors(videos, row, now());
        return row;
      }
      const cursor = cursorOf(row, shardId);
      const [first, ...others] = rest.filter(({ sequence }) => !isCounted(sequence, cursor));
      if (!first) return row;
      rest = [first, ...others];
    }
  } catch (error) {
    if ((error as Error).name !== 'ValidationException') throw error;
    // No repetition would help, and all who come after it in the shard would wait: a recount mends it.
    logger.error('A video cannot be counted: mend its row, then recount', { videoId, error: error as Error });
    return undefined;
  }
}

/** Shards come and go; the row would grow for ever. Whoever was faster has done it. */
async function clearCursors(videos: VideosTable, row: VideoRow, now: number): Promise<void> {
  const expired = expiredCursors(row, now);
  if (expired.length > 0) await updateVideo(videos, row.id, clearUpdate(expired));
}
