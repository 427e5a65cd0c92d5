import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openShard } from '../../model/keys.ts';
import { ID, NOW, videosTable, type TestTable } from '../shared/testing.ts';
import type { JobDetail } from './job-event.ts';
import { CLAIMED, createWorld, detail, partDetail, progress, type World } from './testing.ts';

let videos: TestTable;
let world: World;
beforeAll(async () => {
  videos = await videosTable();
});
afterAll(() => videos.stop());
beforeEach(async () => {
  world = createWorld(videos);
  await videos.put(CLAIMED);
});
const row = () => videos.get(ID);
const hearAll = async (...events: readonly JobDetail[]) => {
  for (const event of events) await world.hear(event);
};

describe('what an error leads to', () => {
  test.each<[number, string, boolean]>([
    [1010, 'NOT_A_VIDEO', false],
    [1030, 'UNSUPPORTED_CODEC', false],
    [1040, 'CORRUPT', false],
    [1076, 'CORRUPT', false],
    [1515, 'TRANSCODE_FAILED', true],
  ])(
    '%d, which another try would meet again: FAILED as %s, without our internals',
    async (errorCode, code, retryable) => {
      await hearAll(
        progress(30),
        detail('ERROR', { errorCode, errorMessage: 's3://secret-bucket/key denied' }),
      );
      expect(world.published.at(-1)).toMatchObject({
        status: 'FAILED',
        percent: 30,
        failure: { code, retryable },
      });
      expect(JSON.stringify(world.published.at(-1))).not.toContain('secret');
    },
  );

  test.each([1401, 1404, 1434, 1999, 3400, 3450, 3999, undefined])(
    '%s, which passes: another attempt, later each time, and in the end FAILED',
    async (errorCode) => {
      const waits = [5, 30, 180];
      for (const [tries, seconds] of waits.entries()) {
        const attempt = tries + 1;
        await hearAll(
          partDetail('EARLY', 'COMPLETE', { attempt, tries }),
          partDetail('FULL', 'ERROR', { attempt, tries, errorCode }),
        );
        expect(await row()).toMatchObject({
          ...{ status: 'UPLOADED', attempt: attempt + 1, tries: tries + 1, renditions: [] },
          leaseUntil: NOW + seconds * 1_000,
        });
        expect(world.looks.at(-1)).toEqual([{ videoId: ID }, seconds]);
      }
      await world.hear(partDetail('FULL', 'ERROR', { attempt: 4, tries: 3, errorCode }));
      expect(world.published.at(-1)).toMatchObject({
        status: 'FAILED',
        failure: { code: 'TRANSCODE_FAILED', retryable: true },
      });
      expect(world.looks).toHaveLength(waits.length);
    },
  );

  test('a canceled job ends the video', async () => {
    await world.hear(detail('CANCELED'));
    expect(world.published[0]).toMatchObject({
      status: 'FAILED',
      failure: { code: 'CANCELED', retryable: true },
    });
  });

  test('the other job is canceled, what was made goes, and nobody need come back', async () => {
    await videos.put({ ...CLAIMED, earlyJobId: 'EARLY-1', jobId: 'FULL-1' });
    world.jobs.set('EARLY-1', 'PROGRESSING').set('FULL-1', 'ERROR');
    const kept = [`videos/${ID}/2/hls/index.m3u8`, `videos/${ID}0/1/a`, 'posters/token/2/poster.0000001.jpg'];
    for (const key of [`videos/${ID}/1/hls/early.m3u8`, 'posters/token/1/poster.0000001.jpg', ...kept])
      world.outputs.add(key);
    await world.hear(partDetail('FULL', 'ERROR', { errorCode: 1040 }));
    expect([...world.outputs]).toEqual(kept);
    expect(world.jobs.get('EARLY-1')).toBe('CANCELED');
    expect(await row()).toMatchObject({ status: 'FAILED' });
    expect(await row()).not.toHaveProperty('open');
  });

  test('while the other job may still write, somebody must come back, whether or not the row said so before', async () => {
    const { open: _open, leaseUntil: _lease, ...older } = CLAIMED;
    await videos.put({ ...older, earlyJobId: 'EARLY-1' });
    world.jobs.set('EARLY-1', 'SUBMITTED');
    await world.hear(partDetail('FULL', 'ERROR', { errorCode: 1040 }));
    expect(await row()).toMatchObject({ status: 'FAILED', open: openShard(ID), leaseUntil: NOW });
  });

  test('what breaks off is left to whoever comes back, and the end of the other job clears up again', async () => {
    await videos.put({ ...CLAIMED, earlyJobId: 'EARLY-1', jobId: 'FULL-1' });
    world.jobs.set('EARLY-1', 'PROGRESSING').set('FULL-1', 'ERROR');
    world.away.add('S3');
    await expect(world.hear(partDetail('FULL', 'ERROR', { errorCode: 1040 }))).rejects.toThrow('S3 is away');
    expect(await row()).toMatchObject({ status: 'FAILED', open: expect.any(String), leaseUntil: NOW });
    world.away.clear();
    world.outputs.add(`videos/${ID}/1/hls/early_1.cmfv`);
    await world.hear(partDetail('EARLY', 'CANCELED'));
    expect([...world.outputs]).toEqual([]);
    expect(await row()).not.toHaveProperty('open');
    expect(world.told()).toEqual([['FAILED', undefined, 3]]);
  });
});
