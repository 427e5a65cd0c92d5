import { changeTo, rowsOf, without, type Change } from '../../functions/project-catalog/plan.ts';
import type { ShelfKey } from '../../model/shelves.ts';
import { compare, newsOf, ownRows, type Difference } from './compare.ts';
import type { CatalogueTables } from './tables.ts';

export interface MendOptions {
  readonly tables: CatalogueTables;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
}

/** How often a video is looked at while others change it, and the longest wait between, in milliseconds. */
const TRIES = 20;
const WAIT_MS = 200;

/**
 * Makes what is derived of one video follow its row, by the same guarded write as the stream's function.
 *
 * @param suspects rows of the video's that nothing seemed to explain
 * @returns what differed; undefined when, looked at closely, nothing did
 */
export async function mend(
  videoId: string,
  suspects: readonly ShelfKey[],
  options: MendOptions,
): Promise<Difference | undefined> {
  for (let tried = 0; tried < TRIES; tried += 1) {
    if (tried > 0) await options.sleep(Math.random() * WAIT_MS);
    const seen = await look(videoId, suspects, options);
    if (!seen) return undefined;
    if (await options.tables.placements.apply(seen.change)) return seen.difference;
  }
  throw new Error(`Others keep changing where the video ${videoId} is.`);
}

/** What differs, and what would have to be written; undefined when nothing does. */
export async function look(
  videoId: string,
  suspects: readonly ShelfKey[],
  { tables, now }: Pick<MendOptions, 'tables' | 'now'>,
): Promise<{ difference: Difference; change: Change } | undefined> {
  // First the placement, then the row: it is at least as new as whatever the placement was made from. So it may
  // overrule any placement, a deleted video's as well, as long as nobody has written to that one meanwhile.
  const placement = await tables.placements.read(videoId);
  const news = newsOf(videoId, (await tables.readVideos([videoId])).get(videoId));
  if (!news) return undefined;
  const keys = without([...rowsOf(news), ...rowsOf(placement), ...suspects], []);
  const present = ownRows(await tables.readRows(keys), news);
  const difference = compare(news, { placement, present });
  return difference && { difference, change: changeTo(news, { placement, present, now: now() }) };
}
