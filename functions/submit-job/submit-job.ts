import { sourceKey, videoIdOfSource } from '../../model/keys.ts';
import { STARTS_MAX } from '../../model/limits.ts';
import type { VideoRow } from '../../model/video-row.ts';
import { sendLook, type Queue } from '../shared/look.ts';
import type { Publish } from '../shared/publish.ts';
import { deleteSource } from '../shared/video-files.ts';
import { readVideo } from '../shared/videos.ts';
import { changeClaimed, claim, takeOver, type ClaimedVideo } from './claims.ts';
import { decide, isTold } from './decide.ts';
import { makeJobs, type MakeJobsDependencies, type Outcome } from './make-jobs.ts';
import { fail } from './outcome.ts';
import { troubleOf, waitAfter } from './trouble.ts';
import type { Task } from './upload-message.ts';
import { etagOf } from './uploaded-file.ts';

export interface SubmitJobDependencies extends MakeJobsDependencies {
  /** Where looks are sent. */
  readonly queue: Queue;
  readonly publish: Publish;
  /** From 0 to 1. */
  readonly chance: () => number;
}

/**
 * Makes the transcoding jobs of a file that has arrived: exactly one for each part of an attempt, whatever is repeated,
 * raced or interrupted. `messageId` is that of the message which told of it. Throws what nobody expected: the queue brings
 * the message again.
 */
export const submitJob =
  (dependencies: SubmitJobDependencies) =>
  async (task: Task, messageId: string): Promise<void> => {
    const { videos, uploads, publish, logger, now } = dependencies;
    const videoId = 'look' in task ? task.look : videoIdOfSource(task.arrived.key);
    if (videoId === undefined) return logger.warn('A file that belongs to no video was ignored', { task });
    const row = await readVideo(videos, videoId);
    if (!row) {
      logger.info('There is no such video', { videoId });
      // Rows are older than their files: this one was deleted, and its form or its parts were still good.
      return 'look' in task ? undefined : deleteSource(uploads, videoId);
    }

    const decision = decide(row, messageId, now());
    if (decision === 'TELL_AGAIN') return publish(row);
    const claimed =
      decision === 'CLAIM'
        ? await claimFile(dependencies, row, task, messageId)
        : decision === 'TAKE_OVER'
          ? await takeOver(videos, row, messageId, now())
          : undefined;
    if (!claimed) return logger.info('Nothing is to be done', { videoId, status: row.status, decision });
    return work(dependencies, claimed, {
      // A new attempt has been claimed by nobody yet.
      takenOver: row.claimedBy !== undefined,
      isNews: decision === 'CLAIM' || !isTold(row, messageId),
    });
  };

/** Undefined when its file is not there yet, and when somebody else was faster. */
async function claimFile(
  { videos, uploads, now }: SubmitJobDependencies,
  row: VideoRow,
  task: Task,
  messageId: string,
): Promise<ClaimedVideo | undefined> {
  const etag = 'arrived' in task ? task.arrived.etag : await etagOf(uploads, sourceKey(row.id));
  return etag === undefined ? undefined : claim(videos, row, etag, messageId, now());
}

async function work(
  dependencies: SubmitJobDependencies,
  video: ClaimedVideo,
  { takenOver, isNews }: { readonly takenOver: boolean; readonly isNews: boolean },
): Promise<void> {
  const { videos, publish, logger, now } = dependencies;
  // Nobody waits for the job until the video's owner is told, nor the other way round.
  const told = (isNews ? publish(video) : Promise.resolve()).then(
    () => undefined,
    (error: Error) => error,
  );
  const outcome = await makeJobs(dependencies, video, takenOver).catch((error: unknown) =>
    waitOrFail(dependencies, video, error),
  );
  if (typeof outcome === 'object') {
    logger.warn('There will be no job', { videoId: video.id, ...outcome });
    const failed = await fail(videos, video, outcome.failure, now());
    await told;
    return failed && publish(failed);
  }
  const untold = await told;
  if (untold) throw untold;
}

/** A service in trouble is left alone for a while; the message that is sent about it is a new one. */
async function waitOrFail(
  { videos, queue, logger, now, chance }: SubmitJobDependencies,
  video: ClaimedVideo,
  error: unknown,
): Promise<Outcome> {
  const trouble = troubleOf(error);
  if (!trouble) throw error;
  if (video.starts >= STARTS_MAX) return { failure: 'TRANSCODE_FAILED' };
  const seconds = waitAfter(trouble, video.starts, chance());
  logger.warn('A service is in trouble', { videoId: video.id, trouble, seconds, error });
  const waiting = await changeClaimed(videos, video, { leaseUntil: now() + Math.floor(seconds * 1_000) });
  if (waiting) await sendLook(queue, video.id, seconds + 1);
  return 'OVER';
}
