import type { MutationCancelUploadArgs } from '../../generated/schema.ts';
import { failure } from '../../model/failures.ts';
import { CANCEL_LEASE_MS } from '../../model/limits.ts';
import { isSettled, PREDECESSORS } from '../../model/pipeline.ts';
import type { VideoRow } from '../../model/video-row.ts';
import { Expression } from '../shared/expression.ts';
import { failVideo } from '../shared/fail-video.ts';
import { clearFailed, isCanceled, type LeftoversDependencies } from '../shared/leftovers.ts';
import type { Publish } from '../shared/publish.ts';
import { noSuchVideo, RequestError } from '../shared/request-error.ts';
import { updateVideo } from '../shared/update-video.ts';
import { readOwnVideo, type VideosTable } from '../shared/videos.ts';

export interface CancelUploadDependencies extends LeftoversDependencies {
  readonly publish: Publish;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * Ends what is on its way to become a video. The one write decides; what it leaves is cleared away here if it can be, and
 * by the sweeper otherwise. Asked again it clears again.
 */
export const cancelUpload =
  (dependencies: CancelUploadDependencies) =>
  async ({ videoId }: MutationCancelUploadArgs, callerId: string): Promise<VideoRow> => {
    const { videos, publish, now } = dependencies;
    const row = await readOwnVideo(videos, videoId, callerId);
    const canceled = isSettled(row.status) ? row : await cancel(videos, row, now());
    if (!isCanceled(canceled)) throw new RequestError('Conflict', conflict(canceled));
    await publish(canceled);
    await clearFailed(dependencies, canceled);
    return canceled;
  };

const conflict = ({ status }: VideoRow) =>
  status === 'READY'
    ? 'The video is ready already. It can only be deleted.'
    : 'The video has failed already. It can only be deleted.';

/** What the video is from then on; it may have come to another end first. */
async function cancel(videos: VideosTable, video: VideoRow, now: number): Promise<VideoRow> {
  const update = new Expression();
  failVideo(update, video, failure('CANCELED'), now, now + CANCEL_LEASE_MS).only(
    update.among('status', PREDECESSORS.FAILED),
  );
  const { row } = await updateVideo(videos, video.id, update.build());
  if (!row) throw noSuchVideo();
  return row;
}
