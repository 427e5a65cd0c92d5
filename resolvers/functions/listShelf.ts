import { runtime, type Context } from '@aws-appsync/utils';
import { query } from '@aws-appsync/utils/dynamodb';
import type { ShelfRow } from '../../model/shelves.ts';
import { missing, nextRound, pageOf, takeRound } from '../steps/page.ts';

/** Reads on along the shelf that `stash.shelf` names, as long as videos are missing. */
export function request(ctx: Context) {
  const page = pageOf(ctx);
  if (missing(page) === 0) runtime.earlyReturn(null);
  return query({ ...nextRound(page), query: { shelf: { eq: ctx.stash.shelf as string } } });
}

export function response(ctx: Context) {
  pageOf(ctx).ids = takeRound<ShelfRow>(ctx).map(({ videoId }) => videoId);
  return null;
}
