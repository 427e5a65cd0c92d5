import { util, type Context } from '@aws-appsync/utils';
import { isInFeed } from '../../model/feed.ts';
import type { ShelfFilter } from '../../model/shelves.ts';
import type { VideoRow } from '../../model/video-row.ts';
import { videoView, type VideoView } from '../../model/video-view.ts';
import { maySee } from '../../model/visibility.ts';
import { malformedVideo } from '../../model/well-formed.ts';
import { caller } from './caller.ts';

/** A row as the API shows it to the caller. Null, and a line in the log, for one that the API could not show. */
export function showVideo(ctx: Context, row: VideoRow): VideoView | null {
  const faults = malformedVideo(row as unknown as Record<string, unknown>);
  if (faults.length === 0) return videoView(row, ctx.env['DELIVERY_ORIGIN'] ?? '', caller(ctx).sub);
  console.error(`The video ${row.id} is malformed: ${faults.join(', ')}`);
  return null;
}

/** The same for a row that is a mutation's answer. To the API a malformed one is no video, whoever asks. */
export function requireShown(ctx: Context, row: VideoRow): VideoView {
  const video = showVideo(ctx, row);
  if (!video) noSuchVideo();
  return video as VideoView;
}

/** The same words for what is not there, what cannot be shown, and what is somebody else's. */
export const noSuchVideo = () => util.error('There is no such video.', 'NotFound');

/**
 * A row of a list as the API shows it; null for one that does not belong there, too: in public lists, which have a
 * `stash.filter`, stands what fits it, in a person's own what they may see.
 */
export function showListed(ctx: Context, row: VideoRow): VideoView | null {
  const { filter } = ctx.stash as { filter?: ShelfFilter };
  const video = showVideo(ctx, row);
  return video && (filter ? isInFeed(video, filter) : maySee(video, caller(ctx).sub)) ? video : null;
}
