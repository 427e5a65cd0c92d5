import { listingOf, saysTheSame, type Image } from '../../functions/project-catalog/listing.ts';
import { isDeletion, rowsOf, without, type News } from '../../functions/project-catalog/plan.ts';
import type { Placement } from '../../model/placement.ts';
import type { ShelfRow } from '../../model/shelves.ts';

/** Where the derived rows of one video are not what its row says. */
export interface Difference {
  readonly videoId: string;
  /** Shelves that it should be on. */
  readonly missing: readonly string[];
  /** Shelves that it should not be on, or elsewhere. */
  readonly stray: readonly string[];
  /** Whether its placement would mislead what comes next. */
  readonly misplaced: boolean;
}

/** What is derived of one video, as it was read. */
export interface Derived {
  readonly placement: Placement | undefined;
  /** Of its rows on shelves all those that were looked for and are there. */
  readonly present: readonly ShelfRow[];
}

/** What the row of a video, or its absence, says. Undefined when it cannot be read. */
export const newsOf = (videoId: string, image: Image | undefined): News | undefined =>
  image ? listingOf(image) : { videoId, deleted: true };

/** Undefined when what is derived is as it should be. */
export function compare(news: News, { placement, present }: Derived): Difference | undefined {
  const rows = rowsOf(news);
  const missing = without(rows, present).map(({ shelf }) => shelf);
  const stray = without(present, rows).map(({ shelf }) => shelf);
  const misplaced = !isPlaced(news, placement);
  const isDifferent = missing.length > 0 || stray.length > 0 || misplaced;
  return isDifferent ? { videoId: news.videoId, missing, stray, misplaced } : undefined;
}

/**
 * A video that was never listed needs no placement, nor does one that is long gone. A placement may be older than the
 * row, when nothing changed that matters; one that is newer than the row would keep out what comes next.
 */
function isPlaced(news: News, placement: Placement | undefined): boolean {
  if (isDeletion(news)) return !placement || placement.deleted === true;
  if (!placement) return news.shelves.length === 0;
  return !placement.deleted && placement.version <= news.version && saysTheSame(placement, news);
}

/** A row that leads to another video is as good as missing; where none must be, it is a row whatever it leads to. */
export const ownRows = (rows: readonly ShelfRow[], news: News): ShelfRow[] => [
  ...rows.filter(({ videoId }) => videoId === news.videoId),
  ...without(rows, rowsOf(news)),
];
