import { runtime, util, type Context } from '@aws-appsync/utils';
import { batchGet } from '@aws-appsync/utils/dynamodb';
import { UNAVAILABLE } from '../../model/errors.ts';
import { shelvesOf } from '../../model/shelves.ts';
import type { VideoRow } from '../../model/video-row.ts';
import { maySee } from '../../model/visibility.ts';
import { caller } from '../steps/caller.ts';
import { pageOf } from '../steps/page.ts';
import { showVideo } from '../steps/show-video.ts';
import { stopOnError } from '../steps/stop-on-error.ts';

/** Reads the videos that the list's round named. */
export function request(ctx: Context) {
  const { ids } = pageOf(ctx);
  if (ids.length === 0) runtime.earlyReturn(null);
  return batchGet({ tables: { [videosTable(ctx)]: { keys: ids.map((id) => ({ id })) } } });
}

/**
 * Adds to the page what may be shown now. Lists are a moment behind the videos: what was hidden, changed or deleted
 * meanwhile is left out.
 */
export function response(ctx: Context) {
  stopOnError(ctx);
  const page = pageOf(ctx);
  const { data, unprocessedKeys } = ctx.result as {
    data: Record<string, (VideoRow | null)[]>;
    unprocessedKeys?: Record<string, unknown[]> | null;
  };
  const left = unprocessedKeys?.[videosTable(ctx)] ?? [];
  if (left.length > 0) util.error(UNAVAILABLE, 'Unavailable');
  const rows = data[videosTable(ctx)] ?? [];
  page.ids.forEach((id) => {
    const row = rows.find((candidate) => candidate?.id === id);
    const video = row && showVideo(row);
    if (row && video && isOfList(ctx, row)) page.videos.push(video);
  });
  page.ids = [];
  return null;
}

const videosTable = (ctx: Context) => ctx.env['VIDEOS_TABLE'] ?? '';

/** A feed shows what belongs on its shelf; a person's own list what they may see. */
function isOfList(ctx: Context, row: VideoRow) {
  const { shelf } = ctx.stash as { shelf?: string };
  return shelf ? shelvesOf(row).indexOf(shelf) > -1 : maySee(row, caller(ctx).sub);
}
