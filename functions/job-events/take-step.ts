import { UNDER_WAY, waysOf, wayFrom, type Way } from '../../model/pipeline.ts';
import { freshAttempt } from '../shared/fresh-attempt.ts';
import { updateVideo, type UpdateResult, type VideoUpdate } from '../shared/update-video.ts';
import type { VideosTable } from '../shared/videos.ts';
import { backoff } from './job-failure.ts';
import { isCurrent, stepUpdate } from './step-update.ts';
import type { VideoStep } from './steps.ts';

/** How often a row may change under a step before it is left for later. */
const TURNS_MAX = 5;

/**
 * Takes a step: one write where its likeliest way was right, one more where the row says that it leads another way. `now`
 * in epoch milliseconds.
 */
export async function takeStep(videos: VideosTable, step: VideoStep, now: number): Promise<UpdateResult> {
  let way: Way | undefined = waysOf(step)[0];
  for (let turn = 0; way && turn < TURNS_MAX; turn += 1) {
    const result: UpdateResult = await updateVideo(videos, step.videoId, updateOf(step, way, now));
    if (result.applied || result.row?.ownerId !== step.ownerId) return result;
    way = wayFrom(result.row, step);
    if (!way) return result;
  }
  throw new Error(
    `Video ${step.videoId} changes too fast for a step of job ${step.jobId}; trying again later.`,
  );
}

function updateOf(step: VideoStep, way: Way, now: number): VideoUpdate {
  if (step.change !== 'AGAIN') return stepUpdate(step, way, now);
  const { videoId: id, ownerId, attempt, tries = 0 } = step;
  const update = freshAttempt({
    video: { id, ownerId },
    after: attempt,
    from: UNDER_WAY,
    tries: tries + 1,
    leaseUntil: now + backoff(tries),
    now,
  });
  return isCurrent(update, step).build();
}
