import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { pinnedKey } from '../../model/keys.ts';
import { CLAIM_LEASE_MS, STARTS_MAX } from '../../model/limits.ts';
import { ID, NOW, videoRow, videosTable, type TestTable, type WireAnswer } from '../shared/testing.ts';
import { createWorld, fault, MP4, type Call, type World } from './testing.ts';
import { arrived } from './testing.ts';

let videos: TestTable;
let world: World;
beforeAll(async () => {
  videos = await videosTable();
});
afterAll(() => videos.stop());
beforeEach(async () => {
  world = createWorld(videos);
  await videos.put(videoRow());
});
const row = () => videos.get(ID);
const parts = () => world.jobs.map(({ userMetadata }) => userMetadata['part']);
const look = { look: ID };

/** From the `n`-th call on nothing works: the process is dead. With `after`, that call itself still took effect. */
const killedAt = (n: number, after: boolean): World['fault'] => {
  let calls = 0;
  return () => {
    calls += 1;
    const answer = new Error('killed');
    return calls < n ? undefined : { answer, after: after && calls === n };
  };
};

describe('killed between any two side effects', () => {
  test.each([
    ['its message comes again', { task: arrived(), messageId: 'message', later: 1 }],
    [
      'only the sweeper comes, when the lease is over',
      { task: look, messageId: 'look', later: CLAIM_LEASE_MS },
    ],
  ])(
    '%s: in the end there is one job for each part, and the file is pinned',
    async (_, { task, messageId, later }) => {
      await world.submit();
      const calls = world.calls.length;
      expect(calls).toBeGreaterThan(10);
      for (let n = 1; n <= calls; n++)
        for (const after of [false, true]) {
          world = createWorld(videos);
          await videos.put(videoRow());
          world.fault = killedAt(n, after);
          await world.submit().catch(() => undefined);
          world.fault = () => undefined;
          await world.submit(task, { messageId, now: NOW + later });
          expect({ n, after, parts: parts() }).toEqual({ n, after, parts: ['EARLY', 'FULL'] });
          expect(await row()).toMatchObject({
            status: 'UPLOADED',
            earlyJobId: 'job-1',
            jobId: 'job-2',
            version: 2,
          });
          expect([...world.files]).toEqual([[pinnedKey(ID), MP4]]);
        }
    },
  );

  test('twice: the same', async () => {
    await world.submit();
    const calls = world.calls.length;
    for (let n = 2; n <= calls; n++) {
      world = createWorld(videos);
      await videos.put(videoRow());
      for (const at of [n, Math.ceil(n / 2)]) {
        world.fault = killedAt(at, true);
        await world.submit().catch(() => undefined);
      }
      world.fault = () => undefined;
      await world.submit();
      expect(parts()).toEqual(['EARLY', 'FULL']);
    }
  });
});

test('what could not be told is told when the message comes again; the jobs do not wait for it', async () => {
  world.fault = (call) => (call === 'publish' ? { answer: new Error('AppSync is away') } : undefined);
  await expect(world.submit()).rejects.toThrow('AppSync is away');
  expect(parts()).toEqual(['EARLY', 'FULL']);
  world.fault = () => undefined;
  await world.submit();
  expect(world.published).toEqual([{ status: 'UPLOADED', version: 2 }]);
  expect(world.jobs).toHaveLength(2);
});

describe('a service in trouble', () => {
  const silence = Object.assign(new Error('no answer'), { name: 'TimeoutError' });
  const TROUBLES: readonly (readonly [string, WireAnswer | Error, number])[] = [
    ['throttles', fault(429, 'TooManyRequestsException'), 20],
    ['fails', fault(500, 'InternalServerErrorException'), 10],
    ['says nothing', silence, 10],
  ];
  const failing =
    (at: Call, answer: WireAnswer | Error): World['fault'] =>
    (call) =>
      call === at ? { answer } : undefined;

  for (const at of ['copy', 'read', 'probe', 'create'] as const)
    test.each(TROUBLES)(
      `is left alone for a while when it %s at "${at}", and then asked again`,
      async (_, answer, wait) => {
        world.fault = failing(at, answer);
        await world.submit();
        expect(world.looks).toEqual([{ videoId: ID, seconds: wait + 1 }]);
        expect(await row()).toMatchObject({ status: 'UPLOADED', leaseUntil: NOW + wait * 1_000 });
        world.fault = () => undefined;
        await world.submit(arrived(), { messageId: 'the same event again' });
        expect(world.jobs).toEqual([]);
        await world.submit(look, { messageId: 'look', now: NOW + (wait + 1) * 1_000 });
        expect(parts()).toEqual(['EARLY', 'FULL']);
      },
    );

  test.each(TROUBLES)(
    'for good (%s) ends the video after so many starts: it may be tried again',
    async (_, answer) => {
      world.fault = failing('probe', answer);
      let now = NOW;
      const waits: number[] = [];
      for (let start = 1; start <= STARTS_MAX; start++) {
        await world.submit(look, { messageId: `look ${start}`, now });
        waits.push(world.looks.at(-1)!.seconds);
        now += 1_000_000;
      }
      expect(waits).toEqual([...waits].sort((a, b) => a - b));
      expect(world.looks).toHaveLength(STARTS_MAX - 1);
      expect(await row()).toMatchObject({
        status: 'FAILED',
        failure: { code: 'TRANSCODE_FAILED', retryable: true },
        leaseUntil: now - 1_000_000,
      });
      expect(world.published.at(-1)).toEqual({ status: 'FAILED', version: 3 });
    },
  );

  test('that took the request all the same has made a job that is found', async () => {
    world.fault = (call) =>
      call === 'create' && world.jobs.length === 0
        ? { answer: fault(503, 'ServiceUnavailable'), after: true }
        : undefined;
    await world.submit();
    world.fault = () => undefined;
    await world.submit(look, { messageId: 'look', now: NOW + 60_000 });
    expect(parts()).toEqual(['EARLY', 'FULL']);
  });
});

test('what nobody expected is thrown: the queue brings it back, and in the end sets it aside', async () => {
  for (const answer of [fault(403, 'AccessDeniedException'), new Error('a bug')]) {
    world.fault = (call) => (call === 'create' ? { answer } : undefined);
    await expect(world.submit()).rejects.toThrow();
    expect(world.looks).toEqual([]);
  }
  expect(await row()).toMatchObject({ status: 'UPLOADED', starts: 2 });
});

test('a worker that dies every time does not come back for ever', async () => {
  world.fault = (call) => (call === 'probe' ? { answer: new Error('killed') } : undefined);
  for (let start = 1; start <= STARTS_MAX; start++) await expect(world.submit()).rejects.toThrow('killed');
  await world.submit();
  expect(await row()).toMatchObject({ status: 'FAILED', failure: { code: 'TRANSCODE_FAILED' } });
});
