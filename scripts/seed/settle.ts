import { setTimeout as delay } from 'node:timers/promises';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { countChange, type EngagementRow } from '../../model/engagement-row.ts';
import { isListed, position, shelf } from '../../model/shelves.ts';
import type { VideoRow } from '../../model/video-row.ts';
import { chunked } from './add-rows.ts';
import { getRows } from './batches.ts';
import type { Tables } from './tables.ts';

/** A video as it was seeded, and what people did with it. */
export interface Seeded {
  readonly video: VideoRow;
  readonly engagements: readonly EngagementRow[];
}

const CHUNK = 50;
const PAUSE_MS = 250;
/** Without any change for so long, nothing more is waited for. */
const PATIENCE_MS = 60_000;

/**
 * Waits until the streams have made shelves and counts of what was written. They go through the videos in about the
 * order in which these were written, so it is enough to look at a few at a time. False when they stand still.
 */
export async function settle(options: {
  readonly client: DynamoDBDocumentClient;
  readonly tables: Pick<Tables, 'Videos' | 'Shelves'>;
  readonly seeded: Iterable<Seeded>;
  readonly onDone?: (count: number) => void;
}): Promise<boolean> {
  const { client, tables, seeded, onDone } = options;
  for (const chunk of chunked(seeded, CHUNK)) {
    let left: readonly Seeded[] = chunk;
    let last = { missing: Infinity, since: performance.now() };
    for (;;) {
      const missing = await missingOf(client, tables, left);
      left = left.filter((_, index) => missing[index]! > 0);
      if (left.length === 0) break;
      const sum = missing.reduce((total, one) => total + one, 0);
      if (sum !== last.missing) last = { missing: sum, since: performance.now() };
      if (performance.now() - last.since > PATIENCE_MS) return false;
      await delay(PAUSE_MS);
    }
    onDone?.(chunk.length);
  }
  return true;
}

/** Videos that were not seeded but uploaded, to wait for them too. */
export async function uploaded(
  client: DynamoDBDocumentClient,
  { Videos }: Pick<Tables, 'Videos'>,
  ids: readonly string[],
): Promise<Seeded[]> {
  const found = await getRows(
    client,
    ids.map((id) => ({ table: Videos, key: { id } })),
  );
  return (found[Videos] ?? []).map((row) => ({ video: row as unknown as VideoRow, engagements: [] }));
}

/** Of each video: how many likes, ratings, views and places on the shelf of all videos are still to come. */
async function missingOf(
  client: DynamoDBDocumentClient,
  { Videos, Shelves }: Pick<Tables, 'Videos' | 'Shelves'>,
  chunk: readonly Seeded[],
): Promise<number[]> {
  const found = await getRows(
    client,
    chunk.flatMap(({ video }) => [
      { table: Videos, key: { id: video.id } },
      ...(video.publishedAt
        ? [{ table: Shelves, key: { shelf: shelf({}), position: position(video.publishedAt, video.id) } }]
        : []),
    ]),
  );
  const rows = new Map((found[Videos] ?? []).map((row) => [row['id'], row as unknown as VideoRow]));
  const listed = new Set((found[Shelves] ?? []).map((row) => row['videoId']));
  return chunk.map(({ video, engagements }) => {
    const row = rows.get(video.id);
    // It was deleted since.
    if (!row) return 0;
    return Number(isListed(row) && !listed.has(row.id)) + uncounted(row, engagements);
  });
}

/** Others may like it too. */
function uncounted(row: VideoRow, engagements: readonly EngagementRow[]): number {
  const expected = engagements.map((engagement) => countChange({}, engagement));
  const sum = (name: 'likes' | 'ratings' | 'views') => expected.reduce((total, one) => total + one[name], 0);
  return (
    Math.max(0, sum('likes') - (row.likeCount ?? 0)) +
    Math.max(0, sum('ratings') - (row.ratingCount ?? 0)) +
    Math.max(0, sum('views') - (row.viewCount ?? 0))
  );
}
