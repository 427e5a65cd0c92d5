import type { Context } from '@aws-appsync/utils';
import type { VideoRow } from '../../model/video-row.ts';
import { response as answer } from './invoke.ts';
import { showVideo } from './show-video.ts';

export { request } from './invoke.ts';

/** Takes the video over that the function behind the data source answers with. */
export function response(ctx: Context): null {
  ctx.stash.video = showVideo(answer(ctx) as VideoRow);
  return null;
}
