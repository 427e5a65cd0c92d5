import type { Context } from '@aws-appsync/utils';
import { beginVideo } from './begin-video.ts';

/** A pipeline about the video that the argument `videoId` names. */
export const request = (ctx: Context<{ videoId: string }>) => beginVideo(ctx, ctx.args.videoId);

export { response } from './answer-video.ts';
