import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { failure } from '../../model/failures.ts';
import { pinnedKey } from '../../model/keys.ts';
import type { VideoRow } from '../../model/video-row.ts';
import { createServices, type Services } from '../shared/testing-services.ts';
import { ID, NOW, videoRow, videosTable, type TestTable } from '../shared/testing.ts';
import { retryProcessing } from './retry-processing.ts';

const FAILED = videoRow({
  status: 'FAILED',
  failure: failure('TRANSCODE_FAILED'),
  attempt: 3,
  tries: 3,
  jobId: 'job',
  sourceEtag: 'etag',
  pinnedKey: pinnedKey(ID),
});
const LOOK = ['looks', { videoId: ID }];

let videos: TestTable;
let services: Services;
beforeAll(async () => {
  videos = await videosTable();
});
afterAll(() => videos.stop());
beforeEach(async () => {
  services = createServices();
  services.objects.add(`uploads/${pinnedKey(ID)}`);
  await videos.put(FAILED);
});

const retry = (caller = 'owner') =>
  retryProcessing({
    videos,
    transcoder: services.mediaConvert,
    uploads: { client: services.s3, name: 'uploads' },
    outputs: { client: services.s3, name: 'outputs' },
    looks: { client: services.sqs, url: 'https://sqs.test/1/looks' },
    now: () => NOW,
  })({ id: ID }, caller);

describe('retryProcessing', () => {
  test('begins another attempt, which has all its tries, and has somebody look at it', async () => {
    const begun = { status: 'UPLOADED', attempt: 4, tries: 0, version: 2, leaseUntil: NOW };
    expect(await retry()).toMatchObject(begun);
    const row = await videos.get(ID);
    expect(row).toMatchObject({ ...begun, pinnedKey: pinnedKey(ID), sourceEtag: 'etag' });
    expect(row).not.toHaveProperty('failure');
    expect(row).not.toHaveProperty('jobId');
    expect(services.messages).toEqual([LOOK]);
  });

  test('changes nothing while the video is under way', async () => {
    await retry();
    const row = await videos.get(ID);
    for (const status of ['UPLOADED', 'PROCESSING', 'PLAYABLE'] as const) {
      await videos.put({ ...row!, status });
      expect(await retry()).toEqual({ ...row, status });
    }
    expect(services.messages).toEqual([LOOK]);
  });

  test('by many at once is one attempt', async () => {
    const rows = await Promise.all(Array.from({ length: 5 }, () => retry()));
    expect(new Set(rows.map(({ attempt }) => attempt))).toEqual(new Set([4]));
    expect(await videos.get(ID)).toMatchObject({ attempt: 4, version: 2 });
  });

  test('first clears away what is left of the last attempt, which the next one does not remember', async () => {
    services.jobs.set('job', { status: 'PROGRESSING' });
    services.objects.add(`outputs/videos/${ID}/3/hls/index.m3u8`);
    await videos.put({ ...FAILED, open: 'OPEN#0', leaseUntil: NOW });
    await retry();
    expect(services.jobs.get('job')).toEqual({ status: 'CANCELED' });
    expect([...services.objects]).toEqual([`uploads/${pinnedKey(ID)}`]);
  });

  test.each<[string, Partial<VideoRow>]>([
    ['did not fail', { status: 'READY', failure: undefined }],
    ['was not sent yet', { status: 'AWAITING_UPLOAD', failure: undefined }],
    ['must fail again', { failure: failure('NOT_A_VIDEO') }],
    ['was canceled by its owner', { failure: failure('CANCELED') }],
  ])('is a conflict for a video that %s', async (_, changes) => {
    await videos.put({ ...FAILED, ...changes });
    await expect(retry()).rejects.toMatchObject({ type: 'Conflict' });
    expect(services.messages).toEqual([]);
  });

  test('is a conflict for a video whose file is gone, and says so', async () => {
    services.objects.clear();
    // Another’s, whose key begins as this one’s does.
    services.objects.add(`uploads/${pinnedKey(ID)}-2`);
    await expect(retry()).rejects.toMatchObject({
      type: 'Conflict',
      message: failure('SOURCE_EXPIRED').message,
    });
    expect(await videos.get(ID)).toEqual(FAILED);
  });

  test('is its owner’s alone; to others there is no such video', async () => {
    await expect(retry('stranger')).rejects.toMatchObject({ type: 'NotFound' });
    expect(await videos.get(ID)).toEqual(FAILED);
  });
});
