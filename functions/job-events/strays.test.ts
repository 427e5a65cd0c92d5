import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ID, videosTable, type TestTable } from '../shared/testing.ts';
import type { JobDetail } from './job-event.ts';
import { CLAIMED, createWorld, partDetail, type World } from './testing.ts';

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
