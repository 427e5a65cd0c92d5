import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { VideoRow } from '../../model/video-row.ts';
import { ID, NOW, silent, videosTable, videoRow, type TestTable } from '../shared/testing.ts';
import { countEngagement } from './count-engagement.ts';
import { LIKED, record } from './testing.ts';

const HOUR = 3_600_000;
const SHARD = 'shardId-00000001671036785434-6f8a3ae8';
let videos: TestTable;
let published: VideoRow[];
let now: number;
let writes: number;

beforeAll(async () => {
  videos = await videosTable();
  videos.client.middlewareStack.add(
    (next) => (args) => {
      if ('UpdateExpression' in args.input) writes += 1;
      return next(args);
    },
    { step: 'initialize' },
  );
});
afterAll(() => videos.stop());
beforeEach(async () => {
  published = [];
  now = NOW;
  writes = 0;
  await videos.put(videoRow());
});

const publish = async (row: VideoRow) => void published.push(row);
const count = (Records: DynamoDBRecord[], { shardId = SHARD, tell = publish, logger = silent } = {}) =>
  countEngagement({ videos, publish: tell, logger, now: () => now })({ shardId, Records });
const likes = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => record(ID, from + index, undefined, LIKED));

describe('a batch', () => {
  test.each([10, 1_000])('of %d likes of one video is one write and one publication', async (many) => {
    expect(await count(likes(1, many))).toEqual({ state: {} });
    expect(await videos.get(ID)).toMatchObject({ likeCount: many, reactionVersion: 1, version: 1 });
    expect([writes, published.length]).toEqual([1, 1]);
  });

  test('counts what was done, changed and taken back', async () => {
    await count([
      record(ID, 1, undefined, { stars: 5 }),
      record(ID, 2, { stars: 5 }, { ...LIKED, stars: 2 }),
      record(ID, 3, undefined, { ...LIKED, stars: 4, viewedOn: '2026-01-30' }),
      record(ID, 4, { ...LIKED, stars: 4, viewedOn: '2026-01-30' }, { viewedOn: '2026-01-31' }),
      record(ID, 5, { ...LIKED, stars: 2, viewedOn: '2026-01-31' }, undefined),
    ]);
    const counts = { likeCount: 0, ratingSum: 0, ratingCount: 0, viewCount: 2, reactionVersion: 1 };
    expect(await videos.get(ID)).toEqual({
      ...videoRow(),
      ...counts,
      [`counted#${SHARD}`]: expect.stringMatching(/^0{39}5 2026-01-31T09:30:00.000Z$/),
    });
  });

  test('of positions alone costs nothing, and of views no publication', async () => {
    const at = (positionSeconds: number) => ({ positionSeconds, viewedOn: '2026-01-31' });
    await count([record(ID, 1, at(1), at(11)), record(ID, 2, at(11), at(21))]);
    expect([writes, published.length]).toEqual([0, 0]);
    await count([record(ID, 3, undefined, at(1))]);
    expect([writes, published.length]).toEqual([1, 0]);
    expect((await videos.get(ID))?.reactionVersion).toBe(0);
  });

  test('without records, as at the end of a window, is nothing', async () => {
    expect(await count([])).toEqual({ state: {} });
  });

  test('of a mapping without a window fails', async () => {
    await expect(count(likes(1, 1), { shardId: '' })).rejects.toThrow('names no shard');
    expect(writes).toBe(0);
  });

  test('counts a hundred videos, and forgets those that are gone', async () => {
    const ids = Array.from({ length: 100 }, (_, index) => `video ${index}`);
    for (const id of ids) if (id !== 'video 7') await videos.put(videoRow({ id }));
    await count(ids.map((id, index) => record(id, index + 1, undefined, LIKED)));
    expect(published.map(({ id }) => id).sort()).toEqual(ids.filter((id) => id !== 'video 7').sort());
    expect(await videos.get('video 7')).toBeUndefined();
  });
});

describe('a batch that comes again', () => {
  test('is counted once and published once more', async () => {
    await count(likes(1, 3));
    await count(likes(1, 3));
    expect(await videos.get(ID)).toMatchObject({ likeCount: 3, reactionVersion: 1 });
    expect(published.map(({ likeCount, reactionVersion }) => [likeCount, reactionVersion])).toEqual([
      [3, 1],
      [3, 1],
    ]);
  });

  test('is counted from where it is new: halved, overlapping, longer', async () => {
    for (const [from, to] of [
      [1, 4],
      [1, 2],
      [3, 9],
      [8, 12],
    ] as const)
      await count(likes(from, to));
    expect(await videos.get(ID)).toMatchObject({ likeCount: 12, reactionVersion: 3 });
  });

  test('sorts sequence numbers as numbers, of up to forty digits', async () => {
    const large = 9_999_999_999_999_999_999_999_999_999_999_999_999_998n;
    for (const sequence of [9n, 10n, 9n, large, large + 1n, large])
      await count([record(ID, sequence, undefined, LIKED)]);
    expect((await videos.get(ID))?.likeCount).toBe(4);
  });

  test('is told apart by its shard', async () => {
    await Promise.all(['a', 'b', 'c'].map((shardId) => count(likes(1, 5), { shardId })));
    expect(await videos.get(ID)).toMatchObject({ likeCount: 15, reactionVersion: 3 });
  });
});

describe('AppSync', () => {
  const away = async () => {
    throw new Error('away');
  };

  test('when it is away, has the batch come again, which counts nothing twice', async () => {
    await expect(count(likes(1, 3), { tell: away })).rejects.toThrow('away');
    await count(likes(1, 3));
    expect(await videos.get(ID)).toMatchObject({ likeCount: 3 });
    expect(published).toHaveLength(1);
  });

  test('when it is away for long, does not hold up the counts', async () => {
    const error = vi.fn();
    now = NOW + 11 * 60_000;
    await count(likes(1, 3), { tell: away, logger: { ...silent, error } });
    expect(await videos.get(ID)).toMatchObject({ likeCount: 3 });
    expect(error).toHaveBeenCalledOnce();
  });
});

describe('bad input', () => {
  test('a record that is none is skipped and logged', async () => {
    const error = vi.fn();
    const [good] = likes(7, 7);
    const broken = [
      { eventID: 'no image' },
      record('', 1, undefined, LIKED),
      record(ID, 2, undefined, LIKED),
    ];
    broken[2]!.dynamodb!.SequenceNumber = 'two';
    await count([...broken, good!], { logger: { ...silent, error } });
    expect((await videos.get(ID))?.likeCount).toBe(1);
    expect(error).toHaveBeenCalledTimes(3);
  });

  test('an attribute that was broken by hand counts as none, until it is mended', async () => {
    const broken = { stars: 'five', likedAt: 3 } as never;
    await count([record(ID, 1, undefined, broken), record(ID, 2, { stars: 9 }, { stars: 4 })]);
    expect(await videos.get(ID)).toMatchObject({ likeCount: 0, ratingSum: 4, ratingCount: 1 });
  });

  test('a video whose counts are broken holds up nobody', async () => {
    const error = vi.fn();
    await videos.put(videoRow({ id: 'broken', likeCount: 'many' as never }));
    await count([record('broken', 1, undefined, LIKED), ...likes(2, 2)], { logger: { ...silent, error } });
    expect((await videos.get(ID))?.likeCount).toBe(1);
    expect(error).toHaveBeenCalledWith(
      expect.stringContaining('recount'),
      expect.objectContaining({ videoId: 'broken' }),
    );
  });

  test('a video that cannot be written just now brings the batch back, with the others counted', async () => {
    await videos.put(videoRow({ id: 'other' }));
    const send = vi.spyOn(videos.client, 'send').mockImplementationOnce(async () => {
      throw Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
    });
    const batch = [record('busy', 1, undefined, LIKED), record('other', 2, undefined, LIKED)];
    await expect(count(batch)).rejects.toThrow('slow down');
    send.mockRestore();
    expect((await videos.get('other'))?.likeCount).toBe(1);
  });
});

describe('cursors', () => {
  const cursors = async () =>
    Object.keys((await videos.get(ID)) ?? {}).filter((name) => name.startsWith('counted#'));

  test('of shards that are long closed are cleared away, a dozen at once', async () => {
    for (let shard = 1; shard <= 11; shard += 1) await count(likes(1, 1), { shardId: `old ${shard}` });
    now += 49 * HOUR;
    await count(likes(1, 1), { shardId: 'new' });
    expect(await cursors()).toHaveLength(12);
    await videos.client.send(
      new UpdateCommand({
        TableName: videos.name,
        Key: { id: ID },
        UpdateExpression: 'SET #cursor = :cursor',
        ExpressionAttributeNames: { '#cursor': 'counted#old 12' },
        ExpressionAttributeValues: { ':cursor': `${'0'.repeat(40)} ${new Date(NOW).toISOString()}` },
      }),
    );
    await count(likes(2, 2), { shardId: 'new' });
    expect(await cursors()).toEqual(['counted#new']);
    expect((await videos.get(ID))?.likeCount).toBe(13);
  });

  test('are kept as long as their records may come again', async () => {
    for (let shard = 1; shard <= 14; shard += 1) await count(likes(1, 1), { shardId: `${shard}` });
    now += 47 * HOUR;
    await count(likes(2, 2));
    expect(await cursors()).toHaveLength(15);
  });
});
