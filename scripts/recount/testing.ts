import {
  cursorAt,
  cursorName,
  cursorOf,
  isCounted,
  sortable,
} from '../../functions/count-engagement/cursors.ts';
import { videoRow } from '../../functions/shared/testing.ts';
import type { SeenChange } from './lost.ts';
import { add, NOTHING, subtract, tallyOfRow, tallyOfVideo, type Image, type Tally } from './tally.ts';
import type { CountedVideo, CountTables } from './tables.ts';

/*
 * For tests alone: one video, people who engage with it, the stream of their rows, and whoever counts it.
 */
const SHARDS = 2;
const ID = 'video';

/** What happens at some moment. */
export type Happening =
  | { readonly person: number; readonly row: Image | undefined }
  /** The next records of a shard are counted, or given up. */
  | { readonly shard: number; readonly records: number; readonly givenUp: boolean };

export interface World {
  happen(happening: Happening): void;
  /** Counts all that is still to be counted. */
  countAll(): void;
  /** What the video's row says, and what it should say. */
  counts(): Tally;
  wanted(): Tally;
  /** Before everything that is read or written, `meanwhile` is called. */
  tables(meanwhile: () => void): CountTables;
}

export function createWorld(): World {
  const rows = new Map<string, Image>();
  const shards: SeenChange[][] = Array.from({ length: SHARDS }, () => []);
  const positions = shards.map(() => 0);
  let video: CountedVideo = videoRow({ id: ID });
  let sequence = 0;

  function engage(person: number, after: Image | undefined): void {
    const [userId, shard] = [`${person}`, person % SHARDS];
    const before = rows.get(userId);
    if (after) rows.set(userId, after);
    else rows.delete(userId);
    sequence += 1;
    shards[shard]!.push({ shardId: `${shard}`, sequence: sortable(`${sequence}`), userId, before, after });
  }

  function count(shard: number, records: number, givenUp: boolean): void {
    const batch = shards[shard]!.slice(positions[shard]).slice(0, records);
    positions[shard]! += batch.length;
    if (givenUp) return;
    for (const { sequence, before, after } of batch) {
      if (isCounted(sequence, cursorOf(video, `${shard}`))) throw new Error('counted twice');
      raise(subtract(tallyOfRow(after), tallyOfRow(before)));
      video = { ...video, [cursorName(`${shard}`)]: cursorAt(sequence, 0) };
    }
  }

  function raise(by: Tally): void {
    const { likes, ratingSum, ratings } = add(tallyOfVideo(video), by);
    video = { ...video, likeCount: likes, ratingSum, ratingCount: ratings };
  }

  return {
    happen: (happening) =>
      'person' in happening
        ? engage(happening.person, happening.row)
        : count(happening.shard, happening.records, happening.givenUp),
    countAll: () => shards.forEach(({ length }, shard) => count(shard, length, false)),
    counts: () => tallyOfVideo(video),
    wanted: () => [...rows.values()].map(tallyOfRow).reduce((sum, one) => add(sum, one), NOTHING),
    tables: (meanwhile) => ({
      async *videos() {
        meanwhile();
        yield { ...video };
      },
      async video() {
        meanwhile();
        return video;
      },
      async *engagements() {
        for (const userId of [...rows.keys()]) {
          meanwhile();
          const row = rows.get(userId);
          if (row) yield { ...row, userId, videoId: ID };
        }
      },
      async changes() {
        meanwhile();
        return new Map([[ID, shards.flat()]]);
      },
      async add({ recountedAt }, lost, at) {
        meanwhile();
        if (video.recountedAt !== recountedAt) return false;
        raise(lost);
        video = { ...video, recountedAt: at };
        return true;
      },
    }),
  };
}
