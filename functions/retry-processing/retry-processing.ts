import type { MutationRetryProcessingArgs } from '../../generated/schema.ts';
import { failure } from '../../model/failures.ts';
import { sourceKey } from '../../model/keys.ts';
import { isUnderWay } from '../../model/pipeline.ts';
import type { VideoRow } from '../../model/video-row.ts';
import { freshAttempt } from '../shared/fresh-attempt.ts';
import { clearLeftovers, type LeftoversDependencies } from '../shared/leftovers.ts';
import { sendLook, type Queue } from '../shared/look.ts';
import { objectExists } from '../shared/object-exists.ts';
import { noSuchVideo, RequestError } from '../shared/request-error.ts';
import { updateVideo } from '../shared/update-video.ts';
import { readOwnVideo, type VideosTable } from '../shared/videos.ts';

export interface RetryProcessingDependencies extends LeftoversDependencies {
  /** The queue of `submit-job`. */
  readonly looks: Queue;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Makes a video again that failed through no fault of its file. Whoever looks at it then tells of it. */
export const retryProcessing =
  (dependencies: RetryProcessingDependencies) =>
  async ({ id }: MutationRetryProcessingArgs, callerId: string): Promise<VideoRow> => {
    const { videos, uploads, looks, now } = dependencies;
    const row = await readOwnVideo(videos, id, callerId);
    if (isUnderWay(row.status)) return row;
    assertRetryable(row);
    if (!(await objectExists(uploads, row.pinnedKey ?? sourceKey(id))))
      throw conflict(failure('SOURCE_EXPIRED').message);

    // The next attempt does not remember the jobs of this one.
    if (row.open !== undefined) await clearLeftovers(dependencies, row);
    const begun = await begin(videos, row, now());
    await sendLook(looks, id);
    return begun;
  };

const conflict = (message: string) => new RequestError('Conflict', message);

function assertRetryable(row: VideoRow): asserts row is VideoRow & Required<Pick<VideoRow, 'attempt'>> {
  if (row.status !== 'FAILED') throw conflict('The video has not failed.');
  if (!row.failure?.retryable || row.attempt === undefined)
    throw conflict('The video would fail again. Please upload another file.');
}

/** Its lease is over at once, so that whoever looks next may claim it. */
async function begin(
  videos: VideosTable,
  row: VideoRow & Required<Pick<VideoRow, 'attempt'>>,
  now: number,
): Promise<VideoRow> {
  const { id, attempt } = row;
  const fresh = freshAttempt({
    video: row,
    after: attempt,
    from: ['FAILED'],
    tries: 0,
    leaseUntil: now,
    now,
  });
  const { row: begun } = await updateVideo(videos, id, fresh.build());
  if (!begun) throw noSuchVideo();
  // Somebody else was faster with the same wish, or with another.
  if (!isUnderWay(begun.status)) throw conflict('The video has changed meanwhile. Please look at it again.');
  return begun;
}
