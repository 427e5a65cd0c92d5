import { listingOf } from '../../functions/project-catalog/listing.ts';
import type { ShelfKey } from '../../model/shelves.ts';
import type { Difference } from './compare.ts';
import { look, mend, type MendOptions } from './mend.ts';
import { suspectRows, suspectVideos } from './suspects.ts';
import type { Segment } from './tables.ts';

export interface RebuildOptions extends MendOptions {
  /** Only tell what differs. */
  readonly check: boolean;
  /** How many parts of a table are read at the same time. */
  readonly segments: number;
  readonly progress: Readonly<Record<'videos' | 'rows', Progress>>;
}

/** Who is told how far the reading of a table has come. */
export interface Progress {
  begin(): void;
  advance(count: number): void;
}

/** What was seen, and what differed. */
export interface Report {
  videos: number;
  rows: number;
  differing: number;
  /** The first of them: it may be millions. */
  readonly differences: Difference[];
  /** Videos whose id or version cannot be read: nothing can be derived of them, and nothing is done to them. */
  readonly unreadable: string[];
}

/** How many differences are told of one by one; and when nothing is to be mended, so many are looked at again. */
const TOLD = 1_000;
/** How long what differs has to follow its row before it is told of, in milliseconds: the stream takes a moment. */
const GRACE_MS = 5_000;
/** DynamoDB writes at most 100 rows in one transaction: of a video's strays so many go at once. */
const STRAYS_AT_ONCE = 40;

/**
 * Compares all that is derived of the videos with their rows, and mends it. It may run beside the stream's function:
 * both write only over the placement that they have read.
 */
export async function rebuild(options: RebuildOptions): Promise<Report> {
  const { tables, check, segments, progress } = options;
  const report: Report = { videos: 0, rows: 0, differing: 0, differences: [], unreadable: [] };
  const tell = (difference: Difference | undefined) => {
    if (!difference) return;
    report.differing += 1;
    if (report.differences.length < TOLD) report.differences.push(difference);
  };

  const doubtful = new Map<string, readonly ShelfKey[]>();
  const suspect = async (videoId: string, strays: readonly ShelfKey[]) => {
    if (!check) for (const some of chunks(strays, STRAYS_AT_ONCE)) tell(await mend(videoId, some, options));
    else if (doubtful.has(videoId) || doubtful.size < TOLD)
      doubtful.set(videoId, [...(doubtful.get(videoId) ?? []), ...strays].slice(0, STRAYS_AT_ONCE));
    else report.differing += 1;
  };

  progress.videos.begin();
  await inSegments(segments, async (segment) => {
    for await (const images of tables.scanVideos(segment)) {
      const listings = images.flatMap((image) => {
        const listing = listingOf(image);
        if (!listing) report.unreadable.push(image['id']!.S!);
        return listing ?? [];
      });
      for (const videoId of await suspectVideos(listings, tables)) await suspect(videoId, []);
      report.videos += images.length;
      progress.videos.advance(report.videos);
    }
  });
  progress.rows.begin();
  await inSegments(segments, async (segment) => {
    for await (const page of tables.scanShelves(segment)) {
      for (const [videoId, strays] of await suspectRows(page, tables)) await suspect(videoId, strays);
      report.rows += page.length;
      progress.rows.advance(report.rows);
    }
  });

  if (doubtful.size > 0) await options.sleep(GRACE_MS);
  for (const [videoId, strays] of doubtful) tell((await look(videoId, strays, options))?.difference);
  return report;
}

const inSegments = (of: number, work: (segment: Segment) => Promise<void>) =>
  Promise.all(Array.from({ length: of }, (_, number) => work({ number, of })));

/** At least one, if only an empty one. */
const chunks = <T>(items: readonly T[], size: number): (readonly T[])[] =>
  Array.from({ length: Math.max(1, Math.ceil(items.length / size)) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
