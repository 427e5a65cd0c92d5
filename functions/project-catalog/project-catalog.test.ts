import { DynamoDBClient, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { beforeEach, describe, expect, test } from 'vitest';
import { placementKey, type Placement } from '../../model/placement.ts';
import { answering, NOW, videoRow } from '../shared/testing.ts';
import type { VideoRow } from '../../model/video-row.ts';
import { listingOf } from './listing.ts';
import type { Change } from './plan.ts';
import { projectCatalog } from './project-catalog.ts';
import { placementOf, placementsOf, type Placements } from './shelves-table.ts';

const listed = (changes: Partial<VideoRow> = {}) =>
  videoRow({
    ...{ id: 'one', version: 4, status: 'READY', visibility: 'PUBLIC' },
    publishedAt: '2026-01-31T09:00:00.000Z',
    ...changes,
  });

const image = (row: object) => marshall(row, { removeUndefinedValues: true });
let sequence = 0;
const record = (before: object | undefined, after: object | undefined, id = 'one') =>
  ({
    eventID: 'event',
    eventName: after ? (before ? 'MODIFY' : 'INSERT') : 'REMOVE',
    dynamodb: {
      ...{ Keys: { id: { S: id } }, SequenceNumber: String((sequence += 1)) },
      ...(before && { OldImage: image(before) }),
      ...(after && { NewImage: image(after) }),
    },
  }) as DynamoDBRecord;

/** Placements of which every call is noted; a script may refuse, or fail. */
let calls: string[];
let changes: Change[];
let refusals: number;
let broken: string;
let said: string[];
let stored: Map<string, Placement>;
beforeEach(() => {
  [calls, changes, refusals, broken, said, stored] = [[], [], 0, '', [], new Map()];
});
const placements: Placements = {
  async read(id) {
    calls.push(`read ${id}`);
    if (id === broken) throw new Error('DynamoDB is away');
    return stored.get(id);
  },
  async apply(change) {
    calls.push(`write ${change.to.videoId}`);
    refusals -= 1;
    if (refusals >= 0) return false;
    changes.push(change);
    stored.set(change.to.videoId, change.to);
    return true;
  },
};
const project = projectCatalog({
  ...{ placements, now: () => NOW, sleep: async () => {} },
  logger: {
    error: (message) => {
      said.push(String(message));
    },
  },
});
const run = (...records: DynamoDBRecord[]) => project({ Records: records } as DynamoDBStreamEvent);

describe('a change', () => {
  test('that puts a video on shelves is a read and a transaction', async () => {
    expect(await run(record(listed({ version: 3, status: 'PROCESSING' }), listed()))).toEqual({
      batchItemFailures: [],
    });
    expect(calls).toEqual(['read one', 'write one']);
    expect(changes[0]).toMatchObject({
      from: undefined,
      to: { ...placementKey('one'), version: 4, revision: 1, shelves: ['FEED', 'FEED/k:SHORT'] },
      puts: [
        { shelf: 'FEED', position: '2026-01-31T09:00:00.000Z#one', videoId: 'one' },
        { shelf: 'FEED/k:SHORT' },
      ],
      deletes: [],
    });
  });

  test('that moves it puts and deletes no more than it must', async () => {
    const before = listed({ genres: ['Drama'] });
    const after = listed({ version: 5, genres: ['Comedy'] });
    await run(record(undefined, before));
    await run(record(before, after));
    expect(changes[1]!.puts.map(({ shelf }) => shelf)).toEqual(['FEED/g:comedy', 'FEED/k:SHORT/g:comedy']);
    expect(changes[1]!.deletes.map(({ shelf }) => shelf)).toEqual(['FEED/g:drama', 'FEED/k:SHORT/g:drama']);
  });

  test.each<[string, object | undefined, object]>([
    ['counts', listed(), listed({ likeCount: 9, reactionVersion: 3 })],
    ['a title', listed(), listed({ version: 5, title: 'Another' })],
    ['progress', videoRow({ percent: 4 }), videoRow({ percent: 5, version: 2 })],
    ['a new video that is not listed', undefined, videoRow()],
  ])('of %s costs no call', async (_name, before, after) => {
    await run(record(before, after));
    expect(calls).toEqual([]);
  });

  test('that comes twice, or late, writes nothing', async () => {
    const late = record(undefined, listed());
    await run(record(listed(), listed({ version: 5, visibility: 'PRIVATE' })));
    await run(late, late);
    expect(stored.get('one')).toMatchObject({ version: 5, shelves: [] });
    expect(changes).toHaveLength(1);
  });

  test('is the newest of its batch', async () => {
    const versions = [
      listed(),
      listed({ version: 5, kind: 'LONG' }),
      listed({ version: 6, visibility: 'UNLISTED' }),
    ];
    await run(
      record(versions[1], versions[2]),
      record(undefined, versions[0]),
      record(versions[0], versions[1]),
    );
    expect(calls).toEqual(['read one', 'write one']);
    expect(stored.get('one')).toMatchObject({ version: 6, shelves: [] });
  });

  test('of a deleted video finds that it is gone, for longer than any stream remembers', async () => {
    await run(record(listed(), undefined));
    await run(record(undefined, listed({ version: 9 })));
    expect(stored.get('one')).toMatchObject({
      ...{ deleted: true, shelves: [] },
      expiresAt: NOW / 1_000 + 30 * 24 * 3_600,
    });
    expect(changes).toHaveLength(1);
  });

  test('of a broken row takes it off its shelves', async () => {
    await run(record(undefined, listed()));
    await run(record(listed(), { ...listed({ version: 5 }), genres: 'Drama' }));
    expect(stored.get('one')).toMatchObject({ version: 5, shelves: [] });
  });
});

describe('a batch', () => {
  test('gives back only what failed', async () => {
    broken = 'two';
    const failing = record(undefined, listed({ id: 'two' }), 'two');
    const { batchItemFailures } = await run(failing, record(undefined, listed()));
    expect(batchItemFailures).toEqual([{ itemIdentifier: failing.dynamodb!.SequenceNumber }]);
    expect(said).toEqual(['A video could not be placed']);
    expect(stored.has('one')).toBe(true);
  });

  test.each<[string, object]>([
    ['no version', { ...listed(), version: undefined }],
    ['a version that is a word', { ...listed(), version: 'four' }],
    ['an id that is a number', { ...listed(), id: 1 }],
    ['an id that no key has room for', listed({ id: 'x'.repeat(2_000) })],
  ])('tells of a row with %s, and is not held up by it', async (_name, row) => {
    expect(await run(record(undefined, row), record(undefined, listed()))).toEqual({ batchItemFailures: [] });
    expect(said).toEqual(['A video has no id or version that can be read']);
    expect(stored.has('one')).toBe(true);
  });

  test('looks again when somebody else was faster, and gives up at last', async () => {
    refusals = 2;
    expect(await run(record(undefined, listed()))).toEqual({ batchItemFailures: [] });
    expect(calls.filter((call) => call === 'read one')).toHaveLength(3);
    refusals = 100;
    const { batchItemFailures } = await run(record(undefined, listed({ version: 5, kind: 'LONG' })));
    expect(batchItemFailures).toHaveLength(1);
  });
});

test('a number that JavaScript cannot hold is a fault of that attribute alone', () => {
  const row = { ...image(listed()), language: { N: '123456789012345678901234567890' } };
  expect(listingOf(row)).toEqual({ videoId: 'one', version: 4, shelves: [] });
});

describe('the table', () => {
  const cancelled = (...codes: string[]) =>
    answering(() => ({
      status: 400,
      headers: { 'content-type': 'application/x-amz-json-1.0' },
      body: JSON.stringify({
        __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
        CancellationReasons: codes.map((Code) => ({ Code })),
      }),
    }));
  const change: Change = {
    from: undefined,
    to: { ...placementKey('one'), videoId: 'one', revision: 1, version: 4, shelves: [] },
    ...{ puts: [], deletes: [] },
  };
  const apply = (...codes: string[]) =>
    placementsOf(DynamoDBDocumentClient.from(new DynamoDBClient(cancelled(...codes))), 'Shelves').apply(
      change,
    );

  test('says that somebody was faster', async () => {
    expect(await apply('ConditionalCheckFailed', 'None')).toBe(false);
    expect(await apply('TransactionConflict', 'None')).toBe(false);
  });

  test('fails for any other reason', async () => {
    await expect(apply('ThrottlingError', 'None')).rejects.toThrow(TransactionCanceledException);
    await expect(apply('ConditionalCheckFailed', 'ValidationError')).rejects.toThrow(
      TransactionCanceledException,
    );
  });

  test('takes a placement that somebody broke for one that says nothing', () => {
    const whole = {
      ...placementKey('one'),
      videoId: 'one',
      revision: 3,
      version: 4,
      shelves: ['FEED'],
      place: 'p',
    };
    expect(placementOf(whole)).toEqual(whole);
    expect(placementOf(undefined)).toBeUndefined();
    expect(placementOf({ ...placementKey('one') })).toBeUndefined();
    for (const damage of [{ shelves: 'FEED' }, { shelves: [1] }, { place: undefined }, { version: '4' }])
      expect(placementOf({ ...whole, ...damage })).toMatchObject({ revision: 3, version: -1, shelves: [] });
  });
});
