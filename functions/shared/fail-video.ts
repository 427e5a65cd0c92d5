import { openShard } from '../../model/keys.ts';
import type { VideoRow } from '../../model/video-row.ts';
import type { Expression } from './expression.ts';
import { setStatus } from './set-status.ts';

/**
 * Ends a video. Somebody must come back to it until what it left is cleared away, but not before `leaseUntil`. Both times
 * in epoch milliseconds.
 */
export const failVideo = (
  update: Expression,
  { id, ownerId }: Pick<VideoRow, 'id' | 'ownerId'>,
  failure: VideoRow['failure'],
  now: number,
  leaseUntil = now,
): Expression =>
  setStatus(update, { ownerId }, 'FAILED', now).set({ failure, open: openShard(id), leaseUntil });
