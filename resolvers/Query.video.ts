import type { Context } from '@aws-appsync/utils';
import type { QueryVideoArgs } from '../generated/schema.ts';
import { beginVideo } from './steps/begin-video.ts';

/** Null when there is no such video, and when the caller may not see it. */
export const request = (ctx: Context<QueryVideoArgs>) => beginVideo(ctx, ctx.args.id);

export { response } from './steps/answer-video.ts';
