import { util, type Context } from '@aws-appsync/utils';
import type { MutationRateVideoArgs } from '../generated/schema.ts';
import { STARS_MAX, STARS_MIN } from '../model/limits.ts';
import { beginVideo } from './steps/begin-video.ts';

export function request(ctx: Context<MutationRateVideoArgs>) {
  const { stars } = ctx.args;
  if (stars < STARS_MIN || stars > STARS_MAX)
    util.error(`stars: must be from ${STARS_MIN} to ${STARS_MAX}.`, 'BadRequest');
  return beginVideo(ctx, ctx.args.videoId);
}

export { response } from './steps/answer-video.ts';
