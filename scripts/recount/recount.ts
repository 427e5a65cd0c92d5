import { lostCounts } from './lost.ts';
import {
  add,
  isCountable,
  isNothing,
  NOTHING,
  subtract,
  tallyOfRow,
  tallyOfVideo,
  type Image,
  type Tally,
} from './tally.ts';
import type { CountedVideo, CountTables } from './tables.ts';

export interface RecountOptions {
  readonly tables: CountTables;
  /** Only tell. */
  readonly check: boolean;
  /** Resolves once the stream must have what the tables had when it was called. */
  readonly settle: () => Promise<unknown>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** A video whose counts lacked something for good, and whether they have it now. */
export interface Lost {
  readonly videoId: string;
  readonly lost: Tally;
  readonly mended: boolean;
}

export interface Report {
  /** How many videos there are. */
  readonly videos: number;
  readonly lost: readonly Lost[];
  /** Videos with a count that is no number: left alone, until somebody puts it right. */
  readonly uncountable: readonly string[];
}

/**
 * Compares all counts with the rows that they are of. Where they differ a closer look tells what was lost from what is
 * still on its way, so people may go on liking and the stream may go on counting.
 */
export async function recount({ tables, check, settle, now }: RecountOptions): Promise<Report> {
  const { differing, ...compared } = await compare(tables);
  const seen = await look(tables, differing, settle);
  const lost: Lost[] = [];
  for (const { video, lost: missing } of seen) {
    if (isNothing(missing)) continue;
    const mended = !check && (await tables.add(video, missing, new Date(now()).toISOString()));
    lost.push({ videoId: video.id, lost: missing, mended });
  }
  return { ...compared, lost };
}

/** The videos whose counts are not what their rows say at first sight. */
async function compare(tables: CountTables) {
  const tallies = new Map<string, Tally>();
  for await (const row of tables.engagements()) {
    const videoId = String(row['videoId']);
    tallies.set(videoId, add(tallies.get(videoId) ?? NOTHING, tallyOfRow(row)));
  }
  let videos = 0;
  const differing = new Set<string>();
  const uncountable: string[] = [];
  for await (const video of tables.videos()) {
    videos += 1;
    const tally = tallies.get(video.id) ?? NOTHING;
    if (!isCountable(video)) uncountable.push(video.id);
    else if (!isNothing(subtract(tally, tallyOfVideo(video)))) differing.add(video.id);
  }
  return { videos, differing, uncountable };
}

/** What they have lost: their rows are read in the order that `lostCounts` asks for. */
async function look(tables: CountTables, ids: ReadonlySet<string>, settle: RecountOptions['settle']) {
  if (ids.size === 0) return [];
  const videos: CountedVideo[] = [];
  for (const id of ids) {
    const video = await tables.video(id);
    if (video) videos.push(video);
  }
  const rows = new Map<string, Map<string, Image>>([...ids].map((id) => [id, new Map()]));
  for await (const row of tables.engagements())
    rows.get(String(row['videoId']))?.set(String(row['userId']), row);
  await settle();
  const changes = await tables.changes(ids);
  return videos.map((video) => ({
    video,
    lost: lostCounts(video, rows.get(video.id) ?? new Map(), changes.get(video.id) ?? []),
  }));
}
