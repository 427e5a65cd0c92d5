import type { Context } from '@aws-appsync/utils';
import { isId } from '../../model/keys.ts';

/** What a list's round named, item by item, still to be read; null for an item that names no video. */
export const namedVideos = (ctx: Context): (string | null)[] => (ctx.stash.named ?? []) as (string | null)[];

/**
 * Notes the videos that a round's rows name. DynamoDB refuses a whole read for one key that no video can have, and for
 * one that comes twice: such a row is left out, and said in the log.
 */
export function nameVideos(ctx: Context, rows: { readonly videoId: string }[]): void {
  const ids = rows.map(({ videoId }) => videoId);
  ctx.stash.named = rows.map((row, index) => {
    if (isId(row.videoId) && ids.indexOf(row.videoId) === index) return row.videoId;
    console.error('A row of a list names no video, or one again:', row);
    return null;
  });
}
