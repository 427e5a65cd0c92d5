import { GetJobCommand, NotFoundException, type MediaConvertClient } from '@aws-sdk/client-mediaconvert';
import { PART_ATTRIBUTES } from '../../model/pipeline.ts';
import type { VideoRow } from '../../model/video-row.ts';
import { abortUpload } from './abort-upload.ts';
import type { Bucket } from './bucket.ts';
import { cancelJob } from './cancel-job.ts';
import { updateVideo } from './update-video.ts';
import { deleteAttempt, deleteOutputs, deletePosters, deleteSource } from './video-files.ts';
import type { VideosTable } from './videos.ts';

export interface LeftoversDependencies {
  readonly videos: VideosTable;
  readonly transcoder: MediaConvertClient;
  readonly uploads: Bucket;
  readonly outputs: Bucket;
}

/**
 * Clears away what a video left that failed, and when that is all, nobody need come back to it any more. Otherwise
 * somebody does, and it is repeated.
 *
 * @returns whether that is all
 */
export async function clearFailed(dependencies: LeftoversDependencies, row: VideoRow): Promise<boolean> {
  const isClear = await clearLeftovers(dependencies, row);
  if (isClear) await closeVideo(dependencies.videos, row);
  return isClear;
}

/**
 * Clears away what the last attempt at a failed video left: jobs, parts of an upload, outputs and posters; of an upload
 * that its owner canceled, the file and everything else too. It may be repeated.
 *
 * @returns whether that is all: a job that is not at its end yet may still write
 */
export async function clearLeftovers(
  { transcoder, uploads, outputs }: LeftoversDependencies,
  row: VideoRow,
): Promise<boolean> {
  const { id, upload, attempt, posterToken } = row;
  const ended = await endJobs(transcoder, row);
  if (upload.uploadId !== undefined) await abortUpload(uploads, id, upload.uploadId);
  if (isCanceled(row)) {
    await deleteSource(uploads, id);
    await deleteOutputs(outputs, id);
    if (posterToken) await deletePosters(outputs, posterToken);
  } else if (attempt !== undefined) await deleteAttempt(outputs, row, attempt);
  return ended;
}

/** Whether it was its owner who ended it. */
export const isCanceled = ({ status, failure }: VideoRow) =>
  status === 'FAILED' && failure?.code === 'CANCELED' && !failure.retryable;

/** Nobody need come back to a video of which nothing is left to do; unless it was begun anew meanwhile. */
export async function closeVideo(table: VideosTable, row: VideoRow): Promise<void> {
  await updateVideo(table, row.id, {
    UpdateExpression: 'REMOVE #open, leaseUntil',
    ConditionExpression: '#status = :status AND version = :version',
    ExpressionAttributeNames: { '#open': 'open', '#status': 'status' },
    ExpressionAttributeValues: { ':status': row.status, ':version': row.version },
  });
}

/** Whether all jobs of the attempt are at their end. One that is done needs no canceling. */
async function endJobs(client: MediaConvertClient, row: VideoRow): Promise<boolean> {
  const ends = Object.values(PART_ATTRIBUTES).map(async (part) => {
    const jobId = row[part.jobId];
    if (jobId === undefined || row[part.done]) return true;
    await cancelJob(client, jobId);
    return hasEnded(client, jobId);
  });
  return (await Promise.all(ends)).every(Boolean);
}

async function hasEnded(client: MediaConvertClient, Id: string): Promise<boolean> {
  try {
    const { Job } = await client.send(new GetJobCommand({ Id }));
    return Job?.Status !== 'SUBMITTED' && Job?.Status !== 'PROGRESSING';
  } catch (error) {
    if (error instanceof NotFoundException) return true;
    throw error;
  }
}
