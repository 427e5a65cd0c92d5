import type { Context } from '@aws-appsync/utils';
import { getVideo } from '../steps/get-video.ts';
import { seeVideo } from '../steps/see-video.ts';

/** Reads the video that `stash.videoId` names; null in `stash.video` when the caller may not see it. */
export const request = (ctx: Context) => getVideo(ctx.stash.videoId as string);

export const response = (ctx: Context) => seeVideo(ctx);
