import { openShard, sourceKey } from '../../model/keys.ts';
import { CLAIM_LEASE_MS } from '../../model/limits.ts';
import { UNDER_WAY } from '../../model/pipeline.ts';
import type { VideoRow } from '../../model/video-row.ts';
import { Expression } from '../shared/expression.ts';
import { setStatus } from '../shared/set-status.ts';
import { updateVideo } from '../shared/update-video.ts';
import type { VideosTable } from '../shared/videos.ts';

/** A row that this invocation may work on until its lease ends. */
export type ClaimedVideo = VideoRow &
  Required<Pick<VideoRow, 'attempt' | 'leaseUntil' | 'sourceEtag' | 'starts'>>;

/** A claimed row whose file no form can change any more. */
export type PinnedVideo = ClaimedVideo & Required<Pick<VideoRow, 'pinnedKey'>>;

/** Undefined when somebody else was faster. */
export async function claim(
  table: VideosTable,
  row: VideoRow,
  etag: string,
  messageId: string,
  now: number,
): Promise<ClaimedVideo | undefined> {
  const update = new Expression();
  setStatus(update, row, 'UPLOADED', now)
    .set({ ...lease(row, messageId, now), sourceEtag: etag, attempt: 1, starts: 1 })
    .only(update.compare('status', '=', 'AWAITING_UPLOAD'));
  // An upload in parts cannot be completed twice: its file is safe where it is.
  if (row.upload.method === 'MULTIPART') update.set({ pinnedKey: sourceKey(row.id) });
  const result = await updateVideo(table, row.id, update.build());
  return result.applied ? (result.row as ClaimedVideo) : undefined;
}

/** The same attempt goes on under a new lease. Undefined when somebody else was faster. */
export async function takeOver(
  table: VideosTable,
  row: VideoRow,
  messageId: string,
  now: number,
): Promise<ClaimedVideo | undefined> {
  const { attempt = 1, leaseUntil } = row;
  const update = new Expression();
  update
    .set(lease(row, messageId, now))
    .setTo('starts', `if_not_exists(${update.name('starts')}, ${update.value(0)}) + ${update.value(1)}`)
    .only(
      update.among('status', UNDER_WAY),
      update.compare('attempt', '=', attempt),
      update.missing('jobId'),
      leaseUntil === undefined ? update.missing('leaseUntil') : update.compare('leaseUntil', '=', leaseUntil),
    );
  const result = await updateVideo(table, row.id, update.build());
  return result.applied ? (result.row as ClaimedVideo) : undefined;
}

const lease = ({ id }: VideoRow, messageId: string, now: number) => ({
  claimedBy: messageId,
  open: openShard(id),
  leaseUntil: now + CLAIM_LEASE_MS,
});

/**
 * A change of a row that is still under this worker's lease. Undefined when it no longer is: whoever has it now goes on,
 * or there is nothing to go on with.
 */
export async function changeClaimed(
  table: VideosTable,
  video: ClaimedVideo,
  set: Pick<Partial<VideoRow>, 'pinnedKey' | 'sourceEtag' | 'leaseUntil'>,
): Promise<ClaimedVideo | undefined> {
  const update = new Expression();
  update
    .set(set)
    .only(
      update.compare('attempt', '=', video.attempt),
      update.compare('claimedBy', '=', video.claimedBy),
      update.compare('leaseUntil', '=', video.leaseUntil),
    );
  const result = await updateVideo(table, video.id, update.build());
  return result.applied ? (result.row as ClaimedVideo) : undefined;
}
