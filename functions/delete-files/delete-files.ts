import type { Logger } from '@aws-lambda-powertools/logger';
import type { MediaConvertClient } from '@aws-sdk/client-mediaconvert';
import { abortUpload } from '../shared/abort-upload.ts';
import type { Bucket } from '../shared/bucket.ts';
import { cancelJob } from '../shared/cancel-job.ts';
import { deleteCaptionUploads, deleteOutputs, deletePosters, deleteSource } from '../shared/video-files.ts';
import type { DeletedVideo } from './deleted-videos.ts';
import { invalidate, type Cdn } from './invalidate.ts';

export interface DeleteFilesDependencies {
  readonly transcoder: MediaConvertClient;
  readonly uploads: Bucket;
  readonly outputs: Bucket;
  readonly cdn: Cdn;
  readonly logger: Pick<Logger, 'info'>;
}

/**
 * Ends what is under way for deleted videos, then deletes their files, from the CDN's cache too. It may be repeated. What
 * arrives later is deleted by whoever hears of it and finds no row: `submit-job` a file, `job-events` what a job made.
 */
export const deleteFiles =
  (dependencies: DeleteFilesDependencies) =>
  async (videos: readonly DeletedVideo[]): Promise<void> => {
    await Promise.all(videos.map((video) => deleteOne(dependencies, video)));
    await invalidate(dependencies.cdn, videos);
  };

async function deleteOne(
  { transcoder, uploads, outputs, logger }: DeleteFilesDependencies,
  { id, status, jobId, earlyJobId, uploadId, posterToken }: DeletedVideo,
): Promise<void> {
  // Of an attempt that failed, one of the jobs may still be at work.
  for (const job of status === 'READY' ? [] : [earlyJobId, jobId]) if (job) await cancelJob(transcoder, job);
  if (uploadId !== undefined) await abortUpload(uploads, id, uploadId);
  await deleteSource(uploads, id);
  await deleteCaptionUploads(uploads, id);
  await deleteOutputs(outputs, id);
  if (posterToken !== undefined) await deletePosters(outputs, posterToken);
  logger.info('The files of a deleted video are deleted', { videoId: id });
}
