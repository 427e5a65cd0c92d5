import type { Context } from '@aws-appsync/utils';
import type { VideoRow } from '../../model/video-row.ts';
import { maySee } from '../../model/visibility.ts';
import { caller } from '../steps/caller.ts';
import { getVideo } from '../steps/get-video.ts';
import { showVideo } from '../steps/show-video.ts';
import { stopOnError } from '../steps/stop-on-error.ts';

/** Reads the video that `stash.videoId` names; null in `stash.video` when the caller may not see it. */
export const request = (ctx: Context) => getVideo(ctx.stash.videoId as string);

export function response(ctx: Context) {
  stopOnError(ctx);
  const row = ctx.result as VideoRow | null;
  ctx.stash.video = row && maySee(row, caller(ctx).sub) ? showVideo(row) : null;
  return ctx.stash.video;
}
