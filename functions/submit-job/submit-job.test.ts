import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { pinnedKey, sourceKey } from '../../model/keys.ts';
import { NEWS_LEASE_MS } from '../../model/limits.ts';
import { ID, NOW, videoRow, videosTable, type TestTable } from '../shared/testing.ts';
import { arrived, createWorld, etag, fault, MP4, probedVideo, type World } from './testing.ts';

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

describe('a file that arrives', () => {
  test('is claimed, told of, pinned, and gets a job for each part', async () => {
    await world.submit();
    expect(parts()).toEqual(['EARLY', 'FULL']);
    expect(world.published).toEqual([{ status: 'UPLOADED', version: 2 }]);
    expect(await row()).toMatchObject({
      status: 'UPLOADED',
      ownerStatus: 'owner#UPLOADED',
      version: 2,
      attempt: 1,
      starts: 1,
      split: true,
      earlyJobId: 'job-1',
      jobId: 'job-2',
      sourceEtag: etag(MP4),
      pinnedKey: pinnedKey(ID),
      leaseUntil: NOW + NEWS_LEASE_MS,
    });
    expect([...world.files.keys()]).toEqual([pinnedKey(ID)]);
  });

  test('gets one job where nothing remains above the lowest rungs, or the switch is off', async () => {
    world.probed = probedVideo(640, 360);
    await world.submit();
    expect(parts()).toEqual(['FULL']);
    expect(await row()).toMatchObject({ split: false, jobId: 'job-1' });
    await videos.put(videoRow());
    const whole = createWorld(videos, { earlyPlayable: false });
    await whole.submit();
    expect(whole.jobs.map(({ userMetadata }) => userMetadata['part'])).toEqual(['FULL']);
  });

  test('stays where it is when it came in parts: they cannot be completed twice', async () => {
    const { upload } = videoRow();
    await videos.put(videoRow({ upload: { ...upload, method: 'MULTIPART' } }));
    await world.submit();
    expect(await row()).toMatchObject({ pinnedKey: sourceKey(ID), jobId: 'job-2' });
    expect(world.calls).not.toContain('copy');
  });

  test('is deleted when its video was: its form may be sent until it expires', async () => {
    world.files.set('uploads/absent/source', MP4);
    const task = { arrived: { key: 'uploads/absent/source', sizeBytes: 1, etag: 'e' } };
    for (let time = 0; time < 2; time++) await world.submit(task);
    await world.submit({ look: 'absent' });
    expect([world.jobs, world.published, await videos.get('absent')]).toEqual([[], [], undefined]);
    expect(world.files.has('uploads/absent/source')).toBe(false);
  });

  test('is left alone when it is none of ours', async () => {
    for (const key of ['elsewhere', 'uploads/a/b/source', 'uploads//source'])
      await world.submit({ arrived: { key, sizeBytes: 1, etag: 'e' } });
    expect(world.calls).toEqual([]);
  });

  test('of which nobody told is found by a look', async () => {
    await world.submit(look);
    expect(parts()).toEqual(['EARLY', 'FULL']);
    expect(await row()).toMatchObject({ sourceEtag: etag(MP4) });
  });

  test('that has not come is waited for: a look changes nothing', async () => {
    world.files.clear();
    const before = await row();
    await world.submit(look);
    expect([await row(), world.published]).toEqual([before, []]);
  });

  test('is drawn a poster when there is nothing to see in it', async () => {
    await videos.put(videoRow({ posterToken: 'token' }));
    world.probed = { Container: { Tracks: [{ TrackType: 'audio', Codec: 'MP3' }] } };
    await world.submit();
    expect(world.made).toEqual(['posters/token/1/poster.png']);
    expect(world.jobs[0]?.userMetadata).toMatchObject({
      poster: 'posters/token/1/poster.png',
      files: 'mp4a',
    });
  });
});

describe('a file that no job could use fails, with a reason,', () => {
  const FAILED = [
    { status: 'UPLOADED', version: 2 },
    { status: 'FAILED', version: 3 },
  ];
  const cases: readonly (readonly [string, (world: World) => void])[] = [
    ['EMPTY_FILE', ({ files }) => files.set(sourceKey(ID), Buffer.alloc(0))],
    ['TOO_LARGE', ({ files }) => files.set(sourceKey(ID), Buffer.concat([MP4, Buffer.alloc(1_000)]))],
    ['NOT_A_VIDEO', ({ files }) => files.set(sourceKey(ID), Buffer.from('a letter to my aunt'))],
    ['CORRUPT', (world) => (world.fault = (call) => (call === 'probe' ? BAD : undefined))],
    ['TOO_LONG', (world) => (world.probed = { Container: { Duration: 100_000 } })],
  ];
  const BAD = { answer: fault(400, 'BadRequestException') };

  test.each(cases)('%s', async (code, arrange) => {
    arrange(world);
    await world.submit(arrived(world.files.get(sourceKey(ID))));
    expect(world.jobs).toEqual([]);
    expect(world.published).toEqual(FAILED);
    expect(await row()).toMatchObject({
      status: 'FAILED',
      ownerStatus: 'owner#FAILED',
      failure: { code, retryable: false },
      leaseUntil: NOW,
    });
  });

  test('and one that MediaConvert will not take may be tried again; its other job is the sweeper’s to cancel', async () => {
    let created = 0;
    world.fault = (call) => (call === 'create' && ++created === 2 ? BAD : undefined);
    await world.submit();
    expect(await row()).toMatchObject({
      earlyJobId: 'job-1',
      failure: { code: 'TRANSCODE_FAILED', retryable: true },
      leaseUntil: NOW,
    });
  });

  test('and is told of again when nobody can be sure that it was', async () => {
    world.files.set(sourceKey(ID), Buffer.alloc(0));
    await world.submit();
    await world.submit();
    await world.submit(arrived(), { messageId: 'of another event' });
    expect(world.published).toEqual([...FAILED, FAILED[1]]);
  });

  test('and so does one that is no longer kept', async () => {
    await videos.put(
      videoRow({ status: 'UPLOADED', attempt: 2, version: 7, sourceEtag: 'e', pinnedKey: pinnedKey(ID) }),
    );
    await world.submit(look);
    expect(await row()).toMatchObject({ status: 'FAILED', failure: { code: 'SOURCE_EXPIRED' } });
  });
});
