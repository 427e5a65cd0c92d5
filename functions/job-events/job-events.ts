import type { Logger } from '@aws-lambda-powertools/logger';
import { wasTaken } from '../../model/pipeline.ts';
import type { Publish } from '../shared/publish.ts';
import type { VideosTable } from '../shared/videos.ts';
import type { ClearUp } from './clear-up.ts';
import type { JobDetail } from './job-event.ts';
import { stepOf } from './steps.ts';
import { takeStep } from './take-step.ts';

export interface JobEventsDependencies {
  readonly videos: VideosTable;
  readonly publish: Publish;
  readonly clearUp: ClearUp;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * One write, then one publication, in that order: whoever misses the publication finds the same in the table.
 * When publishing fails the event comes back (`again`), the write is refused because it was done, and it is
 * published again. A job that stands still says the same percent in one event after the other: that is no news.
 */
export const applyJobEvent =
  ({ videos, publish, clearUp, logger, now }: JobEventsDependencies) =>
  async (detail: JobDetail, again: boolean): Promise<void> => {
    const step = stepOf(detail);
    const context = { videoId: detail.userMetadata?.['videoId'], jobId: detail.jobId, event: detail.status };
    if (!step) return logger.info('A job event was ignored', context);
    // Ours alone to read: it names buckets and keys.
    if (detail.status === 'ERROR')
      logger.warn('A job failed', { ...context, errorCode: detail.errorCode, reason: detail.errorMessage });

    const { applied, row } = await takeStep(videos, step, now());
    if (!row) {
      logger.info('A job of a deleted video was heard of', context);
      return clearUp(step);
    }
    if (applied || (again && wasTaken(row, step))) return publish(row);
    logger.info('A job event changed nothing', { ...context, status: row.status });
  };
