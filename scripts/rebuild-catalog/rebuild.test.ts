import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { listingOf, type Image } from '../../functions/project-catalog/listing.ts';
import { rowsOf } from '../../functions/project-catalog/plan.ts';
import { projectCatalog } from '../../functions/project-catalog/project-catalog.ts';
import { placementKey } from '../../model/placement.ts';
import type { ShelfRow } from '../../model/shelves.ts';
import { mend } from './mend.ts';
import { rebuild, type RebuildOptions } from './rebuild.ts';
import { imageOf, keyOf, memoryTables, recordOf, type MemoryTables } from './testing.ts';

const NOW = Date.parse('2026-01-31T09:30:00.000Z');
const silent = { error: () => {} };

const unseen = { begin: () => {}, advance: () => {} };

const options = (tables: MemoryTables, more: Partial<RebuildOptions> = {}): RebuildOptions => ({
  ...{ tables, check: false, segments: 1, progress: { videos: unseen, rows: unseen } },
  ...{ now: () => NOW, sleep: async () => {} },
  ...more,
});

/** What a video may be like; every second one is on shelves. */
const state = fc.record({
  kind: fc.constantFrom('SHORT', 'LONG'),
  genres: fc.uniqueArray(fc.constantFrom('Drama', 'drama', 'Sci-fi / Noir', ''), { maxLength: 3 }),
  language: fc.option(fc.constantFrom('en', 'pt-BR'), { nil: undefined }),
  visibility: fc.constantFrom('PUBLIC', 'PUBLIC', 'PRIVATE', 'UNLISTED'),
  status: fc.constantFrom('READY', 'READY', 'READY', 'PROCESSING'),
  publishedAt: fc.constantFrom(
    '2026-01-31T09:00:00.000Z',
    '2026-01-31T09:00:00.001Z',
    'yesterday',
    undefined,
  ),
});
type State = typeof state extends fc.Arbitrary<infer T> ? T : never;

type Step =
  | { readonly id: string; readonly write: State }
  /** A count: the version stays. */
  | { readonly id: string; readonly likes: number }
  | { readonly id: string; readonly remove: true };

/** Few videos and few states: so they often return to what they were. */
const steps: fc.Arbitrary<Step[]> = fc.array(state, { minLength: 2, maxLength: 3 }).chain((states) => {
  const id = fc.constantFrom('one', 'one', 'one', 'two');
  return fc.array(
    fc.oneof(
      { weight: 8, arbitrary: fc.record({ id, write: fc.constantFrom(...states) }) },
      { weight: 1, arbitrary: fc.record({ id, likes: fc.nat(9) }) },
      { weight: 1, arbitrary: fc.record({ id, remove: fc.constant(true as const) }) },
    ),
    { minLength: 1, maxLength: 10 },
  );
});

/** A history of rows: what each step found and left. Ids are not used again. */
function historyOf(
  taken: readonly Step[],
): { id: string; before: Image | undefined; after: Image | undefined }[] {
  const rows = new Map<string, object & { version: number }>();
  const gone = new Set<string>();
  return taken.flatMap((one) => {
    const { id } = one;
    const row = rows.get(id);
    if (gone.has(id) || (!row && !('write' in one))) return [];
    const before = row && imageOf(row);
    if ('remove' in one) {
      rows.delete(id);
      gone.add(id);
      return { id, before, after: undefined };
    }
    const version = row?.version ?? 0;
    const next =
      'write' in one
        ? { ...row, ...one.write, id, version: version + 1 }
        : { ...row, version, likeCount: one.likes };
    rows.set(id, next);
    return { id, before, after: imageOf(next) };
  });
}

/** What a rebuild from nothing makes of the videos. */
async function fromScratch(videos: ReadonlyMap<string, Image>): Promise<ShelfRow[]> {
  const tables = memoryTables();
  for (const [id, image] of videos) tables.videos.set(id, image);
  await rebuild(options(tables));
  return tables.shelved();
}

describe('the shelves', () => {
  test('equal a rebuild from scratch, however the stream came and whatever ran beside it', async () => {
    await fc.assert(
      fc.asyncProperty(
        steps,
        fc.infiniteStream(fc.nat()),
        fc.constantFrom(1, 2, 4),
        fc.scheduler(),
        async (taken, random, batchSize, scheduler) => {
          const turn = () => scheduler.schedule(Promise.resolve());
          const tables = memoryTables(turn);
          const changes = historyOf(taken);
          const records = changes.map(({ id, before, after }, index) => recordOf(index, id, before, after));
          const written = changes.map(() => Promise.withResolvers<void>());

          const write = async () => {
            for (const [index, { id, after }] of changes.entries()) {
              await turn();
              if (after) tables.videos.set(id, after);
              else tables.videos.delete(id);
              written[index]!.resolve();
            }
          };
          const project = projectCatalog({
            ...{ placements: tables.placements, logger: silent, now: () => NOW, sleep: turn },
          });
          /** Lambda gives a batch again until nothing of it failed; every worker has records of its own. */
          const deliver = async (batch: readonly number[]) => {
            for (const index of batch) await written[index]!.promise;
            let failed = 1;
            while (failed > 0)
              failed = (await project({ Records: batch.map((index) => records[index]!) })).batchItemFailures
                .length;
          };
          // Each at least once, some twice, in any order.
          const twice = [...records.keys()].filter(() => random.next().value % 2 === 0);
          const order = [...records.keys(), ...twice]
            .map((index) => [random.next().value, index] as const)
            .sort(([one], [other]) => one - other)
            .map(([, index]) => index);
          const batches = order.flatMap((_, index) =>
            index % batchSize === 0 ? [order.slice(index, index + batchSize)] : [],
          );
          const all = Promise.all([
            write(),
            ...batches.map(deliver),
            rebuild(options(tables, { sleep: turn })),
            rebuild(options(tables, { sleep: turn })),
          ]);
          await scheduler.waitFor(all);

          const settled = memoryTables();
          for (const [id, image] of tables.videos) settled.videos.set(id, image);
          for (const [key, row] of tables.rows) settled.rows.set(key, row);
          expect(settled.shelved()).toEqual(await fromScratch(tables.videos));
          expect(settled.shelved()).toEqual(
            [...tables.videos.values()]
              .flatMap((image) => rowsOf(listingOf(image)))
              .sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1)),
          );
          expect(await rebuild(options(settled, { check: true }))).toMatchObject({ differing: 0 });
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

const published = (id: string, more: object = {}) =>
  imageOf({
    ...{ id, version: 3, kind: 'SHORT', genres: ['Drama'], language: 'en', visibility: 'PUBLIC' },
    ...{ status: 'READY', publishedAt: '2026-01-31T09:00:00.000Z', ...more },
  });

/** Two videos on their shelves. */
async function wellKept(): Promise<MemoryTables> {
  const tables = memoryTables();
  for (const id of ['one', 'two']) tables.videos.set(id, published(id));
  await rebuild(options(tables));
  return tables;
}

const STRAY = { shelf: 'FEED/g:western', position: '2026-01-31T09:00:00.000Z#one', videoId: 'one' };
const NOBODYS = { shelf: 'FEED', position: '2026-01-31T09:00:00.000Z#absent', videoId: 'absent' };
const HOME = keyOf(placementKey('one'));

describe('a rebuild', () => {
  test('finds nothing where all is well, and writes nothing', async () => {
    const tables = await wellKept();
    const before = structuredClone([...tables.rows]);
    expect(await rebuild(options(tables))).toEqual({
      ...{ videos: 2, rows: 18, differing: 0, differences: [], unreadable: [] },
    });
    expect([...tables.rows]).toEqual(before);
  });

  test.each<[string, (tables: MemoryTables) => void, object]>([
    [
      'a row that is missing',
      ({ rows }) => rows.delete('FEED 2026-01-31T09:00:00.000Z#one'),
      { missing: ['FEED'] },
    ],
    ['a row too many', ({ rows }) => rows.set(keyOf(STRAY), STRAY), { stray: [STRAY.shelf] }],
    [
      'a row of a video that is not there',
      ({ rows }) => rows.set(keyOf(NOBODYS), NOBODYS),
      { videoId: 'absent' },
    ],
    [
      'a row that leads to another video',
      ({ rows }) => {
        const key = 'FEED 2026-01-31T09:00:00.000Z#one';
        rows.set(key, { ...rows.get(key)!, videoId: 'two' });
      },
      { videoId: 'one', missing: ['FEED'] },
    ],
    ['a placement that is missing', ({ rows }) => rows.delete(HOME), { misplaced: true }],
    [
      'a placement from the future',
      ({ rows }) => rows.set(HOME, { ...rows.get(HOME)!, version: 1_000_000 }),
      { misplaced: true },
    ],
    [
      'a placement that is damaged',
      ({ rows }) => rows.set(HOME, { ...placementKey('one') }),
      { misplaced: true },
    ],
    [
      'a video that vanished unheard',
      ({ videos }) => videos.delete('one'),
      { videoId: 'one', misplaced: true },
    ],
    [
      'a video that was hidden unheard',
      ({ videos }) => videos.set('one', published('one', { version: 4, visibility: 'PRIVATE' })),
      { videoId: 'one', misplaced: true },
    ],
    [
      'a row that broke',
      ({ videos }) => videos.set('one', published('one', { version: 4, kind: 'MEDIUM' })),
      { videoId: 'one', misplaced: true },
    ],
  ])('finds and mends %s', async (_name, damage, difference) => {
    const tables = await wellKept();
    damage(tables);
    const damaged = structuredClone([...tables.rows]);
    expect(await rebuild(options(tables, { check: true }))).toMatchObject({
      differing: 1,
      differences: [difference],
    });
    expect([...tables.rows]).toEqual(damaged);

    expect(await rebuild(options(tables))).toMatchObject({ differing: 1, differences: [difference] });
    expect(tables.shelved()).toEqual(await fromScratch(tables.videos));
    expect(await rebuild(options(tables, { check: true }))).toMatchObject({ differing: 0 });
  });

  test('does not undo what the stream did while it looked', async () => {
    const tables = await wellKept();
    tables.rows.delete('FEED 2026-01-31T09:00:00.000Z#one');
    const before = tables.videos.get('one')!;
    const after = published('one', { version: 4, visibility: 'PRIVATE' });
    const project = projectCatalog({
      ...{ placements: tables.placements, logger: silent, now: () => NOW, sleep: async () => {} },
    });
    let looks = 0;
    const meanwhile: MemoryTables = {
      ...tables,
      async readVideos(ids) {
        const found = await tables.readVideos(ids);
        looks += 1;
        if (looks === 1) {
          tables.videos.set('one', after);
          await project({ Records: [recordOf(1, 'one', before, after)] });
        }
        return found;
      },
    };
    expect(await mend('one', [], options(meanwhile))).toBeUndefined();
    expect(looks).toBe(2);
    expect(tables.shelved()).toEqual(await fromScratch(tables.videos));
  });

  test('removes more strays than go into one transaction', async () => {
    const tables = await wellKept();
    for (let index = 0; index < 150; index += 1) {
      const row = { ...STRAY, shelf: `FEED/g:${index}` };
      tables.rows.set(keyOf(row), row);
    }
    await rebuild(options(tables));
    expect(tables.shelved()).toEqual(await fromScratch(tables.videos));
  });

  test('brings back a video that an operator restored', async () => {
    const tables = await wellKept();
    const image = tables.videos.get('one')!;
    tables.videos.delete('one');
    await rebuild(options(tables));
    expect(tables.rows.get(HOME)).toMatchObject({ deleted: true });
    tables.videos.set('one', image);
    await rebuild(options(tables));
    expect(tables.shelved()).toEqual(await fromScratch(tables.videos));
  });

  test('leaves alone what it cannot read, and says so', async () => {
    const tables = await wellKept();
    tables.videos.set('one', { ...published('one'), version: { S: 'three' } });
    const before = structuredClone([...tables.rows]);
    expect(await rebuild(options(tables))).toMatchObject({ differing: 0, unreadable: ['one'] });
    expect([...tables.rows]).toEqual(before);
  });

  test('does not tell of what the stream is about to do', async () => {
    const tables = await wellKept();
    tables.videos.set('one', published('one', { version: 4, language: 'pt' }));
    const sleep = async () => void (await rebuild(options(tables)));
    expect(await rebuild(options(tables, { check: true, sleep }))).toMatchObject({ differing: 0 });
  });
});
