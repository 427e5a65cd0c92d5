import { failure, type FailureReason } from '../../model/failures.ts';
import { ownerStatus } from '../../model/keys.ts';
import { CLAIM_LEASE_MS } from '../../model/limits.ts';
import type { VideoRow } from '../../model/video-row.ts';
import { updateVideo } from '../shared/update-video.ts';
import type { VideosTable } from '../shared/videos.ts';

/** A row that this invocation may work on until its lease ends. */
export type ClaimedVideo = VideoRow & Required<Pick<VideoRow, 'attempt' | 'leaseUntil' | 'sourceEtag'>>;

/** Undefined when somebody else was faster. */
export async function claim(
  table: VideosTable,
  row: VideoRow,
  etag: string,
  messageId: string,
  now: number,
): Promise<ClaimedVideo | undefined> {
  const result = await updateVideo(table, row.id, {
    UpdateExpression:
      'SET #status = :uploaded, ownerStatus = :ownerStatus, version = version + :one, updatedAt = :now, sourceEtag = :etag, attempt = :one, leaseUntil = :lease, claimedBy = :message',
    ConditionExpression: '#status = :awaiting',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: {
      ':uploaded': 'UPLOADED',
      ':awaiting': 'AWAITING_UPLOAD',
      ':ownerStatus': ownerStatus(row.ownerId, 'UPLOADED'),
      ':one': 1,
      ':now': new Date(now).toISOString(),
      ':etag': etag,
      ':lease': now + CLAIM_LEASE_MS,
      ':message': messageId,
    },
  });
  return result.applied ? (result.row as ClaimedVideo) : undefined;
}

/** The same attempt goes on under a new lease. Undefined when somebody else was faster. */
export async function takeOver(
  table: VideosTable,
  row: VideoRow,
  messageId: string,
  now: number,
): Promise<ClaimedVideo | undefined> {
  const result = await updateVideo(table, row.id, {
    UpdateExpression: 'SET leaseUntil = :lease, claimedBy = :message',
    ConditionExpression: '#status = :uploaded AND leaseUntil = :seen AND attribute_not_exists(jobId)',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: {
      ':lease': now + CLAIM_LEASE_MS,
      ':uploaded': 'UPLOADED',
      ':seen': row.leaseUntil ?? 0,
      ':message': messageId,
    },
  });
  return result.applied ? (result.row as ClaimedVideo) : undefined;
}

/** Ends the lease after a failure of ours, so that the next try need not wait for it. */
export async function release(table: VideosTable, video: ClaimedVideo): Promise<void> {
  await updateVideo(table, video.id, {
    UpdateExpression: 'SET leaseUntil = :ended',
    ConditionExpression: 'leaseUntil = :lease AND attribute_not_exists(jobId)',
    ExpressionAttributeValues: { ':ended': 0, ':lease': video.leaseUntil },
  });
}

/**
 * Records the job. Its first event may have been faster and have recorded it already. False when the video has
 * another job: then this one's events will find nobody who listens.
 */
export async function recordJob(table: VideosTable, video: ClaimedVideo, jobId: string): Promise<boolean> {
  const { applied } = await updateVideo(table, video.id, {
    UpdateExpression: 'SET jobId = :jobId',
    ConditionExpression: 'attempt = :attempt AND (attribute_not_exists(jobId) OR jobId = :jobId)',
    ExpressionAttributeValues: { ':jobId': jobId, ':attempt': video.attempt },
  });
  return applied;
}

/** Ends the video before there was a job. Undefined when somebody else was faster. */
export async function fail(
  table: VideosTable,
  video: ClaimedVideo,
  code: FailureReason,
  now: number,
): Promise<VideoRow | undefined> {
  const result = await updateVideo(table, video.id, {
    UpdateExpression:
      'SET #status = :failed, ownerStatus = :ownerStatus, version = version + :one, updatedAt = :now, failure = :failure',
    ConditionExpression: '#status = :uploaded AND attempt = :attempt AND attribute_not_exists(jobId)',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: {
      ':failed': 'FAILED',
      ':uploaded': 'UPLOADED',
      ':ownerStatus': ownerStatus(video.ownerId, 'FAILED'),
      ':one': 1,
      ':now': new Date(now).toISOString(),
      ':failure': failure(code),
      ':attempt': video.attempt,
    },
  });
  return result.applied ? result.row : undefined;
}
