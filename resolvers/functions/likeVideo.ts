import { util, type Context } from '@aws-appsync/utils';
import { engage } from '../steps/engage.ts';

/** Who likes a video already goes on liking it since then. */
export const request = (ctx: Context) =>
  engage(ctx, 'SET likedAt = if_not_exists(likedAt, :now)', { ':now': util.time.nowISO8601() });

export { response } from '../steps/engage.ts';
