import { MediaConvertClient } from '@aws-sdk/client-mediaconvert';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CLAIM_LEASE_MS } from '../../model/limits.ts';
import type { VideoRow } from '../../model/video-row.ts';
import {
  answering,
  ID,
  NOW,
  silent,
  videoRow,
  videosTable,
  type TestTable,
  type WireAnswer,
} from '../shared/testing.ts';
import { submitJob } from './submit-job.ts';

/** MediaConvert's wire, as far as this function speaks it. */
interface FakeJob {
  readonly id: string;
  readonly userMetadata: Record<string, string>;
}
let jobs: FakeJob[];
let probeAnswer: WireAnswer;
let createAnswer: WireAnswer | undefined;
const VIDEO: WireAnswer = {
  status: 200,
  body: JSON.stringify({
    probeResults: [
      {
        container: {
          duration: 5,
          tracks: [{ trackType: 'video', videoProperties: { width: 640, height: 360 } }],
        },
      },
    ],
  }),
};
const fault = (status: number, type: string): WireAnswer => ({
  status,
  headers: { 'x-amzn-errortype': type },
  body: '{"message":"the service says no"}',
});
const client = new MediaConvertClient(
  answering(({ method, path, body }) => {
    if (path.endsWith('/probe')) return probeAnswer;
    if (method === 'GET') return { status: 200, body: JSON.stringify({ jobs }) };
    if (createAnswer) return createAnswer;
    const { userMetadata } = JSON.parse(body) as FakeJob;
    const job = { id: `job-${jobs.length + 1}`, userMetadata };
    jobs.push(job);
    return { status: 201, body: JSON.stringify({ job }) };
  }),
);

let deletedObjects: string[];
const s3 = new S3Client(
  answering(({ method, path }) => {
    deletedObjects.push(`${method} ${path}`);
    return { status: 204 };
  }),
);

let videos: TestTable;
let published: Pick<VideoRow, 'status' | 'version'>[];
let failing: 'publish' | undefined;
beforeAll(async () => {
  videos = await videosTable();
});
afterAll(() => videos.stop());
beforeEach(async () => {
  jobs = [];
  deletedObjects = [];
  published = [];
  probeAnswer = VIDEO;
  createAnswer = undefined;
  failing = undefined;
  await videos.put(videoRow());
});

const OBJECT = { key: `uploads/${ID}/source`, sizeBytes: 1_000, etag: 'etag' };
const submit = (object = OBJECT, now = NOW, messageId = 'message') =>
  submitJob({
    videos,
    uploads: { client: s3, name: 'uploads' },
    transcoding: { client, queueArn: 'q', roleArn: 'r', uploadBucket: 'u', outputBucket: 'o' },
    publish: async ({ status, version }) => {
      if (failing === 'publish') throw new Error('AppSync is away');
      published.push({ status, version });
    },
    logger: silent,
    now: () => now,
  })(object, messageId);

describe('a file that arrives', () => {
  test('is claimed, told of, and gets one job', async () => {
    await submit();
    expect(jobs).toEqual([{ id: 'job-1', userMetadata: { videoId: ID, ownerId: 'owner', attempt: '1' } }]);
    expect(published).toEqual([{ status: 'UPLOADED', version: 2 }]);
    expect(await videos.get(ID)).toMatchObject({
      status: 'UPLOADED',
      ownerStatus: 'owner#UPLOADED',
      version: 2,
      attempt: 1,
      jobId: 'job-1',
      sourceEtag: 'etag',
    });
  });

  test('gets no second job, however often and at once it is heard of', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 8 }, (_, index) => submit(OBJECT, NOW, `message ${index}`)),
    );
    expect(results.some(({ status }) => status === 'fulfilled')).toBe(true);
    await submit();
    await submit(OBJECT, NOW + 10 * CLAIM_LEASE_MS);
    expect(jobs).toHaveLength(1);
    expect(await videos.get(ID)).toMatchObject({ version: 2, jobId: 'job-1' });
  });

  test('changes nothing when another was first: a form can be sent again', async () => {
    await submit();
    await videos.put({ ...(await videos.get(ID))!, status: 'READY' });
    await submit({ ...OBJECT, etag: 'another' });
    expect(jobs).toHaveLength(1);
    expect(await videos.get(ID)).toMatchObject({ status: 'READY', sourceEtag: 'etag' });
  });

  test('is deleted when its video was: its form may be sent until it expires', async () => {
    await submit({ ...OBJECT, key: 'uploads/absent/source' });
    await submit({ ...OBJECT, key: 'uploads/absent/source' });
    expect({ jobs, published }).toEqual({ jobs: [], published: [] });
    expect(deletedObjects).toEqual(Array(2).fill('DELETE /uploads/absent/source'));
    expect(await videos.get('absent')).toBeUndefined();
  });

  test('is left alone when it is none of ours', async () => {
    for (const key of ['elsewhere', 'uploads/a/b/source', 'uploads//source'])
      await submit({ ...OBJECT, key });
    expect({ jobs, published, deletedObjects }).toEqual({ jobs: [], published: [], deletedObjects: [] });
  });
});

describe('a file that no job could use fails, with a reason,', () => {
  const FAILED = [
    { status: 'UPLOADED', version: 2 },
    { status: 'FAILED', version: 3 },
  ];
  test.each<[string, Partial<typeof OBJECT>, WireAnswer]>([
    ['EMPTY_FILE', { sizeBytes: 0 }, VIDEO],
    ['TOO_LARGE', { sizeBytes: 1_001 }, VIDEO],
    ['NOT_A_VIDEO', {}, fault(400, 'BadRequestException')],
    ['NOT_A_VIDEO', {}, { status: 200, body: '{"probeResults":[{"container":{"tracks":[]}}]}' }],
  ])('%s', async (code, changes, answer) => {
    probeAnswer = answer;
    await submit({ ...OBJECT, ...changes });
    expect(jobs).toEqual([]);
    expect(published).toEqual(FAILED);
    expect(await videos.get(ID)).toMatchObject({
      status: 'FAILED',
      ownerStatus: 'owner#FAILED',
      failure: { code, retryable: false },
    });
  });

  test('and one that MediaConvert will not take may be tried again', async () => {
    createAnswer = fault(400, 'BadRequestException');
    await submit();
    expect((await videos.get(ID))?.failure).toMatchObject({ code: 'TRANSCODE_FAILED', retryable: true });
  });

  test('and is told of again when nobody can be sure that it was', async () => {
    probeAnswer = fault(400, 'BadRequestException');
    await submit();
    await submit();
    expect(published).toEqual([...FAILED, FAILED[1]]);
  });
});

describe('after an interruption', () => {
  test('a throttled service is asked again, and the lease is no hindrance', async () => {
    probeAnswer = fault(429, 'TooManyRequestsException');
    await expect(submit()).rejects.toThrow('the service says no');
    probeAnswer = VIDEO;
    await submit();
    expect(jobs).toHaveLength(1);
  });

  test('a job that was made but not recorded is found, not made again', async () => {
    const claim = {
      status: 'UPLOADED',
      version: 2,
      attempt: 1,
      sourceEtag: 'etag',
      leaseUntil: NOW,
    } as const;
    await videos.put(videoRow(claim));
    jobs = [
      { id: 'of-another', userMetadata: { videoId: 'another', attempt: '1' } },
      { id: 'lost', userMetadata: { videoId: ID, ownerId: 'owner', attempt: '1' } },
    ];
    await submit();
    expect(jobs).toHaveLength(2);
    expect(await videos.get(ID)).toMatchObject({ jobId: 'lost', attempt: 1 });
  });

  describe('a claim', () => {
    const claimed = { status: 'UPLOADED', version: 2, attempt: 1, sourceEtag: 'etag' } as const;
    beforeEach(() => videos.put(videoRow({ ...claimed, leaseUntil: NOW + 1, claimedBy: 'message' })));
    const hasOneJob = async () => {
      expect(await videos.get(ID)).toMatchObject({ jobId: 'job-1', version: 2 });
      expect(jobs).toHaveLength(1);
    };

    test('is not taken over by another message before its lease ends', async () => {
      await expect(submit(OBJECT, NOW, 'another')).rejects.toThrow('being worked on');
      await submit(OBJECT, NOW + 1, 'another');
      await hasOneJob();
    });

    test('is taken over at once by its own message: that it comes again means that its receiver is dead', async () => {
      await submit();
      await hasOneJob();
    });
  });

  test('what could not be told is told when it is tried again', async () => {
    failing = 'publish';
    await expect(submit()).rejects.toThrow('AppSync is away');
    failing = undefined;
    await submit();
    expect(published).toEqual([{ status: 'UPLOADED', version: 2 }]);
    expect(jobs).toHaveLength(1);
  });

  test('an event of the job may be faster than the record of it', async () => {
    const early = { status: 'PROCESSING', jobId: 'job-1', percent: 0, version: 3 } as const;
    createAnswer = undefined;
    const row = videoRow({ attempt: 1, sourceEtag: 'etag', leaseUntil: NOW + 1, ...early });
    const { recordJob } = await import('./claims.ts');
    await videos.put(row);
    const claimed = { ...row, attempt: 1, leaseUntil: NOW + 1, sourceEtag: 'etag' };
    expect(await recordJob(videos, claimed, 'job-1')).toBe(true);
    expect(await recordJob(videos, claimed, 'job-2')).toBe(false);
    expect(await videos.get(ID)).toMatchObject(early);
  });
});
