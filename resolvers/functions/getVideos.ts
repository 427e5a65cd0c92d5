import { runtime, type Context } from '@aws-appsync/utils';
import { batchGet } from '@aws-appsync/utils/dynamodb';
import type { VideoRow } from '../../model/video-row.ts';
import { takeBatch } from '../steps/batch.ts';
import { namedVideos } from '../steps/named.ts';
import { fillPage } from '../steps/page.ts';
import { showListed } from '../steps/show-video.ts';

/** Reads the videos that the list's round named. */
export function request(ctx: Context) {
  const ids = namedVideos(ctx).filter((id) => id !== null);
  if (ids.length === 0) runtime.earlyReturn(null);
  return batchGet({ tables: { [videosTable(ctx)]: { keys: ids.map((id) => ({ id })) } } });
}

export function response(ctx: Context): null {
  const rows = takeBatch<VideoRow>(ctx, videosTable(ctx));
  let read = 0;
  fillPage(
    ctx,
    namedVideos(ctx).map((id) => {
      if (id === null) return null;
      const row = rows[read];
      read += 1;
      // Lists are a moment behind the videos, and of a deleted one likes may be left.
      return row ? showListed(ctx, row) : null;
    }),
  );
  ctx.stash.named = [];
  return null;
}

const videosTable = (ctx: Context) => ctx.env['VIDEOS_TABLE'] ?? '';
