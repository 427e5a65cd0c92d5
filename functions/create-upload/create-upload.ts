import { paginateQuery, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { MutationCreateUploadArgs } from '../../generated/schema.ts';
import { openShard, ownerStatus, ownerVisibility } from '../../model/keys.ts';
import { OPEN_UPLOADS_MAX, OPEN_UPLOADS_SECONDS, UPLOAD_LEASE_MS } from '../../model/limits.ts';
import type { VideoRow } from '../../model/video-row.ts';
import type { TranscodingProfile } from '../../model/video-types.ts';
import { RequestError } from '../shared/request-error.ts';
import type { Bucket } from '../shared/bucket.ts';
import type { VideosTable } from '../shared/videos.ts';
import { uploadTarget, type UploadTarget } from './upload-target.ts';
import { validate, type ValidUpload } from './validate.ts';

export interface CreateUploadDependencies {
  readonly videos: VideosTable;
  readonly bucket: Bucket;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Ids nobody can guess: an unlisted video is protected by nothing else. */
  readonly newId: () => string;
  /** Nobody can guess it either, nor tell it from the id. */
  readonly newToken: () => string;
  /** For uploads that name none. */
  readonly profile: TranscodingProfile;
}

/** The row is written before anybody learns where to send the file: no object can ever be without one. */
export const createUpload =
  ({ videos, bucket, now, newId, newToken, profile }: CreateUploadDependencies) =>
  async ({ input }: MutationCreateUploadArgs, ownerId: string) => {
    const upload = validate(input, profile);
    const startedAt = now();
    await assertQuota(videos, ownerId, startedAt);

    const id = newId();
    const target = await uploadTarget(bucket, id, upload, startedAt);
    const video = newRow({ id, ownerId, posterToken: newToken(), startedAt }, upload, target);
    await videos.client.send(
      new PutCommand({
        TableName: videos.name,
        Item: video,
        ConditionExpression: 'attribute_not_exists(id)',
      }),
    );
    return { ...target.answer, videoId: id, video };
  };

/**
 * An approximate limit against floods: the index may lag behind by a moment. One page is the rule; more of them
 * only where rows are so large that DynamoDB, which counts 1 MB at a time, stops before the limit.
 */
async function assertQuota(videos: VideosTable, ownerId: string, now: number): Promise<void> {
  const pages = paginateQuery(
    { client: videos.client },
    {
      TableName: videos.name,
      IndexName: 'byOwnerStatus',
      KeyConditionExpression: 'ownerStatus = :open AND createdAt > :since',
      ExpressionAttributeValues: {
        ':open': ownerStatus(ownerId, 'AWAITING_UPLOAD'),
        ':since': new Date(now - OPEN_UPLOADS_SECONDS * 1_000).toISOString(),
      },
      Select: 'COUNT',
      Limit: OPEN_UPLOADS_MAX,
    },
  );
  let open = 0;
  for await (const { Count = 0 } of pages) {
    open += Count;
    if (open >= OPEN_UPLOADS_MAX)
      throw new RequestError('QuotaExceeded', `At most ${OPEN_UPLOADS_MAX} uploads may be open at once.`);
  }
}

function newRow(
  video: { readonly startedAt: number } & Required<Pick<VideoRow, 'id' | 'ownerId' | 'posterToken'>>,
  upload: ValidUpload,
  { answer, uploadId }: UploadTarget,
): VideoRow {
  const { startedAt, ...identity } = video;
  const { id, ownerId } = identity;
  const createdAt = new Date(startedAt).toISOString();
  const { filename, contentType, sizeBytes, ...metadata } = upload;
  return {
    ...identity,
    ownerStatus: ownerStatus(ownerId, 'AWAITING_UPLOAD'),
    ownerVisibility: ownerVisibility(ownerId, metadata.visibility),
    ...metadata,
    status: 'AWAITING_UPLOAD',
    version: 1,
    open: openShard(id),
    leaseUntil: startedAt + UPLOAD_LEASE_MS,
    renditions: [],
    createdAt,
    updatedAt: createdAt,
    upload: {
      method: answer.method,
      filename,
      contentType,
      sizeBytes,
      expiresAt: answer.expiresAt,
      uploadId,
      partCount: answer.partCount ?? undefined,
    },
  };
}
