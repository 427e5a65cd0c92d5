import { failure, type FailureReason } from '../../model/failures.ts';
import { openShard, ownerStatus } from '../../model/keys.ts';
import { NEWS_LEASE_MS } from '../../model/limits.ts';
import { PART_ATTRIBUTES, UNDER_WAY, type JobPart } from '../../model/pipeline.ts';
import type { VideoRow } from '../../model/video-row.ts';
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

const STATUSES = UNDER_WAY.map((status, index) => [`:status${index}`, status] as const);
const IS_UNDER_WAY = `#status IN (${STATUSES.map(([name]) => name).join(', ')}) AND attempt = :attempt`;

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
  const { applied } = await updateVideo(table, video.id, {
    UpdateExpression: `SET #jobId = :jobId, #split = :split${isLast ? ', leaseUntil = :lease' : ''}`,
    ConditionExpression: `${IS_UNDER_WAY} AND (attribute_not_exists(#jobId) OR #jobId = :jobId)`,
    ExpressionAttributeNames: { '#status': 'status', '#split': 'split', '#jobId': jobId },
    ExpressionAttributeValues: {
      ...Object.fromEntries(STATUSES),
      ':attempt': video.attempt,
      ':jobId': id,
      ':split': split,
      ...(isLast && { ':lease': now + NEWS_LEASE_MS }),
    },
  });
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
  const result = await updateVideo(table, video.id, {
    UpdateExpression: `SET #status = :failed, ownerStatus = :ownerStatus, version = version + :one, updatedAt = :at,
      failure = :failure, #open = :open, leaseUntil = :now`,
    ConditionExpression: `${IS_UNDER_WAY} AND claimedBy = :message AND attribute_not_exists(jobId)`,
    ExpressionAttributeNames: { '#status': 'status', '#open': 'open' },
    ExpressionAttributeValues: {
      ...Object.fromEntries(STATUSES),
      ':failed': 'FAILED',
      ':ownerStatus': ownerStatus(video.ownerId, 'FAILED'),
      ':one': 1,
      ':at': new Date(now).toISOString(),
      ':failure': failure(reason),
      ':attempt': video.attempt,
      ':message': video.claimedBy,
      ':open': openShard(video.id),
      ':now': now,
    },
  });
  return result.applied ? result.row : undefined;
}
