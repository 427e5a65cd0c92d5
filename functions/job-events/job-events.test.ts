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

const COMPLETE = detail('COMPLETE', {
  outputGroupDetails: [
    {
      outputDetails: [
        { durationInMs: 5_005, videoDetails: { widthInPx: 426, heightInPx: 240 } },
        {
          durationInMs: 5_005,
          videoDetails: { widthInPx: 1280, heightInPx: 720, averageBitrate: 2_000_000 },
        },
        { durationInMs: 5_120 },
      ],
    },
  ],
});
const AT = '2026-01-31T09:30:00.000Z';

describe('the events of a job that makes all', () => {
  test('move the video along and are told of, each with its version', async () => {
    await hearAll(detail('PROGRESSING'), progress(12.7), progress(60), COMPLETE);
    expect(world.told()).toEqual([
      ['PROCESSING', 0, 3],
      ['PROCESSING', 12, 4],
      ['PROCESSING', 60, 5],
      ['READY', 100, 6],
    ]);
  });

  test('leave a finished video with all there is to know about it, and nobody need come back to it', async () => {
    await world.hear(COMPLETE);
    const { open: _open, leaseUntil: _lease, ...kept } = CLAIMED;
    expect(await row()).toEqual({
      ...kept,
      ...{ status: 'READY', ownerStatus: 'owner#READY', version: 3 },
      ...{ percent: 100, done: true, split: false, jobId: 'job-1' },
      ...{ durationSeconds: 5.12, width: 1280, height: 720 },
      renditions: [
        { name: '720p', width: 1280, height: 720, bitrate: 2_000_000, codec: 'avc1', container: 'fmp4' },
        { name: '240p', width: 426, height: 240, bitrate: 450_000, codec: 'avc1', container: 'fmp4' },
      ],
      updatedAt: AT,
      publishedAt: AT,
    });
    expect(world.tagged).toEqual([`/uploads/${ID}/source state=ready`]);
  });

  test('change nothing when they come late, or are of another job, attempt, owner or video', async () => {
    await world.hear(progress(50));
    const before = await row();
    world.published.length = 0;
    const metadata = { videoId: ID, ownerId: 'owner', attempt: '1' };
    await hearAll(
      detail('PROGRESSING'),
      progress(49),
      { ...COMPLETE, jobId: 'job-2' },
      { ...COMPLETE, userMetadata: { ...metadata, attempt: '2' } },
      { ...COMPLETE, userMetadata: { ...metadata, ownerId: 'another' } },
      { ...COMPLETE, userMetadata: { ...metadata, attempt: 'x' } },
      { ...COMPLETE, userMetadata: {} },
      { ...COMPLETE, userMetadata: undefined },
      detail('STATUS_UPDATE'),
      detail('NEW_WARNING'),
      detail('INPUT_INFORMATION'),
    );
    expect(await row()).toEqual(before);
    expect(world.published).toEqual([]);
  });

  test('are told of once when two of them say the same', async () => {
    await hearAll(progress(5), progress(5.9), COMPLETE, COMPLETE);
    expect(world.told()).toEqual([
      ['PROCESSING', 5, 3],
      ['READY', 100, 4],
    ]);
  });
});

describe('the events of two jobs', () => {
  const early = (status: string, more = {}) => partDetail('EARLY', status, more);
  const full = (status: string, more = {}) => partDetail('FULL', status, more);
  const at = (percent: number) => ({ jobProgress: { jobPercentComplete: percent } });

  test('make the video PLAYABLE with the early one, READY with both', async () => {
    await hearAll(
      early('PROGRESSING'),
      full('PROGRESSING'),
      early('STATUS_UPDATE', at(50)),
      early('COMPLETE'),
    );
    expect(await row()).toMatchObject({
      ...{
        status: 'PLAYABLE',
        ownerStatus: 'owner#PLAYABLE',
        width: 640,
        height: 360,
        durationSeconds: 5.12,
      },
      ...{ posterKey: 'posters/token/1/poster.0000001.jpg', hasStoryboard: true },
      renditions: [{ name: '360p' }, { name: '240p' }],
      open: 'OPEN#0',
      leaseUntil: NOW + 1_000,
    });
    expect(await row()).not.toHaveProperty('publishedAt');
    expect(world.tagged).toEqual([]);
    await hearAll(full('STATUS_UPDATE', at(50)), full('COMPLETE'));
    expect(await row()).toMatchObject({ status: 'READY', width: 1280, height: 720, publishedAt: AT });
    expect((await row())!.renditions.map(({ name }) => name)).toEqual(['720p', '360p', '240p']);
    expect(await row()).not.toHaveProperty('open');
    expect(world.told()).toEqual([
      ['PROCESSING', 0, 3],
      ['PROCESSING', 0, 4],
      ['PROCESSING', 10, 5],
      ['PLAYABLE', 20, 6],
      ['PLAYABLE', 60, 7],
      ['READY', 100, 8],
    ]);
  });

  test('come to the same when the large one is faster', async () => {
    await hearAll(full('COMPLETE'), early('COMPLETE'));
    const faster = (await row())!;
    expect(world.told()).toEqual([
      ['PROCESSING', 80, 3],
      ['READY', 100, 4],
    ]);
    await videos.put(CLAIMED);
    await hearAll(early('COMPLETE'), full('COMPLETE'));
    expect({ ...(await row()), durationSeconds: 0 }).toEqual({ ...faster, durationSeconds: 0 });
  });
});

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

describe('a job that nobody waits for', () => {
  const files = [
    `videos/${ID}/1/hls/a`,
    `videos/${ID}/2/hls/b`,
    'posters/token/1/poster.0000001.jpg',
    'posters/token/2/poster.0000001.jpg',
  ];
  beforeEach(() => {
    for (const key of files) world.outputs.add(key);
    world.jobs.set('EARLY-1', 'PROGRESSING');
  });

  test.each(['COMPLETE', 'ERROR', 'CANCELED'])(
    'of an attempt that another has followed is canceled, and with its end (%s) what it made goes',
    async (end) => {
      const current = { ...CLAIMED, attempt: 2, jobId: 'EARLY-2' };
      await videos.put(current);
      await world.hear(partDetail('EARLY', 'STATUS_UPDATE', { jobProgress: { jobPercentComplete: 5 } }));
      expect(world.jobs.get('EARLY-1')).toBe('CANCELED');
      expect([...world.outputs]).toEqual(files);
      await world.hear(partDetail('EARLY', end));
      expect([...world.outputs]).toEqual(files.filter((key) => key.includes('/2/')));
      expect(await row()).toEqual(current);
      expect(world.published).toEqual([]);
    },
  );

  test.each(['COMPLETE', 'ERROR', 'CANCELED'])(
    'of a deleted video is canceled, and with its end (%s) all goes; the video stays deleted',
    async (end) => {
      const userMetadata = { ...partDetail('EARLY', end).userMetadata, videoId: 'deleted' };
      world.outputs.add('videos/deleted/1/hls/a').add('posters/other/1/p.jpg');
      for (const again of [false, true]) {
        await world.hear({ ...partDetail('EARLY', 'PROGRESSING'), userMetadata }, again);
        await world.hear({ ...partDetail('EARLY', end), userMetadata }, again);
      }
      expect([...world.outputs]).toEqual([...files.slice(0, 2), 'posters/other/1/p.jpg']);
      expect(world.jobs.get('EARLY-1')).toBe('CANCELED');
      expect(await videos.get('deleted')).toBeUndefined();
      expect(world.published).toEqual([]);
    },
  );

  test('and that names no poster of ours deletes none', async () => {
    for (const poster of [
      'posters/token/',
      'posters//1/p.jpg',
      'videos/token/1/p.jpg',
      'posters/a/token/1/p.jpg',
    ]) {
      const userMetadata = { ...partDetail('EARLY', 'ERROR').userMetadata, videoId: 'deleted', poster };
      await world.hear({ ...partDetail('EARLY', 'COMPLETE'), userMetadata });
    }
    expect([...world.outputs]).toEqual(files);
  });

  test('but is said to be of another owner takes nothing', async () => {
    await videos.put({ ...CLAIMED, status: 'FAILED' });
    const event = partDetail('EARLY', 'ERROR');
    await world.hear({ ...event, userMetadata: { ...event.userMetadata, ownerId: 'stranger' } });
    expect([...world.outputs]).toEqual(files);
  });

  test('because another does the same work is canceled, and its end takes nothing', async () => {
    await videos.put({ ...CLAIMED, earlyJobId: 'EARLY-another' });
    await hearAll(partDetail('EARLY', 'PROGRESSING'), partDetail('EARLY', 'CANCELED'));
    expect(world.jobs.get('EARLY-1')).toBe('CANCELED');
    expect([...world.outputs]).toEqual(files);
    expect(await row()).toMatchObject({ status: 'UPLOADED', version: 2 });
  });
});

describe('whatever breaks off after the write is made up for when the event comes again', () => {
  test('what could not be told is told, once', async () => {
    for (const event of [progress(50), detail('ERROR', { errorCode: 1040 })]) {
      world.away.add('AppSync');
      await expect(world.hear(event)).rejects.toThrow('AppSync is away');
      world.away.clear();
      await world.hear(event, true);
    }
    expect(world.told()).toEqual([
      ['PROCESSING', 50, 3],
      ['FAILED', 50, 4],
    ]);
  });

  test('the file of a video that is ready is tagged, unless it is gone', async () => {
    const pinnedKey = `sources/${ID}/source`;
    await videos.put({ ...CLAIMED, pinnedKey });
    world.away.add('S3');
    await expect(world.hear(COMPLETE)).rejects.toThrow('S3 is away');
    world.away.clear();
    await world.hear(COMPLETE, true);
    expect(world.tagged).toEqual([`/${pinnedKey} state=ready`]);
    await videos.put({ ...CLAIMED, pinnedKey: 'sources/expired/source' });
    await world.hear(COMPLETE);
    expect(await row()).toMatchObject({ status: 'READY' });
  });

  test('the look at another attempt is sent, and what the last one made goes', async () => {
    const failed = partDetail('FULL', 'ERROR', { errorCode: 1999 });
    world.outputs.add(`videos/${ID}/1/hls/a`);
    for (const service of ['SQS', 'AppSync', 'S3'] as const) {
      world.away.clear();
      world.away.add(service);
      await expect(world.hear(failed, service !== 'SQS')).rejects.toThrow(`${service} is away`);
    }
    world.away.clear();
    await world.hear(failed, true);
    expect(await row()).toMatchObject({ attempt: 2, tries: 1, version: 3 });
    expect(world.looks.at(-1)).toEqual([{ videoId: ID }, 5]);
    expect([...world.outputs]).toEqual([]);
  });
});
