import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CLAIM_LEASE_MS, NEWS_LEASE_MS } from '../../model/limits.ts';
import { ID, NOW, videoRow, videosTable, type TestTable } from '../shared/testing.ts';
import { arrived, createWorld, etag, fault, MP4, type World } from './testing.ts';

let videos: TestTable;
let world: World;
beforeAll(async () => {
  videos = await videosTable();
});
afterAll(() => videos.stop());
beforeEach(async () => {
  world = createWorld(videos);
  await videos.put(videoRow({ leaseUntil: NOW + 5, open: 'OPEN#0' }));
});

const row = () => videos.get(ID);
const parts = () => world.jobs.map(({ userMetadata }) => userMetadata['part']);
const look = { look: ID };

describe('the same event', () => {
  test('20 times at once, and again after a minute: one claim, one job for each part', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => world.submit(arrived(), { messageId: `message ${index}` })),
    );
    expect(results.map(({ status }) => status)).toEqual(Array(20).fill('fulfilled'));
    for (const now of [NOW + 60_000, NOW + 10 * CLAIM_LEASE_MS])
      await world.submit(arrived(), { now, messageId: 'late' });
    expect(parts()).toEqual(['EARLY', 'FULL']);
    expect(world.published).toEqual([{ status: 'UPLOADED', version: 2 }]);
    expect(await row()).toMatchObject({ version: 2, earlyJobId: 'job-1', jobId: 'job-2', starts: 1 });
  });

  test('beside 20 looks at a new attempt: the same', async () => {
    await videos.put(
      videoRow({ status: 'UPLOADED', version: 9, attempt: 2, sourceEtag: etag(MP4), leaseUntil: NOW }),
    );
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        world.submit(index % 2 ? look : arrived(), { messageId: `${index}` }),
      ),
    );
    expect(parts()).toEqual(['EARLY', 'FULL']);
    expect(world.jobs[0]?.userMetadata).toMatchObject({ attempt: '2' });
    // Nobody has begun it before, so there is nothing to look for.
    expect(world.calls).not.toContain('list');
  });
});

describe('a claim', () => {
  const claimed = { status: 'UPLOADED', version: 2, attempt: 1, starts: 1, sourceEtag: etag(MP4) } as const;
  beforeEach(() => videos.put(videoRow({ ...claimed, leaseUntil: NOW + 1, claimedBy: 'message' })));

  test('is not taken over by another message before its lease ends', async () => {
    await world.submit(arrived(), { messageId: 'another' });
    expect(world.jobs).toEqual([]);
    await world.submit(look, { now: NOW + 1, messageId: 'another' });
    expect(await row()).toMatchObject({ jobId: 'job-2', version: 2, starts: 2 });
  });

  test('is taken over at once by its own message: that it comes again means that its receiver is dead', async () => {
    await world.submit();
    expect(await row()).toMatchObject({ jobId: 'job-2', version: 2 });
  });

  test('goes on with the jobs that were made but not recorded, and makes only what is missing', async () => {
    const made = (id: string, videoId: string, part: string) =>
      world.jobs.push({ id, userMetadata: { videoId, attempt: '1', part, split: 'true' } });
    made('of-another', 'another', 'EARLY');
    made('lost', ID, 'EARLY');
    await world.submit();
    expect(await row()).toMatchObject({ earlyJobId: 'lost', jobId: 'job-3', split: true });
    expect(parts()).toEqual(['EARLY', 'EARLY', 'FULL']);
  });

  test('finds the last of the jobs: nothing is asked or made any more', async () => {
    world.jobs.push({ id: 'lost', userMetadata: { videoId: ID, ownerId: 'owner', attempt: '1' } });
    await world.submit();
    expect(await row()).toMatchObject({ jobId: 'lost', split: false, leaseUntil: NOW + NEWS_LEASE_MS });
    expect([world.jobs.length, world.calls.includes('probe')]).toEqual([1, false]);
  });

  test('of an attempt whose first part is under way is finished in two parts, whatever the switch says now', async () => {
    await videos.put({
      ...(await row())!,
      status: 'PLAYABLE',
      split: true,
      earlyJobId: 'early',
      earlyDone: true,
    });
    const off = createWorld(videos, { earlyPlayable: false });
    await off.submit();
    expect(off.jobs.map(({ userMetadata: { part, split } }) => [part, split])).toEqual([['FULL', 'true']]);
    expect(await row()).toMatchObject({ status: 'PLAYABLE', earlyJobId: 'early', jobId: 'job-1' });
  });

  test('makes no second job when the first has failed before it was recorded', async () => {
    world.fault = (call) =>
      call === 'create' && world.jobs.length === 0
        ? { answer: fault(500, 'InternalServerErrorException'), after: true }
        : undefined;
    await world.submit();
    world.fault = () => undefined;
    await videos.put({ ...(await row())!, status: 'FAILED', earlyJobId: 'job-1' });
    await world.submit(look, { now: NOW + 10 * CLAIM_LEASE_MS, messageId: 'look' });
    expect(parts()).toEqual(['EARLY']);
  });
});

describe('what is taken over is told of', () => {
  const fresh = {
    status: 'UPLOADED',
    version: 9,
    attempt: 2,
    sourceEtag: etag(MP4),
    leaseUntil: NOW,
  } as const;
  const TOLD = [{ status: 'UPLOADED', version: 9 }];

  test.each([
    ['once: an attempt that its owner wished for', { tries: 0 }, TOLD],
    ['by whoever began it because of a fault', { tries: 1 }, []],
    ['once more by the message that came before, of which nobody is sure', { claimedBy: 'message' }, TOLD],
    ['by whom it is taken from', { claimedBy: 'another' }, []],
  ])('%s', async (_, changes, told) => {
    await videos.put(videoRow({ ...fresh, ...changes }));
    await world.submit(look);
    expect(world.published).toEqual(told);
    expect(await row()).toMatchObject({ jobId: 'job-2', claimedBy: 'message' });
  });
});
