import { failure, type FailureReason } from '../../model/failures.ts';
import { NEWS_LEASE_MS } from '../../model/limits.ts';
import { PART_ATTRIBUTES, UNDER_WAY, type JobPart } from '../../model/pipeline.ts';
import type { VideoRow } from '../../model/video-row.ts';
import { Expression } from '../shared/expression.ts';
import { failVideo } from '../shared/fail-video.ts';
import { updateVideo } from '../shared/update-video.ts';
import type { VideosTable } from '../shared/videos.ts';
import type { ClaimedVideo } from './claims.ts';

/** A job, as a row knows it. */
export interface MadeJob {
  readonly part: JobPart;
  readonly split: boolean;
  readonly id: string;
  /** Whether the attempt has all its jobs with this one: from then on they are expected to be heard of. */
  readonly isLast: boolean;
}

/**
 * Records a job. Its first event may have been faster and have recorded it already. False when there is nothing to go on
 * with: the video is gone, is settled, has another job, or is at another attempt.
 */
export async function recordJob(
  table: VideosTable,
  video: ClaimedVideo,
  { part, split, id, isLast }: MadeJob,
  now: number,
): Promise<boolean> {
  const { jobId } = PART_ATTRIBUTES[part];
  const update = new Expression();
  onlyUnderWay(update, video)
    .set({ [jobId]: id, split, leaseUntil: isLast ? now + NEWS_LEASE_MS : undefined })
    .only(update.missingOr(jobId, '=', id));
  const { applied } = await updateVideo(table, video.id, update.build());
  return applied;
}

/**
 * Ends the video before it had all its jobs. Undefined when somebody else was faster. What the attempt may have left behind
 * is the sweeper's to clear away.
 */
export async function fail(
  table: VideosTable,
  video: ClaimedVideo,
  reason: FailureReason,
  now: number,
): Promise<VideoRow | undefined> {
  const update = new Expression();
  onlyUnderWay(update, video).only(
    update.compare('claimedBy', '=', video.claimedBy),
    update.missing('jobId'),
  );
  failVideo(update, video, failure(reason), now);
  const result = await updateVideo(table, video.id, update.build());
  return result.applied ? result.row : undefined;
}

const onlyUnderWay = (update: Expression, { attempt }: ClaimedVideo): Expression =>
  update.only(update.among('status', UNDER_WAY), update.compare('attempt', '=', attempt));
