import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { failure } from '../../model/failures.ts';
import { openShard } from '../../model/keys.ts';
import { CANCEL_LEASE_MS } from '../../model/limits.ts';
import { next } from '../../model/pipeline.ts';
import type { VideoRow } from '../../model/video-row.ts';
import { createServices, type Services } from '../shared/testing-services.ts';
import { ID, NOW, videoRow, videosTable, type TestTable } from '../shared/testing.ts';
import { cancelUpload } from './cancel-upload.ts';

const OTHERS = ['uploads/uploads/other/source', 'outputs/videos/other/1/hls/index.m3u8'];
const OURS = [
  `uploads/uploads/${ID}/source`,
  `uploads/sources/${ID}/source`,
  `outputs/videos/${ID}/1/hls/index.m3u8`,
  `outputs/videos/${ID}/captions/en-1/captions.vtt`,
  'outputs/posters/token/1/poster.0000001.jpg',
];
const UNDER_WAY: Partial<VideoRow> = {
  status: 'PLAYABLE',
  attempt: 1,
  split: true,
  jobId: 'full',
  earlyJobId: 'early',
  earlyDone: true,
  posterToken: 'token',
};

let videos: TestTable;
let services: Services;
let published: VideoRow[];
beforeAll(async () => {
  videos = await videosTable();
});
afterAll(() => videos.stop());
beforeEach(() => {
  services = createServices();
  published = [];
  for (const object of [...OTHERS, ...OURS]) services.objects.add(object);
  services.jobs.set('full', { status: 'PROGRESSING' }).set('early', { status: 'COMPLETE' });
});

const cancel = (caller = 'owner', publish = async (row: VideoRow) => void published.push(row)) =>
  cancelUpload({
    videos,
    transcoder: services.mediaConvert,
    uploads: { client: services.s3, name: 'uploads' },
    outputs: { client: services.s3, name: 'outputs' },
    publish,
    now: () => NOW,
  })({ videoId: ID }, caller);

const CANCELED = { status: 'FAILED', failure: failure('CANCELED'), ownerStatus: 'owner#FAILED', version: 2 };

describe('cancelUpload', () => {
  test.each(['AWAITING_UPLOAD', 'UPLOADED', 'PROCESSING', 'PLAYABLE'] as const)(
    'ends a video that is %s: jobs and files go, and nobody need come back to it',
    async (status) => {
      await videos.put(videoRow({ ...UNDER_WAY, status, open: 'OPEN#0', leaseUntil: NOW }));
      expect(await cancel()).toMatchObject(CANCELED);
      const row = await videos.get(ID);
      expect(row).toMatchObject(CANCELED);
      expect(row).not.toHaveProperty('open');
      expect(published).toEqual([expect.objectContaining(CANCELED)]);
      expect([...services.objects]).toEqual(OTHERS);
      expect(services.jobs.get('full')).toEqual({ status: 'CANCELED' });
    },
  );

  test('gives up the parts of an upload', async () => {
    services.uploads.add('parts');
    const upload = { ...videoRow().upload, method: 'MULTIPART', uploadId: 'parts', partCount: 7 } as const;
    await videos.put(videoRow({ upload }));
    await cancel();
    expect([...services.uploads]).toEqual([]);
  });

  test('again clears again, and changes nothing', async () => {
    await videos.put(videoRow(UNDER_WAY));
    await cancel();
    services.objects.add(OURS[2]!);
    expect(await cancel()).toMatchObject(CANCELED);
    expect([...services.objects]).toEqual(OTHERS);
  });

  test('by many at once is one end', async () => {
    await videos.put(videoRow(UNDER_WAY));
    for (const row of await Promise.all(Array.from({ length: 5 }, () => cancel())))
      expect(row).toMatchObject(CANCELED);
  });

  test('that breaks off, or whose job goes on, leaves the rest to the sweeper', async () => {
    const left = { ...CANCELED, open: openShard(ID), leaseUntil: NOW + CANCEL_LEASE_MS };
    await videos.put(videoRow(UNDER_WAY));
    await expect(cancel('owner', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(await videos.get(ID)).toMatchObject(left);
    services.stubborn.add('full');
    await cancel();
    expect(await videos.get(ID)).toMatchObject(left);
    services.stubborn.clear();
    await cancel();
    expect(await videos.get(ID)).not.toHaveProperty('open');
  });

  test.each<[string, Partial<VideoRow>]>([
    ['ready', { status: 'READY' }],
    ['failed', { status: 'FAILED', failure: failure('CORRUPT') }],
    ['a job that was canceled', { status: 'FAILED', failure: failure('JOB_CANCELED') }],
  ])('is a conflict for what is at another end: %s', async (_, changes) => {
    await videos.put(videoRow(changes));
    await expect(cancel()).rejects.toMatchObject({ type: 'Conflict' });
    expect(await videos.get(ID)).toEqual(videoRow(changes));
    expect([...services.objects]).toEqual([...OTHERS, ...OURS]);
  });

  test('is its owner’s alone; to others there is no such video', async () => {
    await videos.put(videoRow(UNDER_WAY));
    await expect(cancel('stranger')).rejects.toMatchObject({ type: 'NotFound' });
    expect(await videos.get(ID)).toEqual(videoRow(UNDER_WAY));
  });

  test('is the end, whatever the job still has to say', async () => {
    await videos.put(videoRow(UNDER_WAY));
    const row = await cancel();
    for (const change of ['ADVANCED', 'DONE', 'FAILED', 'AGAIN'] as const)
      expect(
        next(row, { part: 'FULL', attempt: 1, split: true, jobId: 'full', change, percent: 99 }),
      ).toBeUndefined();
  });
});
