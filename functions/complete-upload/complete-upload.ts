import {
  CompleteMultipartUploadCommand,
  HeadObjectCommand,
  NotFound,
  S3ServiceException,
  type CompletedPart,
} from '@aws-sdk/client-s3';
import type { CompletedPartInput, MutationCompleteUploadArgs } from '../../generated/schema.ts';
import { sourceKey } from '../../model/keys.ts';
import type { VideoRow } from '../../model/video-row.ts';
import type { Bucket } from '../shared/bucket.ts';
import { assertPartNumbers, multipartUpload, type MultipartUpload } from '../shared/multipart-upload.ts';
import { badRequest, RequestError } from '../shared/request-error.ts';
import { readOwnVideo, type VideosTable } from '../shared/videos.ts';

export interface CompleteUploadDependencies {
  readonly videos: VideosTable;
  readonly bucket: Bucket;
}

/** Puts the parts together. S3 then says so to the pipeline, just as for a form: nothing more happens here. */
export const completeUpload =
  ({ videos, bucket }: CompleteUploadDependencies) =>
  async ({ videoId, parts }: MutationCompleteUploadArgs, callerId: string): Promise<VideoRow> => {
    const row = await readOwnVideo(videos, videoId, callerId);
    const upload = multipartUpload(row);
    if (row.status !== 'AWAITING_UPLOAD') return row;
    const completed = completedParts(parts, upload.partCount);

    await complete(bucket, videoId, upload, completed);
    const size = await sourceSize(bucket, videoId);
    if (size === undefined) {
      // Its video may have been deleted meanwhile: then that is the answer.
      await readOwnVideo(videos, videoId, callerId);
      throw new RequestError('Conflict', 'The upload has ended. Please begin a new one.');
    }
    if (size > upload.sizeBytes)
      throw badRequest(`parts: have ${size} bytes, where ${upload.sizeBytes} were announced.`);
    return row;
  };

/** S3 wants them in order, and would take a file with holes. */
function completedParts(parts: readonly CompletedPartInput[], partCount: number): CompletedPart[] {
  const numbers = parts.map(({ partNumber }) => partNumber);
  assertPartNumbers('parts', numbers, partCount);
  if (parts.length < partCount)
    throw badRequest(`parts: ${partCount - parts.length} of ${partCount} are missing.`);
  return parts
    .map(({ partNumber, etag }) => ({ PartNumber: partNumber, ETag: etag }))
    .sort((a, b) => a.PartNumber - b.PartNumber);
}

/** What S3 has to say about the parts themselves. */
const PART_FAULTS: Readonly<Record<string, string>> = {
  InvalidPart: 'parts: one was not sent, or its etag is not the one it was answered with.',
  InvalidPartOrder: 'parts: they are not in order.',
  EntityTooSmall: 'parts: one is smaller than it must be.',
  MalformedXML: 'parts: an etag is not well-formed.',
};

async function complete(
  bucket: Bucket,
  videoId: string,
  { uploadId }: MultipartUpload,
  parts: CompletedPart[],
): Promise<void> {
  try {
    await bucket.client.send(
      new CompleteMultipartUploadCommand({
        Bucket: bucket.name,
        Key: sourceKey(videoId),
        UploadId: uploadId,
        MultipartUpload: { Parts: parts },
      }),
    );
  } catch (error) {
    if (!(error instanceof S3ServiceException)) throw error;
    const fault = PART_FAULTS[error.name];
    if (fault) throw badRequest(fault);
    // Completed before, or aborted: the object tells which.
    if (error.name !== 'NoSuchUpload') throw error;
  }
}

/** Undefined when there is no object. */
async function sourceSize({ client, name }: Bucket, videoId: string): Promise<number | undefined> {
  try {
    const { ContentLength } = await client.send(
      new HeadObjectCommand({ Bucket: name, Key: sourceKey(videoId) }),
    );
    return ContentLength;
  } catch (error) {
    // Whoever may not list a bucket is told 403 where there is nothing.
    if (error instanceof NotFound) return undefined;
    if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 403) return undefined;
    throw error;
  }
}
