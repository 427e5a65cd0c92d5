import { openShard, ownerStatus, sourceKey } from '../../model/keys.ts';
import { CLAIM_LEASE_MS } from '../../model/limits.ts';
import { UNDER_WAY } from '../../model/pipeline.ts';
import type { VideoRow } from '../../model/video-row.ts';
import { updateVideo, type VideoUpdate } from '../shared/update-video.ts';
import type { VideosTable } from '../shared/videos.ts';

/** A row that this invocation may work on until its lease ends. */
export type ClaimedVideo = VideoRow &
  Required<Pick<VideoRow, 'attempt' | 'leaseUntil' | 'sourceEtag' | 'starts'>>;

/** A claimed row whose file no form can change any more. */
export type PinnedVideo = ClaimedVideo & Required<Pick<VideoRow, 'pinnedKey'>>;

/** Undefined when somebody else was faster. */
export async function claim(
  table: VideosTable,
  row: VideoRow,
  etag: string,
  messageId: string,
  now: number,
): Promise<ClaimedVideo | undefined> {
  // An upload in parts cannot be completed twice: its file is safe where it is.
  const isSafe = row.upload.method === 'MULTIPART';
  const result = await updateVideo(table, row.id, {
    UpdateExpression: `SET #status = :uploaded, ownerStatus = :ownerStatus, version = version + :one, updatedAt = :now,
      sourceEtag = :etag, attempt = :one, starts = :one, claimedBy = :message, #open = :open, leaseUntil = :lease
      ${isSafe ? ', pinnedKey = :key' : ''}`,
    ConditionExpression: '#status = :awaiting',
    ExpressionAttributeNames: { '#status': 'status', '#open': 'open' },
    ExpressionAttributeValues: {
      ':uploaded': 'UPLOADED',
      ':awaiting': 'AWAITING_UPLOAD',
      ':ownerStatus': ownerStatus(row.ownerId, 'UPLOADED'),
      ':one': 1,
      ':now': new Date(now).toISOString(),
      ':etag': etag,
      ':open': openShard(row.id),
      ':lease': now + CLAIM_LEASE_MS,
      ':message': messageId,
      ...(isSafe && { ':key': sourceKey(row.id) }),
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
  const underWay = UNDER_WAY.map((status, index) => [`:status${index}`, status] as const);
  const hadLease = row.leaseUntil === undefined ? 'attribute_not_exists(leaseUntil)' : 'leaseUntil = :seen';
  const result = await updateVideo(table, row.id, {
    UpdateExpression:
      'SET #open = :open, leaseUntil = :lease, claimedBy = :message, starts = if_not_exists(starts, :none) + :one',
    ConditionExpression: `#status IN (${underWay.map(([name]) => name).join(', ')}) AND attempt = :attempt
      AND attribute_not_exists(jobId) AND ${hadLease}`,
    ExpressionAttributeNames: { '#status': 'status', '#open': 'open' },
    ExpressionAttributeValues: {
      ...Object.fromEntries(underWay),
      ':attempt': row.attempt ?? 1,
      ':open': openShard(row.id),
      ':lease': now + CLAIM_LEASE_MS,
      ':message': messageId,
      ':none': 0,
      ':one': 1,
      ...(row.leaseUntil !== undefined && { ':seen': row.leaseUntil }),
    },
  });
  return result.applied ? (result.row as ClaimedVideo) : undefined;
}

/**
 * A change of a row that is still under this worker's lease. Undefined when it no longer is: whoever has it now goes on,
 * or there is nothing to go on with.
 */
export async function changeClaimed(
  table: VideosTable,
  video: ClaimedVideo,
  set: Pick<Partial<VideoRow>, 'pinnedKey' | 'sourceEtag' | 'leaseUntil'>,
): Promise<ClaimedVideo | undefined> {
  const changes = Object.entries(set);
  const update: VideoUpdate = {
    UpdateExpression: `SET ${changes.map(([name]) => `${name} = :${name}`).join(', ')}`,
    ConditionExpression: 'attempt = :attempt AND claimedBy = :message AND leaseUntil = :seen',
    ExpressionAttributeValues: {
      ...Object.fromEntries(changes.map(([name, value]) => [`:${name}`, value])),
      ':attempt': video.attempt,
      ':message': video.claimedBy,
      ':seen': video.leaseUntil,
    },
  };
  const result = await updateVideo(table, video.id, update);
  return result.applied ? (result.row as ClaimedVideo) : undefined;
}
