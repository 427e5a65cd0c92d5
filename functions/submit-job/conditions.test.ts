import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CLAIM_LEASE_MS } from '../../model/limits.ts';
import type { VideoRow } from '../../model/video-row.ts';
import { ID, NOW, videoRow, videosTable, type TestTable } from '../shared/testing.ts';
import { changeClaimed, takeOver, type ClaimedVideo } from './claims.ts';
import { findJobs } from './jobs.ts';
import { fail, recordJob } from './outcome.ts';
import { createWorld } from './testing.ts';

/*
 * What a worker writes about a video is refused as soon as the video is no longer what the worker knows of it: by the table
 * itself, because nobody else sees the moment in between.
 */

let videos: TestTable;
beforeAll(async () => {
  videos = await videosTable();
});
afterAll(() => videos.stop());

/** As its worker knows it. */
const CLAIMED = videoRow({
  ...{ status: 'UPLOADED', version: 2, attempt: 2, starts: 1, sourceEtag: 'etag' },
  ...{ claimedBy: 'message', open: 'OPEN#0', leaseUntil: NOW },
}) as ClaimedVideo;
beforeEach(() => videos.put(CLAIMED));

type Case = readonly [name: string, since: Partial<VideoRow>];
const ENDED: readonly Case[] = [
  ['is ready', { status: 'READY' }],
  ['failed', { status: 'FAILED' }],
  ['is at another attempt', { attempt: 3 }],
];
const TAKEN: Case = ['was taken over', { claimedBy: 'another' }];
const LEASED: Case = ['has another lease', { leaseUntil: NOW + CLAIM_LEASE_MS }];
const HAS_JOB: Case = ['has its job', { jobId: 'another' }];

/** Each of these, and no row where there is none any more. */
function isRefused(cases: readonly Case[], write: () => Promise<unknown>, refused: unknown) {
  test.each(cases)('not when the video %s', async (_, since) => {
    const row = { ...CLAIMED, ...since };
    await videos.put(row);
    expect(await write()).toBe(refused);
    expect(await videos.get(ID)).toEqual(row);
  });
}

describe('a video is taken over', () => {
  const take = () => takeOver(videos, CLAIMED, 'look', NOW);
  test('once', async () => {
    expect(await take()).toMatchObject({ claimedBy: 'look', starts: 2, leaseUntil: NOW + CLAIM_LEASE_MS });
    expect(await take()).toBeUndefined();
  });
  isRefused([...ENDED, LEASED, HAS_JOB], take, undefined);
});

describe('a claimed video is changed', () => {
  const change = () => changeClaimed(videos, CLAIMED, { pinnedKey: 'key' });
  test('by whom it was claimed', async () =>
    expect(await change()).toEqual({ ...CLAIMED, pinnedKey: 'key' }));
  isRefused([['is at another attempt', { attempt: 3 }], TAKEN, LEASED], change, undefined);
});

describe('a job is recorded', () => {
  const record = () =>
    recordJob(videos, CLAIMED, { part: 'FULL', split: true, id: 'job', isLast: true }, NOW);
  test('with news of it before or after', async () => {
    expect([await record(), await record()]).toEqual([true, true]);
    await videos.put({ ...CLAIMED, status: 'PROCESSING', jobId: 'job', percent: 10 });
    expect(await record()).toBe(true);
    expect(await videos.get(ID)).toMatchObject({ jobId: 'job', split: true, percent: 10 });
  });
  isRefused([...ENDED, HAS_JOB], record, false);
});

describe('a video fails before it has its jobs', () => {
  const end = () => fail(videos, CLAIMED, 'CORRUPT', NOW);
  test('once', async () => {
    expect(await end()).toMatchObject({ status: 'FAILED', version: 3 });
    expect(await end()).toBeUndefined();
  });
  isRefused([...ENDED, TAKEN, HAS_JOB], end, undefined);
});

test('jobs of this attempt are found, and of no other', async () => {
  const world = createWorld(videos);
  const attempts = [
    ['1', 'EARLY'],
    ['1', 'FULL'],
    ['2', 'EARLY'],
    ['3', 'FULL'],
  ] as const;
  for (const [attempt, part] of attempts)
    world.jobs.push({
      id: `${part}-${attempt}`,
      userMetadata: { videoId: ID, attempt, part, split: 'true' },
    });
  expect(await findJobs(world.transcoder, 'queue', CLAIMED)).toEqual({
    ids: { EARLY: 'EARLY-2' },
    split: true,
  });
});
