import { BadRequestException, type MediaConvertClient } from '@aws-sdk/client-mediaconvert';
import type { Logger } from '@aws-lambda-powertools/logger';
import type { FailureReason } from '../../model/failures.ts';
import { STARTS_MAX } from '../../model/limits.ts';
import { PART_ATTRIBUTES } from '../../model/pipeline.ts';
import { outputsOf, partsOf } from '../../model/profiles.ts';
import type { Source } from '../../model/source.ts';
import type { Bucket } from '../shared/bucket.ts';
import type { VideosTable } from '../shared/videos.ts';
import type { ClaimedVideo, PinnedVideo } from './claims.ts';
import { drawnPosterKey, putDrawnPoster } from './drawn-poster.ts';
import { examine } from './input/examine.ts';
import { jobRequest, sourceUrl, type JobPlaces } from './job-request.ts';
import { createJob, findJobs, type FoundJobs } from './jobs.ts';
import { recordJob } from './outcome.ts';
import { pin } from './pin.ts';

export interface MakeJobsDependencies {
  readonly videos: VideosTable;
  readonly uploads: Bucket;
  readonly outputs: Bucket;
  readonly transcoder: MediaConvertClient;
  readonly places: Omit<JobPlaces, 'uploadBucket' | 'outputBucket'>;
  /** Whether the lowest rungs are made by a job of their own. */
  readonly earlyPlayable: boolean;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** `OVER`: somebody else has the video, or it is gone. Otherwise why there can be no job. */
export type Outcome = 'SUBMITTED' | 'OVER' | { readonly failure: FailureReason };

/**
 * From a claimed file to all jobs of its attempt, in the order in which they are recorded. `takenOver`: another worker may
 * have come some of this way.
 */
export async function makeJobs(
  dependencies: MakeJobsDependencies,
  video: ClaimedVideo,
  takenOver: boolean,
): Promise<Outcome> {
  const { videos, uploads, transcoder, places } = dependencies;
  const found: FoundJobs = takenOver ? await findJobs(transcoder, places.queueArn, video) : { ids: {} };
  if (found.ids.FULL) return recordFound(dependencies, video, found);
  if (video.starts > STARTS_MAX) return { failure: 'TRANSCODE_FAILED' };

  const pinned = await pin(videos, uploads, video);
  if (!pinned) return 'OVER';
  if (typeof pinned === 'string') return { failure: pinned };
  const url = sourceUrl(uploads.name, pinned);
  const file = { key: pinned.pinnedKey, announced: pinned.upload.sizeBytes, url };
  const source = await examine(uploads, transcoder, file);
  if (typeof source === 'string') return { failure: source };
  return makeParts(dependencies, pinned, source, found);
}

/** The last job is made after the others were recorded, so where it is, all are. */
async function recordFound(
  { videos, now }: MakeJobsDependencies,
  video: ClaimedVideo,
  { ids, split = false }: FoundJobs,
): Promise<Outcome> {
  for (const part of ['EARLY', 'FULL'] as const) {
    const id = ids[part];
    const job = id && { part, split, id, isLast: part === 'FULL' };
    if (job && !(await recordJob(videos, video, job, now()))) return 'OVER';
  }
  return 'SUBMITTED';
}

async function makeParts(
  dependencies: MakeJobsDependencies,
  video: PinnedVideo,
  source: Source,
  found: FoundJobs,
): Promise<Outcome> {
  const { videos, uploads, outputs, transcoder, earlyPlayable, logger, now } = dependencies;
  const places = { ...dependencies.places, uploadBucket: uploads.name, outputBucket: outputs.name };
  // An attempt that was begun in two parts goes on in two, whatever the stack's configuration says by now.
  const wanted = video.split ?? found.split ?? earlyPlayable;
  const parts = partsOf(outputsOf(video.profile ?? 'STANDARD', source), wanted);
  const split = parts.length > 1;
  if (!source.picture && video.posterToken)
    await putDrawnPoster(outputs, drawnPosterKey(video.posterToken, video.attempt), video.id);

  for (const part of parts) {
    const known = video[PART_ATTRIBUTES[part.part].jobId] ?? found.ids[part.part];
    const request = jobRequest(places, video, source, part, split);
    try {
      const id = known ?? (await createJob(transcoder, request));
      const job = { part: part.part, split, id, isLast: part.part === 'FULL' };
      logger.info('A job was submitted', { videoId: video.id, ...job });
      if (!(await recordJob(videos, video, job, now()))) return 'OVER';
    } catch (error) {
      if (!(error instanceof BadRequestException)) throw error;
      // It would be refused again however often we asked.
      logger.error('MediaConvert refused the job', { videoId: video.id, error });
      return { failure: 'TRANSCODE_FAILED' };
    }
  }
  return 'SUBMITTED';
}
