import type { Context } from '@aws-appsync/utils';
import { query } from '@aws-appsync/utils/dynamodb';
import { shelf, type ShelfFilter, type ShelfRow } from '../../model/shelves.ts';
import { beginRound, takeRound } from '../steps/page.ts';
import { nameVideos } from '../steps/named.ts';

/** Reads a round of the shelf that `stash.filter` means. */
export const request = (ctx: Context) =>
  query({ ...beginRound(ctx), query: { shelf: { eq: shelf(ctx.stash.filter as ShelfFilter) } } });

export function response(ctx: Context): null {
  nameVideos(ctx, takeRound<ShelfRow>(ctx));
  return null;
}
