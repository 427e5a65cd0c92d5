import { UploadPartCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { MutationSignUploadPartsArgs, UploadPart } from '../../generated/schema.ts';
import { sourceKey } from '../../model/keys.ts';
import { PARTS_PER_CALL, UPLOAD_URL_SECONDS } from '../../model/limits.ts';
import type { Bucket } from '../shared/bucket.ts';
import { assertPartNumbers, multipartUpload } from '../shared/multipart-upload.ts';
import { badRequest, RequestError } from '../shared/request-error.ts';
import { readOwnVideo, type VideosTable } from '../shared/videos.ts';

export interface SignUploadPartsDependencies {
  readonly videos: VideosTable;
  readonly bucket: Bucket;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export const signUploadParts =
  ({ videos, bucket, now }: SignUploadPartsDependencies) =>
  async ({ videoId, partNumbers }: MutationSignUploadPartsArgs, callerId: string): Promise<UploadPart[]> => {
    const row = await readOwnVideo(videos, videoId, callerId);
    const { uploadId, partCount, expiresAt } = multipartUpload(row);
    if (partNumbers.length < 1 || partNumbers.length > PARTS_PER_CALL)
      throw badRequest(`partNumbers: must be 1 to ${PARTS_PER_CALL}.`);
    assertPartNumbers('partNumbers', partNumbers, partCount);
    if (row.status !== 'AWAITING_UPLOAD') throw new RequestError('Conflict', 'The upload is complete.');
    if (now() >= Date.parse(expiresAt))
      throw new RequestError('Conflict', 'The time for this upload is over. Please begin a new one.');

    return Promise.all(
      partNumbers.map(async (partNumber) => ({
        partNumber,
        url: await getSignedUrl(
          bucket.client,
          new UploadPartCommand({
            Bucket: bucket.name,
            Key: sourceKey(videoId),
            UploadId: uploadId,
            PartNumber: partNumber,
          }),
          { expiresIn: UPLOAD_URL_SECONDS },
        ),
      })),
    );
  };
