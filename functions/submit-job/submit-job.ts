import type { Logger } from '@aws-lambda-powertools/logger';
import { BadRequestException } from '@aws-sdk/client-mediaconvert';
import { videoIdOfSource } from '../../model/keys.ts';
import type { FailureReason } from '../../model/failures.ts';
import type { VideoRow } from '../../model/video-row.ts';
import type { Bucket } from '../shared/bucket.ts';
import type { Publish } from '../shared/publish.ts';
import { deleteSource } from '../shared/video-files.ts';
import { readVideo, type VideosTable } from '../shared/videos.ts';
import { claim, fail, recordJob, release, takeOver, type ClaimedVideo } from './claims.ts';
import { decide } from './decide.ts';
import { createJob, findJob, sourceUrl, type Transcoding } from './jobs.ts';
import { probe } from './source.ts';
import type { UploadedObject } from '../shared/uploaded-objects.ts';

export interface SubmitJobDependencies {
  readonly videos: VideosTable;
  readonly uploads: Bucket;
  readonly transcoding: Transcoding;
  readonly publish: Publish;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * Makes a transcoding job of a file that has arrived: exactly one, whatever is repeated, raced or interrupted.
 * `messageId` is that of the message which told of it. Throws when it must be tried again.
 */
export const submitJob =
  (dependencies: SubmitJobDependencies) =>
  async (object: UploadedObject, messageId: string): Promise<void> => {
    const { videos, uploads, publish, logger, now } = dependencies;
    const videoId = videoIdOfSource(object.key);
    if (videoId === undefined)
      return logger.warn('A file that belongs to no video was ignored', { key: object.key });
    const row = await readVideo(videos, videoId);
    if (!row) {
      // Rows are older than their files: this one was deleted, and its form or its parts were still good.
      logger.info('A file of a deleted video is deleted', { videoId });
      return deleteSource(uploads, videoId);
    }

    const decision = decide(row, object.etag, messageId, now());
    switch (decision) {
      case 'IGNORE':
        return logger.info('An upload was ignored', { videoId: row.id, status: row.status });
      case 'TELL_AGAIN':
        return publish(row);
      case 'WAIT':
        throw new Error(`Video ${row.id} is being worked on; looking again later.`);
      case 'CLAIM':
      case 'TAKE_OVER': {
        const claimed = await (decision === 'CLAIM'
          ? claim(videos, row, object.etag, messageId, now())
          : takeOver(videos, row, messageId, now()));
        if (!claimed) throw new Error(`Video ${row.id} was claimed by somebody else; looking again later.`);
        return work(dependencies, claimed, object, decision === 'TAKE_OVER');
      }
    }
  };

async function work(
  dependencies: SubmitJobDependencies,
  video: ClaimedVideo,
  object: UploadedObject,
  takenOver: boolean,
): Promise<void> {
  const { videos, publish, logger, now } = dependencies;
  try {
    await publish(video);
    const outcome = await submit(dependencies, video, object, takenOver);
    if ('jobId' in outcome) {
      const recorded = await recordJob(videos, video, outcome.jobId);
      logger[recorded ? 'info' : 'warn'](recorded ? 'A job was submitted' : 'The video has another job', {
        videoId: video.id,
        ...outcome,
      });
      return;
    }
    const failed = await fail(videos, video, outcome.failure, now());
    logger.warn('A file was refused', { videoId: video.id, ...outcome });
    if (failed) await publish(failed);
  } catch (error) {
    // Should even this fail, the lease ends by itself.
    await release(videos, video).catch((cause: Error) => logger.error('A lease was not released', cause));
    throw error;
  }
}

type Outcome = { readonly jobId: string } | { readonly failure: FailureReason };

async function submit(
  { transcoding, logger }: SubmitJobDependencies,
  video: ClaimedVideo,
  object: UploadedObject,
  takenOver: boolean,
): Promise<Outcome> {
  // Whoever had the claim before may have got as far as the job.
  const earlier = takenOver ? await findJob(transcoding, video) : undefined;
  if (earlier) return { jobId: earlier };

  const source =
    sizeFault(object, video) ?? (await probe(transcoding.client, sourceUrl(transcoding, video.id)));
  if (typeof source === 'string') return { failure: source };
  try {
    return { jobId: await createJob(transcoding, video, source) };
  } catch (error) {
    if (!(error instanceof BadRequestException)) throw error;
    // It would be refused again however often we asked.
    logger.error('MediaConvert refused the job', { videoId: video.id, error });
    return { failure: 'TRANSCODE_FAILED' };
  }
}

function sizeFault({ sizeBytes }: UploadedObject, { upload }: VideoRow): FailureReason | undefined {
  if (sizeBytes === 0) return 'EMPTY_FILE';
  return sizeBytes > upload.sizeBytes ? 'TOO_LARGE' : undefined;
}
