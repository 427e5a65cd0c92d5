import { extensions, util, type Context } from '@aws-appsync/utils';
import type { SubscriptionOnReactionsArgs } from '../generated/schema.ts';
import type { VideoRow } from '../model/video-row.ts';
import { maySee } from '../model/visibility.ts';
import { caller } from './steps/caller.ts';
import { getVideo } from './steps/get-video.ts';
import { stopOnError } from './steps/stop-on-error.ts';

export const request = (ctx: Context<SubscriptionOnReactionsArgs>) => getVideo(ctx.args.videoId);

/** Runs once, when somebody subscribes. */
export function response(ctx: Context<SubscriptionOnReactionsArgs>): null {
  stopOnError(ctx);
  const row = ctx.result as VideoRow | null;
  if (!row || !maySee(row, caller(ctx).sub)) util.unauthorized();
  extensions.setSubscriptionFilter(
    util.transform.toSubscriptionFilter({ videoId: { eq: ctx.args.videoId } }),
  );
  return null;
}
