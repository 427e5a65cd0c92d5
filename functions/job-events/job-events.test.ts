import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
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

  test('keep what a job made once, however often it says that it is done', async () => {
    await hearAll(early('COMPLETE'), early('COMPLETE'), early('STATUS_UPDATE', at(100)));
    expect((await row())!.renditions.map(({ name }) => name)).toEqual(['360p', '240p']);
    expect(world.told()).toEqual([['PLAYABLE', 20, 3]]);
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

  test('what was overtaken meanwhile is told no more', async () => {
    await world.hear(progress(50));
    await world.hear(COMPLETE);
    const told = world.told();
    for (const event of [progress(50), progress(20), detail('CANCELED')]) await world.hear(event, true);
    expect(world.told()).toEqual(told);
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
