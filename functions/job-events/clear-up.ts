import type { MediaConvertClient } from '@aws-sdk/client-mediaconvert';
import type { Bucket } from '../shared/bucket.ts';
import { cancelJob } from '../shared/cancel-job.ts';
import { deleteOutputs } from '../shared/video-files.ts';
import type { VideoStep } from './steps.ts';

/** What becomes of a job whose video was deleted. It may be repeated. */
export type ClearUp = (step: VideoStep) => Promise<void>;

/**
 * Whoever deleted the video's files may have come before the job was known, or before it wrote its last one. So a job
 * that is still at work is canceled, and with the event of its end, after which it writes no more, all of it goes.
 */
export const clearUp =
  (transcoder: MediaConvertClient, outputs: Bucket): ClearUp =>
  ({ change, videoId, jobId }) =>
    change === 'ADVANCED' ? cancelJob(transcoder, jobId) : deleteOutputs(outputs, videoId);
