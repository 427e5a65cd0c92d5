import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { captionsAttributes, captionsOf } from '../../model/captions.ts';
import { captionsKey, captionsUploadKey } from '../../model/keys.ts';
import type { VideoRow } from '../../model/video-row.ts';
import { ID, NOW, silent, videoRow, videosTable, type TestTable } from '../shared/testing.ts';
import type { VideosTable } from '../shared/videos.ts';
import type { CaptionsFiles } from './captions-files.ts';
import { processCaptions } from './process-captions.ts';

let table: TestTable;
beforeAll(async () => {
  table = await videosTable();
});
afterAll(() => table.stop());

/** Both buckets, by key. */
const objects = new Map<string, string>();
/** What subscribers heard: versions. */
const heard: number[] = [];
beforeEach(() => {
  objects.clear();
  heard.length = 0;
});

const GOOD = 'WEBVTT\n\n00:00.000 --> 00:01.000\nWords\n';
const BAD = 'no captions';
const sentTo = (revision: string) => captionsUploadKey(ID, 'en', revision);
const shownAt = (revision: string) => captionsKey(ID, 'en', revision);
const { asked, published, retired } = captionsAttributes('en');

const files: CaptionsFiles = {
  read: async ({ revision }) => {
    const found = objects.get(sentTo(revision));
    if (found === undefined) throw new Error('Access Denied');
    return Buffer.from(found);
  },
  write: async ({ revision }, file) => {
    if (!objects.has(shownAt(revision))) objects.set(shownAt(revision), file);
  },
  remove: async ({ revision }) => void objects.delete(shownAt(revision)),
  discard: async ({ revision }) => void objects.delete(sentTo(revision)),
};

class Killed extends Error {}

/** Every call that leaves the function goes through `effect`, which may end it before or after. */
type Effect = <T>(call: () => Promise<T>) => Promise<T>;
const unharmed: Effect = (call) => call();

function worker(effect: Effect) {
  const through = <Args extends unknown[], T>(call: (...args: Args) => Promise<T>) => {
    return (...args: Args) => effect(() => call(...args));
  };
  const client = {
    send: through((command: Parameters<VideosTable['client']['send']>[0]) => table.client.send(command)),
  } as unknown as VideosTable['client'];
  return processCaptions({
    videos: { client, name: table.name },
    files: {
      read: through(files.read),
      write: through(files.write),
      remove: through(files.remove),
      discard: through(files.discard),
    },
    publish: through(async ({ version }: VideoRow) => void heard.push(version)),
    logger: silent,
    now: () => NOW,
  });
}

/** As `addCaptions` writes it. */
const awaited = (revision: string, changes: object = {}): VideoRow => {
  const waiting = { language: 'en', label: revision, status: 'AWAITING_UPLOAD', revision };
  return { ...videoRow({ status: 'READY', version: 7 }), ...{ [asked]: waiting }, ...changes };
};
const REPLACED = { [published]: { revision: 'R1', label: 'R1', revisions: ['R1'] } };

async function sent(revision: string, content: string, row = awaited(revision)): Promise<void> {
  objects.set(sentTo(revision), content);
  await table.put(row);
}
const states = async () => captionsOf((await table.get(ID))!, true).map(({ status }) => status);

describe('a file of captions', () => {
  test('is published, told of, and deleted', async () => {
    await sent('R1', GOOD);
    await worker(unharmed)(sentTo('R1'), false);
    expect(await table.get(ID)).toMatchObject({
      version: 8,
      updatedAt: new Date(NOW).toISOString(),
      [asked]: { language: 'en', label: 'R1', status: 'READY', revision: 'R1' },
      [published]: { revision: 'R1', label: 'R1', revisions: ['R1'] },
    });
    expect([...objects.keys()]).toEqual([shownAt('R1')]);
    expect(heard).toEqual([8]);
  });

  test('that is none is told of, and what it was to replace stays', async () => {
    objects.set(shownAt('R1'), GOOD);
    await sent('R2', BAD, awaited('R2', REPLACED));
    await worker(unharmed)(sentTo('R2'), false);
    expect(await table.get(ID)).toMatchObject({
      [asked]: { status: 'FAILED', failure: { code: 'NOT_CAPTIONS' } },
      ...REPLACED,
    });
    expect([...objects.keys()]).toEqual([shownAt('R1')]);
    expect(heard).toEqual([8]);
  });

  test.each([
    ['was replaced', awaited('R2')],
    ['was removed', videoRow()],
    ['has no video any more', undefined],
  ])('that %s is deleted, and nothing is told', async (_what, row) => {
    await sent('R1', GOOD);
    // Of a worker that died before the row could name it.
    objects.set(shownAt('R1'), GOOD);
    if (row) await table.put(row);
    else await deleteVideo();
    await worker(unharmed)(sentTo('R1'), true);
    expect(await table.get(ID)).toEqual(row);
    expect([...objects.keys()]).toEqual([]);
    expect(heard).toEqual([]);
  });

  test('that is sent again changes nothing that players may have read', async () => {
    await sent('R1', GOOD);
    await worker(unharmed)(sentTo('R1'), false);
    const before = [await table.get(ID), objects.get(shownAt('R1'))];
    for (const content of [GOOD.replace('Words', 'Others'), BAD]) {
      objects.set(sentTo('R1'), content);
      await worker(unharmed)(sentTo('R1'), false);
      expect([await table.get(ID), objects.get(shownAt('R1'))]).toEqual(before);
      expect(objects.has(sentTo('R1'))).toBe(false);
    }
    expect(heard).toEqual([8]);
  });

  test('that should be there, but is not, is not forgotten', async () => {
    await table.put(awaited('R1'));
    await expect(worker(unharmed)(sentTo('R1'), false)).rejects.toThrow('Access Denied');
    expect(await states()).toEqual(['AWAITING_UPLOAD']);
  });

  test('of another kind is none of ours', async () => {
    objects.set('captions/elsewhere', GOOD);
    await worker(unharmed)('captions/elsewhere', false);
    expect(objects.size).toBe(1);
  });
});

const deleteVideo = async () => {
  const { DeleteCommand } = await import('@aws-sdk/lib-dynamodb');
  await table.client.send(new DeleteCommand({ TableName: table.name, Key: { id: ID } }));
};

/** Ends a worker at its `at`th call, before the call or after it. */
function dying(at: number, after: boolean): Effect {
  let calls = 0;
  return async (call) => {
    calls += 1;
    if (calls !== at) return call();
    if (after) await call();
    throw new Killed();
  };
}

describe('kill -9 between any two steps', () => {
  const CALLS = 8;
  const deaths = Array.from({ length: CALLS }, (_, index) => index + 1).flatMap((at) =>
    [false, true].map((after) => [at, after] as const),
  );

  test.each(deaths)('(call %i, after it: %s), twice, leaves nothing wrong', async (at, after) => {
    for (const content of [GOOD, BAD]) {
      objects.clear();
      objects.set(shownAt('R1'), GOOD);
      heard.length = 0;
      await sent('R2', content, awaited('R2', REPLACED));
      for (const again of [false, true])
        await worker(dying(at, after))(sentTo('R2'), again).catch((error: unknown) => {
          expect(error).toBeInstanceOf(Killed);
        });
      await worker(unharmed)(sentTo('R2'), true);

      expect(await states()).toEqual([content === GOOD ? 'READY' : 'FAILED']);
      expect((await table.get(ID))?.version).toBe(8);
      expect([...objects.keys()]).toEqual([shownAt(content === GOOD ? 'R2' : 'R1')]);
      expect(new Set(heard)).toEqual(new Set([8]));
    }
  });

  test('and a replacement or a removal before anybody came back: the file before goes too', async () => {
    await sent('R2', GOOD, awaited('R2', REPLACED));
    objects.set(shownAt('R1'), GOOD);
    // Dies when it was to delete R1.
    await worker(dying(5, false))(sentTo('R2'), false).catch(() => {});
    const row = (await table.get(ID))!;
    expect(row).toMatchObject({ [published]: { revisions: ['R2', 'R1'] } });
    await sent('R3', GOOD, {
      ...row,
      ...awaited('R3'),
      [published]: row[published as keyof VideoRow],
    } as VideoRow);
    await worker(unharmed)(sentTo('R3'), false);
    expect([...objects.keys()].sort()).toEqual([sentTo('R2'), shownAt('R3')].sort());
    await worker(unharmed)(sentTo('R2'), true);
    expect([...objects.keys()]).toEqual([shownAt('R3')]);
    expect((await table.get(ID))![retired as keyof VideoRow]).toBeUndefined();
  });
});

test('several workers at once, in any order: one file is shown, and nothing else is left', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.tuple(fc.constantFrom('R2', 'R3'), fc.boolean()), { minLength: 2, maxLength: 4 }),
      fc.boolean(),
      async (scheduler, messages, isGood) => {
        objects.clear();
        heard.length = 0;
        objects.set(shownAt('R1'), GOOD);
        objects.set(sentTo('R2'), GOOD);
        // The one before the last arrives when it is no longer wanted.
        await sent('R3', isGood ? GOOD : BAD, awaited('R3', REPLACED));
        const orderly: Effect = async (call) => {
          await scheduler.schedule(Promise.resolve());
          return call();
        };
        const work = messages.map(([revision, again]) =>
          worker(orderly)(sentTo(revision), again).catch((error: Error) => {
            // Another one was faster, and had done all of it.
            expect(error.message).toBe('Access Denied');
          }),
        );
        await scheduler.waitFor(Promise.all(work));
        for (const revision of ['R2', 'R3']) await worker(unharmed)(sentTo(revision), true);

        expect(await states()).toEqual([isGood ? 'READY' : 'FAILED']);
        expect([...objects.keys()]).toEqual([shownAt(isGood ? 'R3' : 'R1')]);
        expect(new Set(heard)).toEqual(new Set([8]));
      },
    ),
    { numRuns: 60 },
  );
});
