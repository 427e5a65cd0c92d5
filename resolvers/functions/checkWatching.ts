import { runtime, util, type Context } from '@aws-appsync/utils';
import type { MutationRecordProgressArgs } from '../../generated/schema.ts';
import { NOT_READY } from '../../model/errors.ts';
import { DURATION_MAX_SECONDS } from '../../model/limits.ts';
import { isPlayable } from '../../model/pipeline.ts';
import { getVideo } from '../steps/get-video.ts';
import { requireVideo } from '../steps/see-video.ts';

/** Looks at the video itself, unless the position is noted already. Whether it takes a membership `checkMembership` knows. */
export function request(ctx: Context) {
  if (ctx.stash.viewer) runtime.earlyReturn(null, { skipTo: 'END' });
  return getVideo(ctx.stash.videoId as string);
}

export function response(ctx: Context<MutationRecordProgressArgs>) {
  const video = requireVideo(ctx);
  if (!isPlayable(video.status)) util.error(NOT_READY, 'NotReady');
  const durationSeconds = video.durationSeconds ?? DURATION_MAX_SECONDS;
  if (ctx.args.positionSeconds > durationSeconds)
    util.error(`positionSeconds: the video has ${durationSeconds} seconds.`, 'BadRequest');
  return video;
}
