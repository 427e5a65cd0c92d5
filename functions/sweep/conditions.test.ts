import { MediaConvertClient } from '@aws-sdk/client-mediaconvert';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { sourceKey } from '../../model/keys.ts';
import type { VideoRow } from '../../model/video-row.ts';
import { createServices, type Services } from '../shared/testing-services.ts';
import { answering, ID, NOW, silent, videoRow, videosTable, type TestTable } from '../shared/testing.ts';
import { sweepVideo, type SweepDependencies } from './sweep-video.ts';

/*
 * While the sweeper asks what became of a video, others go on with it: then it leaves the video alone.
 */

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
});

const comeBack = (changes: Partial<SweepDependencies> = {}) =>
  sweepVideo(
    {
      videos,
      transcoder: services.mediaConvert,
      uploads: { client: services.s3, name: 'uploads' },
      outputs: { client: services.s3, name: 'outputs' },
      looks: { client: services.sqs, url: 'https://sqs.test/1/looks' },
      events: { client: services.sqs, url: 'https://sqs.test/1/events' },
      publish: async (row) => void published.push(row),
      logger: silent,
      now: () => NOW,
      ...changes,
    },
    ID,
  );
/** S3, when asked for the file, says whether it is there; meanwhile something becomes of the video. */
const asked = (row: VideoRow, isThere: boolean) => ({
  uploads: {
    name: 'uploads',
    client: new S3Client(
      answering(async () => {
        await videos.put(row);
        const found = isThere ? `<Contents><Key>${sourceKey(ID)}</Key></Contents>` : '';
        return { status: 200, body: `<ListBucketResult>${found}</ListBucketResult>` };
      }),
    ),
  },
});

const WAITING = videoRow({ open: 'OPEN#0', leaseUntil: NOW - 1 });

/** Nothing was done about the video, which is as others left it. */
async function isLeftAlone(row: VideoRow): Promise<void> {
  expect([await videos.get(ID), services.messages, published]).toEqual([row, [], []]);
}

test('the index is late: the video is not due any more', async () => {
  for (const { open, ...since } of [
    { ...WAITING, leaseUntil: NOW + 1 },
    { ...WAITING, open: undefined },
  ]) {
    const row = { ...since, ...(open && { open }) };
    await videos.put(row);
    services.objects.add(`uploads/uploads/${ID}/source`);
    await comeBack();
    await isLeftAlone(row);
  }
});

test('somebody has come back to it: no second look is sent', async () => {
  await videos.put(WAITING);
  const since = { ...WAITING, leaseUntil: NOW - 1_000 };
  await comeBack(asked(since, true));
  await isLeftAlone(since);
});

test('its file came at the last moment: it does not fail', async () => {
  const late = { ...WAITING, upload: { ...WAITING.upload, expiresAt: '2020-01-01T00:00:00.000Z' } };
  await videos.put(late);
  const since: VideoRow = { ...late, status: 'UPLOADED', attempt: 1 };
  await comeBack(asked(since, false));
  await isLeftAlone(since);
});

test('MediaConvert says nothing: its job is not taken for lost', async () => {
  const row = videoRow({
    ...{ status: 'PROCESSING', attempt: 1, split: false, jobId: 'job' },
    ...{ open: 'OPEN#0', leaseUntil: NOW - 1, updatedAt: '2020-01-01T00:00:00.000Z' },
  });
  await videos.put(row);
  const busy = answering(() => ({
    status: 429,
    headers: { 'x-amzn-errortype': 'TooManyRequestsException' },
  }));
  await expect(comeBack({ transcoder: new MediaConvertClient(busy) })).rejects.toThrow();
  await isLeftAlone(row);
});
