import { setTimeout as delay } from 'node:timers/promises';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { EngagementRow } from '../model/engagement-row.ts';
import { ownerVisibility } from '../model/keys.ts';
import type { VideoRow } from '../model/video-row.ts';
import { chunked } from '../scripts/seed/add-rows.ts';
import { getRows, putRows, PUTS_A_CALL } from '../scripts/seed/batches.ts';
import { userId } from '../scripts/seed/ids.ts';
import type { Tables } from '../scripts/seed/tables.ts';
import { videoRow } from '../scripts/seed/videos.ts';

const SEED = 'fans';
/** The viral video, and nine others that are known in one town only. */
export const ROWS_A_PERSON = 10;
const TOWN = 1_000;
const WORKERS = 4;
const PAUSE_MS = 100;
const PATIENCE_MS = 120_000;

/** People who all like one video, beside nine others each. */
export interface Fans {
  /** Ids of videos. */
  readonly viral: string;
  readonly unpopular: string;
  /** Adds the videos that so many people will like. */
  addVideos(people: number): Promise<void>;
  /** Adds people until there are so many, with all that they like. Answers with how many rows that were. */
  addUpTo(people: number): Promise<number>;
  /** Waits until the videos count every like. */
  counted(): Promise<void>;
}

export function createFans(client: DynamoDBDocumentClient, tables: Tables): Fans {
  const [unpopular, viral] = [unlisted(0), unlisted(1)];
  let people = 0;

  function* likes(from: number, to: number): Generator<EngagementRow> {
    const likedAt = new Date().toISOString();
    let videos: readonly string[] = [];
    for (let person = from; person < to; person += 1) {
      if (person === from || person % TOWN === 0) videos = [viral.id, ...videosOfTown(person)];
      const user = userId(SEED, person);
      for (const videoId of videos) yield { userId: user, videoId, likedAt };
    }
  }
  const put = async (table: string, rows: Iterable<object>) => {
    const chunks = chunked(rows, PUTS_A_CALL);
    const work = async () => {
      for (const chunk of chunks) await putRows(client, table, chunk);
    };
    await Promise.all(Array.from({ length: WORKERS }, work));
  };
  const counts = async () => {
    // The last ones written, and those that everybody wrote to.
    const ids = [viral.id, ...(people > 0 ? videosOfTown(people - 1) : [])];
    const places = ids.map((id) => ({ table: tables.Videos, key: { id } }));
    const rows = (await getRows(client, places))[tables.Videos] ?? [];
    return ids.map((id) => Number(rows.find((row) => row['id'] === id)?.['likeCount'] ?? 0));
  };

  return {
    ...{ viral: viral.id, unpopular: unpopular.id },
    async addVideos(most) {
      const count = 2 + Math.ceil(most / TOWN) * (ROWS_A_PERSON - 1);
      await put(
        tables.Videos,
        Array.from({ length: count }, (_, index) => unlisted(index)),
      );
    },
    async addUpTo(most) {
      const added = (most - people) * ROWS_A_PERSON;
      await put(tables.Engagements, likes(people, most));
      people = most;
      return added;
    },
    async counted() {
      let last = { counts: '', since: performance.now() };
      for (;;) {
        const now = await counts();
        const expected = now.map((_, index) => (index === 0 ? people : Math.min(people, TOWN)));
        // Those who measure may like it too, and their last unlike may not be counted yet.
        if (now.every((count, index) => count >= expected[index]!)) return;
        if (last.counts !== now.join()) last = { counts: now.join(), since: performance.now() };
        if (performance.now() - last.since > PATIENCE_MS)
          throw new Error(`Counts stand still at ${now.join(' and ')} of ${expected.join(' and ')}.`);
        await delay(PAUSE_MS);
      }
    },
  };
}

const videosOfTown = (person: number) =>
  Array.from(
    { length: ROWS_A_PERSON - 1 },
    (_, n) => unlisted(2 + Math.floor(person / TOWN) * (ROWS_A_PERSON - 1) + n).id,
  );

/** On no shelf, so that nothing but likes is at work; everybody may see it. */
function unlisted(index: number): VideoRow {
  const row = videoRow(SEED, index, 1);
  return {
    ...row,
    ...{ status: 'READY', visibility: 'UNLISTED' },
    ownerVisibility: ownerVisibility(row.ownerId, 'UNLISTED'),
  };
}
