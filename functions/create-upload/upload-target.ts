import { CreateMultipartUploadCommand } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import type { Upload } from '../../generated/schema.ts';
import { sourceKey } from '../../model/keys.ts';
import { MULTIPART_SECONDS, PART_BYTES, POST_MAX_BYTES, UPLOAD_URL_SECONDS } from '../../model/limits.ts';
import type { Bucket } from '../shared/bucket.ts';
import type { ValidUpload } from './validate.ts';

/** Where the file goes: what the client is told of it, and the id that S3 knows its parts by. */
export interface UploadTarget {
  readonly answer: Omit<Upload, 'video' | 'videoId'>;
  readonly uploadId?: string;
}

export const uploadTarget = (bucket: Bucket, videoId: string, upload: ValidUpload, now: number) =>
  upload.sizeBytes <= POST_MAX_BYTES
    ? form(bucket, videoId, upload, now)
    : multipart(bucket, videoId, upload, now);

/**
 * The form holds for this key, this type and no more bytes than were announced; fewer pass, down to none at
 * all, so that a broken upload ends with a reason instead of an error that only its sender saw.
 */
async function form(
  bucket: Bucket,
  videoId: string,
  upload: ValidUpload,
  now: number,
): Promise<UploadTarget> {
  const { url, fields } = await createPresignedPost(bucket.client, {
    Bucket: bucket.name,
    Key: sourceKey(videoId),
    Fields: { 'Content-Type': upload.contentType },
    Conditions: [['content-length-range', 0, upload.sizeBytes]],
    Expires: UPLOAD_URL_SECONDS,
  });
  return {
    answer: {
      method: 'POST',
      url,
      fields: Object.entries(fields).map(([name, value]) => ({ name, value })),
      expiresAt: isoAfter(now, UPLOAD_URL_SECONDS),
    },
  };
}

async function multipart(
  bucket: Bucket,
  videoId: string,
  upload: ValidUpload,
  now: number,
): Promise<UploadTarget> {
  const { UploadId } = await bucket.client.send(
    new CreateMultipartUploadCommand({
      Bucket: bucket.name,
      Key: sourceKey(videoId),
      ContentType: upload.contentType,
    }),
  );
  if (!UploadId) throw new Error('S3 began a multipart upload without an id.');
  return {
    uploadId: UploadId,
    answer: {
      method: 'MULTIPART',
      partSizeBytes: PART_BYTES,
      partCount: Math.ceil(upload.sizeBytes / PART_BYTES),
      expiresAt: isoAfter(now, MULTIPART_SECONDS),
    },
  };
}

const isoAfter = (now: number, seconds: number) => new Date(now + seconds * 1_000).toISOString();
