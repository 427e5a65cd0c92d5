import { extensions, util, type Context } from '@aws-appsync/utils';
import type { SubscriptionOnVideoStatusArgs } from '../generated/schema.ts';
import type { VideoRow } from '../model/video-row.ts';
import { isOwner } from '../model/visibility.ts';
import { caller } from './steps/caller.ts';
import { getVideo } from './steps/get-video.ts';
import { stopOnError } from './steps/stop-on-error.ts';

export const request = (ctx: Context<SubscriptionOnVideoStatusArgs>) => getVideo(ctx.args.videoId);

/** Runs once, when somebody subscribes. The owner is in the filter too, should a video ever change hands. */
export function response(ctx: Context<SubscriptionOnVideoStatusArgs>): null {
  stopOnError(ctx);
  const row = ctx.result as VideoRow | null;
  if (!row || !isOwner(row, caller(ctx).sub)) util.unauthorized();
  extensions.setSubscriptionFilter(
    util.transform.toSubscriptionFilter({
      videoId: { eq: ctx.args.videoId },
      ownerId: { eq: caller(ctx).sub },
    }),
  );
  return null;
}
