import type { Logger } from '@aws-lambda-powertools/logger';
import type { MediaConvertClient } from '@aws-sdk/client-mediaconvert';
import { AbortMultipartUploadCommand, NoSuchUpload } from '@aws-sdk/client-s3';
import { sourceKey } from '../../model/keys.ts';
import type { VideoRow } from '../../model/video-row.ts';
import type { Bucket } from '../shared/bucket.ts';
import { cancelJob } from '../shared/cancel-job.ts';
import { deleteOutputs, deleteSource } from '../shared/video-files.ts';

export interface DeleteFilesDependencies {
  readonly transcoder: MediaConvertClient;
  readonly uploads: Bucket;
  readonly outputs: Bucket;
  readonly logger: Pick<Logger, 'info'>;
}

/** What a deleted row tells of its files. */
export type DeletedVideo = Pick<VideoRow, 'id' | 'status' | 'jobId' | 'upload'>;

/**
 * Ends what is under way for a deleted video, then deletes its files. It may be repeated. What arrives later is deleted
 * by whoever hears of it and finds no row: `submit-job` a file, `job-events` what a job made.
 */
export const deleteFiles =
  ({ transcoder, uploads, outputs, logger }: DeleteFilesDependencies) =>
  async ({ id, status, jobId, upload }: DeletedVideo): Promise<void> => {
    if (jobId !== undefined && status !== 'READY' && status !== 'FAILED') await cancelJob(transcoder, jobId);
    if (upload.uploadId !== undefined) await abortUpload(uploads, id, upload.uploadId);
    await deleteSource(uploads, id);
    await deleteOutputs(outputs, id);
    logger.info('The files of a deleted video are deleted', { videoId: id });
  };

/** Its parts are no objects, so that no listing shows them: they would be kept, and paid for, until a rule ends them. */
async function abortUpload({ client, name }: Bucket, videoId: string, UploadId: string): Promise<void> {
  try {
    await client.send(new AbortMultipartUploadCommand({ Bucket: name, Key: sourceKey(videoId), UploadId }));
  } catch (error) {
    // Completed, or aborted before.
    if (!(error instanceof NoSuchUpload)) throw error;
  }
}
