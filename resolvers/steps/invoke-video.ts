import type { Context } from '@aws-appsync/utils';
import type { VideoRow } from '../../model/video-row.ts';
import { invoked } from './invoke.ts';
import { requireShown } from './show-video.ts';

export { request } from './invoke.ts';

/** Takes the video over that the function behind the data source answers with. */
export function response(ctx: Context): null {
  ctx.stash.video = requireShown(ctx, invoked(ctx) as VideoRow);
  return null;
}
