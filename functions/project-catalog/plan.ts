import { DELETED_SECONDS, placementKey, type Placement } from '../../model/placement.ts';
import type { ShelfKey, ShelfRow } from '../../model/shelves.ts';
import type { Listing } from './listing.ts';

/** The video's row is gone, for good: an id is never used again. */
export interface Deletion {
  readonly videoId: string;
  readonly deleted: true;
}

export type News = Listing | Deletion;

/** What has to be written, all of it or nothing, and only over the placement that it was decided by. */
export interface Change {
  readonly from: Placement | undefined;
  readonly to: Placement;
  readonly puts: readonly ShelfRow[];
  readonly deletes: readonly ShelfKey[];
}

/** What news that may be late, or come again, has to change: nothing, unless it is newer than the placement. */
export function plan(placement: Placement | undefined, news: News, now: number): Change | undefined {
  if (placement && !isNewer(news, placement)) return undefined;
  return changeTo(news, { placement, present: rowsOf(placement), now });
}

const isNewer = (news: News, placement: Placement) =>
  !placement.deleted && (isDeletion(news) || news.version > placement.version);

export const isDeletion = (news: News): news is Deletion => 'deleted' in news;

/**
 * What makes the shelves say `news`.
 *
 * @param now epoch milliseconds
 * @param present the video's rows on shelves, as far as they are known
 */
export function changeTo(
  news: News,
  {
    placement,
    present,
    now,
  }: { placement: Placement | undefined; present: readonly ShelfKey[]; now: number },
): Change {
  const { videoId } = news;
  const revision = (placement?.revision ?? 0) + 1;
  const common = { ...placementKey(videoId), videoId, revision };
  const to: Placement = isDeletion(news)
    ? {
        ...common,
        ...{ version: placement?.version ?? 0, shelves: [], deleted: true },
        expiresAt: Math.floor(now / 1_000) + DELETED_SECONDS,
      }
    : { ...common, ...news };
  const rows = rowsOf(to);
  return { from: placement, to, puts: without(rows, present), deletes: without(present, rows) };
}

/** The rows on shelves that a placement, or news, stands for. */
export const rowsOf = (placed: (Pick<Listing, 'videoId'> & Partial<Listing>) | undefined): ShelfRow[] => {
  const { videoId, shelves = [], place: position } = placed ?? { videoId: '' };
  return position === undefined ? [] : shelves.map((shelf) => ({ shelf, position, videoId }));
};

/** Those of `keys` that are not among `others`, each once. */
export function without<Key extends ShelfKey>(keys: readonly Key[], others: readonly ShelfKey[]): Key[] {
  const taken = new Set(others.map(nameOf));
  return keys.filter((key) => !taken.has(nameOf(key)) && taken.add(nameOf(key)));
}

/** Positions hold no line break. */
const nameOf = ({ shelf, position }: ShelfKey) => `${position}\n${shelf}`;
