import type { Context } from '@aws-appsync/utils';
import { beginPeople } from './people.ts';

/** Begins a pipeline about one video. */
export function beginVideo(ctx: Context, videoId: string) {
  ctx.stash.videoId = videoId;
  beginPeople(ctx, 0);
  return {};
}
