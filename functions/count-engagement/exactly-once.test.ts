import type { DynamoDBRecord } from 'aws-lambda';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { countChange, type EngagementRow } from '../../model/engagement-row.ts';
import type { VideoRow } from '../../model/video-row.ts';
import { NOW, silent, videosTable, videoRow, type TestTable } from '../shared/testing.ts';
import type { VideosTable } from '../shared/videos.ts';
import { countEngagement } from './count-engagement.ts';
import { record } from './testing.ts';

/*
 * Histories of several people and videos, over several shards, delivered as badly as Lambda may: again, halved,
 * overlapping, several shards at once, with crashes before and after each write and each publication.
 */
const PEOPLE = 4;
const SHARDS = 3;
const VIDEOS = ['one', 'two', 'gone'];

type Row = Partial<Pick<EngagementRow, 'likedAt' | 'stars' | 'viewedOn'>>;
/** What somebody does with a video; `null` takes everything back, as when their account is erased. */
interface Deed {
  readonly person: number;
  readonly video: string;
  readonly change: Row | null;
}
/** One invocation: from some records back behind what was done, over some more; and the side effect that fails. */
interface Delivery {
  readonly shard: number;
  readonly back: number;
  readonly length: number;
  readonly crash: { readonly call: number; readonly after: boolean } | undefined;
}

const change: fc.Arbitrary<Row | null> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom({ likedAt: 'now' }, { likedAt: undefined }) },
  {
    weight: 4,
    arbitrary: fc.record({ stars: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }) }),
  },
  { weight: 2, arbitrary: fc.record({ viewedOn: fc.constantFrom('2026-01-30', '2026-01-31') }) },
  { weight: 1, arbitrary: fc.constant(null) },
);
const deeds: fc.Arbitrary<Deed[]> = fc.array(
  fc.record({ person: fc.nat(PEOPLE - 1), video: fc.constantFrom(...VIDEOS), change }),
  { minLength: 1, maxLength: 40 },
);
const deliveries: fc.Arbitrary<Delivery[][]> = fc.array(
  // Those of one round run at once: one of each shard at most.
  fc.uniqueArray(
    fc.record({
      shard: fc.nat(SHARDS - 1),
      back: fc.nat(6),
      length: fc.integer({ min: 1, max: 12 }),
      crash: fc.option(fc.record({ call: fc.nat(3), after: fc.boolean() }), { nil: undefined }),
    }),
    { selector: ({ shard }) => shard, minLength: 1 },
  ),
  { maxLength: 12 },
);

let table: TestTable;
beforeAll(async () => {
  table = await videosTable();
});
afterAll(() => table.stop());

test('every engagement is counted exactly once, however its record is delivered', async () => {
  await fc.assert(
    fc.asyncProperty(deeds, deliveries, async (history, rounds) => {
      for (const id of VIDEOS) if (id !== 'gone') await table.put(videoRow({ id }));
      const { shards, expected } = written(history);
      const published: VideoRow[] = [];
      const positions = shards.map(() => 0);

      const deliver = async ({ shard, back, length, crash }: Delivery) => {
        const records = shards[shard]!;
        const from = Math.max(0, positions[shard]! - back);
        const failing = crashing(crash);
        const count = countEngagement({
          videos: failing.table(table),
          publish: (row) => failing.call(async () => void published.push(row)),
          logger: silent,
          now: () => NOW,
        });
        const done = await count({
          shardId: `shard ${shard}`,
          Records: records.slice(from, from + length),
        }).catch(failing.assertCrash);
        if (done) positions[shard] = Math.max(positions[shard]!, Math.min(from + length, records.length));
      };
      for (const round of rounds) await Promise.all(round.map(deliver));
      // In the end Lambda comes through.
      for (const [shard, { length }] of shards.entries())
        await deliver({ shard, back: 3, length: length + 3, crash: undefined });

      for (const id of VIDEOS) {
        const row = await table.get(id);
        if (id === 'gone') expect(row).toBeUndefined();
        else expect(countsOf(row!)).toEqual(expected.get(id));
        expectInOrder(
          published.filter((one) => one.id === id),
          row,
        );
      }
    }),
    { numRuns: 30 },
  );
}, 60_000);

/** The records that a history leaves in the shards, and a plain recount of the rows after it. */
function written(history: readonly Deed[]) {
  const shards: DynamoDBRecord[][] = Array.from({ length: SHARDS }, () => []);
  const rows = new Map<string, Row | undefined>();
  const views = new Map<string, number>();
  for (const [sequence, { person, video, change }] of history.entries()) {
    const key = `${person} ${video}`;
    const before = rows.get(key);
    const after = change ? { ...before, ...change } : undefined;
    rows.set(key, after);
    views.set(video, (views.get(video) ?? 0) + countChange(before, after).views);
    if (before || after) shards[person % SHARDS]!.push(record(video, sequence + 1, before, after));
  }
  const expected = new Map(
    VIDEOS.map((video) => {
      const of = [...rows].filter(([key]) => key.endsWith(` ${video}`)).map(([, row]) => row ?? {});
      const stars = of.flatMap((row) => row.stars ?? []);
      return [
        video,
        {
          likeCount: of.filter(({ likedAt }) => likedAt).length,
          ratingSum: stars.reduce((sum, one) => sum + one, 0),
          ratingCount: stars.length,
          viewCount: views.get(video) ?? 0,
        },
      ];
    }),
  );
  return { shards, expected };
}

const countsOf = ({ likeCount = 0, ratingSum = 0, ratingCount = 0, viewCount = 0 }: VideoRow) => ({
  ...{ likeCount, ratingSum, ratingCount, viewCount },
});

/** Each version says one thing, and the highest that was published says what the row says. */
function expectInOrder(published: readonly VideoRow[], row: VideoRow | undefined): void {
  const reactions = ({ likeCount = 0, ratingSum = 0, ratingCount = 0 }: VideoRow) =>
    `${likeCount} ${ratingSum} ${ratingCount}`;
  const said = new Map<number, string>();
  for (const one of published) {
    const version = one.reactionVersion ?? 0;
    expect(said.get(version) ?? reactions(one)).toBe(reactions(one));
    said.set(version, reactions(one));
  }
  const highest = Math.max(0, ...said.keys());
  expect(highest).toBe(row?.reactionVersion ?? 0);
  if (row && highest > 0) expect(said.get(highest)).toBe(reactions(row));
}

/** Lets one side effect fail: it is done and nobody hears of it, or it is not done. */
function crashing(crash: Delivery['crash']) {
  let calls = 0;
  let crashed = false;
  const call = async <T>(effect: () => Promise<T>): Promise<T> => {
    if (calls++ !== crash?.call) return effect();
    crashed = true;
    if (crash.after) await effect();
    throw new Error('crash');
  };
  return {
    call,
    table: ({ client, name }: VideosTable): VideosTable => ({
      name,
      client: new Proxy(client, {
        get: (target, member) =>
          member === 'send'
            ? (command: Parameters<typeof client.send>[0]) => call(() => target.send(command))
            : Reflect.get(target, member),
      }),
    }),
    assertCrash: (error: unknown) => {
      if (!crashed) throw error;
    },
  };
}
