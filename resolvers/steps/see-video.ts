import type { Context } from '@aws-appsync/utils';
import type { VideoRow } from '../../model/video-row.ts';
import type { VideoView } from '../../model/video-view.ts';
import { maySee } from '../../model/visibility.ts';
import { caller } from './caller.ts';
import { noSuchVideo, showVideo } from './show-video.ts';
import { stopOnError } from './stop-on-error.ts';

/** Puts the video that was read into the stash; null when the caller may not see it. */
export function seeVideo(ctx: Context): VideoView | null {
  stopOnError(ctx);
  const row = ctx.result as VideoRow | null;
  const video = row && maySee(row, caller(ctx).sub) ? showVideo(ctx, row) : null;
  ctx.stash.video = video;
  return video;
}

/** Ends the field for whoever may not see the video, the same as if there were none. */
export function requireVideo(ctx: Context): VideoView {
  const video = seeVideo(ctx);
  if (!video) noSuchVideo();
  return video as VideoView;
}
