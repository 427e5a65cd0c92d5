import type { Logger } from '@aws-lambda-powertools/logger';
import { wasTaken } from '../../model/pipeline.ts';
import { followStep, type ConsequencesDependencies } from './consequences.ts';
import type { JobDetail } from './job-event.ts';
import { stepOf } from './steps.ts';
import { endStray } from './strays.ts';
import { takeStep } from './take-step.ts';

export interface JobEventsDependencies extends ConsequencesDependencies {
  readonly logger: Pick<Logger, 'info' | 'warn'>;
}

/**
 * One write, then one publication, in that order: whoever misses the publication finds the same in the table.
 * When publishing fails the event comes back (`again`), the write is refused because it was done, and it is
 * published again. A job that stands still says the same percent in one event after the other: that is no news.
 */
export const applyJobEvent =
  (dependencies: JobEventsDependencies) =>
  async (detail: JobDetail, again: boolean): Promise<void> => {
    const { videos, logger, now } = dependencies;
    const step = stepOf(detail);
    const context = { videoId: detail.userMetadata?.['videoId'], jobId: detail.jobId, event: detail.status };
    if (!step) return logger.info('A job event was ignored', context);
    // Ours alone to read: it names buckets and keys.
    if (detail.status === 'ERROR')
      logger.warn('A job failed', { ...context, errorCode: detail.errorCode, reason: detail.errorMessage });

    const { applied, row } = await takeStep(videos, step, now());
    if (row && (applied || (again && wasTaken(row, step)))) return followStep(dependencies, row, step);
    const stray = await endStray(dependencies, row, step);
    logger.info(stray ? 'A job that nobody waits for was heard of' : 'A job event changed nothing', {
      ...context,
      status: row?.status,
    });
  };
