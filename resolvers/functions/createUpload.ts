import type { Context } from '@aws-appsync/utils';
import type { VideoRow } from '../../model/video-row.ts';
import { invoked } from '../steps/invoke.ts';
import { requireShown } from '../steps/show-video.ts';

export { request } from '../steps/invoke.ts';

/** The upload goes into the stash, and the video beside it: it has fields that the function does not know. */
export function response(ctx: Context): null {
  const { video, ...upload } = invoked(ctx) as { video: VideoRow };
  ctx.stash.upload = upload;
  ctx.stash.video = requireShown(ctx, video);
  return null;
}
