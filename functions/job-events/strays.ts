import { PART_ATTRIBUTES } from '../../model/pipeline.ts';
import type { VideoRow } from '../../model/video-row.ts';
import { cancelJob } from '../shared/cancel-job.ts';
import { clearFailed } from '../shared/leftovers.ts';
import { deleteAttempt, deleteOutputs, deletePosters } from '../shared/video-files.ts';
import type { ConsequencesDependencies } from './consequences.ts';
import type { VideoStep } from './steps.ts';

/**
 * What becomes of a job that nobody waits for any more: of a deleted video (`row` is missing), of an attempt that failed or
 * that another has followed, or the second one for the same work. Whoever ended these may have come before the job was
 * known, or before it wrote its last file. So one that is at work is canceled, and with the event of its end, after which it
 * writes no more, what it made goes. It may be repeated.
 *
 * @returns whether it is such a job
 */
export async function endStray(
  dependencies: ConsequencesDependencies,
  row: VideoRow | undefined,
  step: VideoStep,
): Promise<boolean> {
  const { transcoder, outputs } = dependencies;
  const kind = strayKind(row, step);
  if (!kind) return false;
  if (step.change === 'ADVANCED') await cancelJob(transcoder, step.jobId);
  else if (!row) await deleteAll(dependencies, step);
  else if (kind === 'FOLLOWED') await deleteAttempt(outputs, row, step.attempt);
  else if (kind === 'FAILED') await clearFailed(dependencies, row);
  return true;
}

type StrayKind = 'DELETED' | 'FOLLOWED' | 'FAILED' | 'SECOND';

function strayKind(row: VideoRow | undefined, step: VideoStep): StrayKind | undefined {
  if (!row) return 'DELETED';
  if (row.ownerId !== step.ownerId || row.attempt === undefined) return undefined;
  if (row.attempt > step.attempt) return 'FOLLOWED';
  if (row.attempt < step.attempt) return undefined;
  if (row.status === 'FAILED') return 'FAILED';
  const known = row[PART_ATTRIBUTES[step.part].jobId];
  // It writes files of the same names, so none of them may go.
  return known !== undefined && known !== step.jobId ? 'SECOND' : undefined;
}

/** A poster's key as `submit-job` makes it; in the middle the token. */
const POSTER = /^posters\/([^/]+)\/[^/]+\/[^/]+$/;

/** Of a deleted video only the job can say where its posters are. */
async function deleteAll(
  { outputs }: ConsequencesDependencies,
  { videoId, posterKey = '' }: VideoStep,
): Promise<void> {
  await deleteOutputs(outputs, videoId);
  const token = POSTER.exec(posterKey)?.[1];
  if (token) await deletePosters(outputs, token);
}
