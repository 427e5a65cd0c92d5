import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { pinnedKey, sourceKey } from '../../model/keys.ts';
import { CLAIM_LEASE_MS, NEWS_LEASE_MS } from '../../model/limits.ts';
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
const OTHER = Buffer.concat([MP4, Buffer.from('other bytes')]);
/** A form is sent again. */
const replay = (bytes: Uint8Array = OTHER) => {
  world.files.set(sourceKey(ID), bytes);
  return arrived(bytes);
};
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

describe('a form that is sent again', () => {
  test('before the file is pinned: what is there last is the video', async () => {
    let copies = 0;
    world.fault = (call) => void (call === 'copy' && ++copies === 1 && replay());
    await world.submit();
    expect(copies).toBe(2);
    expect(await row()).toMatchObject({ sourceEtag: etag(OTHER), jobId: 'job-2' });
    expect(world.files.get(pinnedKey(ID))).toEqual(OTHER);
  });

  test('all the time: is not followed for ever', async () => {
    let sent = 0;
    world.fault = (call) => void (call === 'copy' && replay(Buffer.from(`${sent++}`)));
    await expect(world.submit()).rejects.toThrow('changes faster');
    expect(world.jobs).toEqual([]);
  });

  test.each(['the same', 'others'])(
    'after that changes nothing, whatever becomes of the video: %s',
    async (bytes) => {
      const again = () => replay(bytes === 'others' ? OTHER : MP4);
      let sent: Promise<void> | undefined;
      // While the jobs are made.
      world.fault = (call) =>
        void (call === 'probe' && (sent ??= world.submit(again(), { messageId: 'replay' })));
      await world.submit();
      await sent;
      const made = await row();
      for (const changes of [
        {},
        { status: 'PROCESSING' },
        { status: 'READY' },
        { status: 'FAILED' },
      ] as const) {
        await videos.put({ ...made!, ...changes });
        const before = await row();
        await world.submit(again(), { messageId: 'another', now: NOW + 10 * CLAIM_LEASE_MS });
        expect(await row()).toEqual(before);
      }
      expect(world.jobs).toHaveLength(2);
      expect(world.published).toHaveLength(1);
      expect(world.files.get(pinnedKey(ID))).toEqual(MP4);
    },
  );

  test('of a video that is deleted meanwhile leaves no copy', async () => {
    const deletion = new DeleteCommand({ TableName: videos.name, Key: { id: ID } });
    world = createWorld(videos, { publish: async () => void (await videos.client.send(deletion)) });
    await world.submit();
    expect([world.jobs, world.files.has(pinnedKey(ID))]).toEqual([[], false]);
  });
});

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
    expect(off.jobs.map(({ userMetadata }) => userMetadata['part'])).toEqual(['FULL']);
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
