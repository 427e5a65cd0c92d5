import { ownerStatus } from '../../model/keys.ts';
import type { VideoRow } from '../../model/video-row.ts';
import type { VideoStatus } from '../../model/video-types.ts';
import type { Expression } from './expression.ts';

/**
 * A change of a video's making, whoever brings it: its version rises, so that whoever is told of it knows what is newer.
 * Without a status it keeps its own. `now` in epoch milliseconds.
 */
export const setStatus = (
  update: Expression,
  { ownerId }: Pick<VideoRow, 'ownerId'>,
  status: VideoStatus | undefined,
  now: number,
): Expression =>
  update.setTo('version', `${update.name('version')} + ${update.value(1)}`).set({
    status,
    ownerStatus: status && ownerStatus(ownerId, status),
    updatedAt: new Date(now).toISOString(),
  });
