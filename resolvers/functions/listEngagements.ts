import type { Context } from '@aws-appsync/utils';
import { query } from '@aws-appsync/utils/dynamodb';
import type { EngagementRow } from '../../model/engagement-row.ts';
import { caller } from '../steps/caller.ts';
import { nameVideos } from '../steps/named.ts';
import { beginRound, takeRound } from '../steps/page.ts';

/** Reads a round of what the caller did, by the index that `stash.index` names: as it is now, their last tap included. */
export const request = (ctx: Context) =>
  query({
    ...beginRound(ctx),
    index: ctx.stash.index as string,
    query: { userId: { eq: caller(ctx).sub ?? '' } },
    consistentRead: true,
  });

export function response(ctx: Context): null {
  nameVideos(ctx, takeRound<EngagementRow>(ctx));
  return null;
}
