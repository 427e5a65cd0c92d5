import type { ShelfKey } from './shelves.ts';

/**
 * A row of the table `Shelves` beside the shelves themselves: where one video is, and by which version of it. It
 * changes together with the video's rows on the shelves, so whoever knows that it is unchanged knows that they are.
 */
export interface Placement extends ShelfKey {
  readonly videoId: string;
  /** How often the placement was written. */
  readonly revision: number;
  /** Of the video, when it was last looked at. */
  readonly version: number;
  readonly shelves: readonly string[];
  /** Where on each of them. */
  readonly place?: string;
  /** The video was deleted: whatever is still heard of it is late. */
  readonly deleted?: true;
  /** Epoch seconds, of a deleted video's: DynamoDB then drops it. */
  readonly expiresAt?: number;
}

/**
 * How long a deleted video is remembered, in seconds: 30 days. The stream keeps its records for a day, so nothing
 * that is late can come after it.
 */
export const DELETED_SECONDS = 30 * 24 * 3_600;

const PREFIX = 'VIDEO#';

/** No shelf has such a key: theirs begin otherwise. */
export const placementKey = (videoId: string): ShelfKey => ({ shelf: `${PREFIX}${videoId}`, position: '-' });

export const isPlacement = (row: ShelfKey): row is Placement => row.shelf.startsWith(PREFIX);

/** The video that a row of the table is about, by its key: what else the row says may be damaged. */
export const videoOf = ({ shelf, position }: ShelfKey) =>
  shelf.startsWith(PREFIX) ? shelf.slice(PREFIX.length) : position.slice(position.indexOf('#') + 1);
