import type { Context } from '@aws-appsync/utils';
import { getVideo } from '../steps/get-video.ts';
import { requireVideo } from '../steps/see-video.ts';

/** Reads the video that `stash.videoId` names, before anything is written for somebody who may not see it. */
export const request = (ctx: Context) => getVideo(ctx.stash.videoId as string);

export const response = (ctx: Context) => requireVideo(ctx);
