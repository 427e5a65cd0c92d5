import type { VideoRow } from './video-row.ts';

/** Whether a caller may see a video. `sub` is undefined for a guest, who owns nothing. */
export const maySee = (video: Pick<VideoRow, 'ownerId' | 'status' | 'visibility'>, sub: string | undefined) =>
  isOwner(video, sub) || (video.status === 'READY' && video.visibility !== 'PRIVATE');

export const isOwner = (video: Pick<VideoRow, 'ownerId'>, sub: string | undefined) =>
  sub !== undefined && video.ownerId === sub;

/** Whether it takes a membership for a caller to watch a video. */
export const isForMembers = (video: Pick<VideoRow, 'ownerId' | 'access'>, sub: string | undefined) =>
  video.access !== 'FREE' && !isOwner(video, sub);

/** Whether a caller may watch a video once it can be played. */
export const mayWatch = (
  video: Pick<VideoRow, 'ownerId' | 'access'>,
  sub: string | undefined,
  isMember: boolean,
) => isMember || !isForMembers(video, sub);
