import type { Listing } from '../../functions/project-catalog/listing.ts';
import { rowsOf, without } from '../../functions/project-catalog/plan.ts';
import { isPlacement, videoOf, type Placement } from '../../model/placement.ts';
import type { ShelfKey, ShelfRow } from '../../model/shelves.ts';
import { compare, newsOf, ownRows } from './compare.ts';
import type { CatalogueTables } from './tables.ts';

/*
 * Both look at a whole page with few calls, and the rows they read are not of one moment: beside the live stream they
 * may suspect too many, never too few.
 */

/** Videos of a page whose placement, or one of whose rows, seems not to be as it should be. */
export async function suspectVideos(
  listings: readonly Listing[],
  tables: CatalogueTables,
): Promise<string[]> {
  const placements = await tables.readPlacements(listings.map(({ videoId }) => videoId));
  const rows = Map.groupBy(await tables.readRows(listings.flatMap(rowsOf)), videoOf);
  return listings
    .filter((listing) => {
      const present = ownRows(rows.get(listing.videoId) ?? [], listing);
      return compare(listing, { placement: placements.get(listing.videoId), present });
    })
    .map(({ videoId }) => videoId);
}

/**
 * What no video seems to explain, by the video it stands for: rows on shelves where it does not belong; and the
 * placement, with no rows beside it, of one that is gone.
 */
export async function suspectRows(
  page: readonly (Placement | ShelfRow)[],
  tables: CatalogueTables,
): Promise<ReadonlyMap<string, readonly ShelfKey[]>> {
  const byVideo = Map.groupBy(page, videoOf);
  const images = await tables.readVideos([...byVideo.keys()]);
  const suspects = new Map<string, readonly ShelfKey[]>();
  for (const [videoId, found] of byVideo) {
    const news = newsOf(videoId, images.get(videoId));
    if (!news) continue;
    const strays = without<ShelfKey>(
      found.filter((row) => !isPlacement(row)),
      rowsOf(news),
    );
    const isLeft = 'deleted' in news && found.some((row) => isPlacement(row) && !row.deleted);
    if (strays.length > 0 || isLeft) suspects.set(videoId, strays);
  }
  return suspects;
}
