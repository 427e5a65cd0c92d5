import { CloudFrontClient } from '@aws-sdk/client-cloudfront';
import { MediaConvertClient } from '@aws-sdk/client-mediaconvert';
import { S3Client } from '@aws-sdk/client-s3';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { beforeEach, describe, expect, test } from 'vitest';
import type { VideoRow } from '../../model/video-row.ts';
import { answering, ID, silent, videoRow, type WireAnswer } from '../shared/testing.ts';
import { deletedVideos, type DeletedVideo } from './deleted-videos.ts';
import { deleteFiles } from './delete-files.ts';

let calls: string[];
let invalidations: string[];
let cancelAnswer: WireAnswer;
let abortAnswer: WireAnswer;
beforeEach(() => {
  calls = [];
  invalidations = [];
  cancelAnswer = { status: 202, body: '{}' };
  abortAnswer = { status: 204 };
});

const s3 = new S3Client(
  answering(({ method, path, query }) => {
    const { uploadId, prefix } = query as Record<string, string | undefined>;
    calls.push(`${method} ${prefix ?? path}${uploadId ? ` ${uploadId}` : ''}`);
    if (uploadId) return abortAnswer;
    return method === 'GET'
      ? { status: 200, body: '<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>' }
      : { status: 204 };
  }),
);
const deleteAll = deleteFiles({
  transcoder: new MediaConvertClient(
    answering(({ method, path }) => {
      calls.push(`${method} ${path}`);
      return cancelAnswer;
    }),
  ),
  uploads: { client: s3, name: 'uploads' },
  outputs: { client: s3, name: 'outputs' },
  cdn: {
    distributionId: 'CDN',
    client: new CloudFrontClient(
      answering(({ method, path, body }) => {
        calls.push(`${method} ${path}`);
        invalidations.push(body);
        return { status: 201, body: '<Invalidation><Id>I1</Id></Invalidation>' };
      }),
    ),
  },
  logger: silent,
});
const deleted = (changes: Partial<VideoRow> = {}): DeletedVideo =>
  deletedVideos({ Records: [removal(videoRow(changes))] } as DynamoDBStreamEvent)[0]!;
const removal = (row: object) => ({
  eventName: 'REMOVE',
  dynamodb: { OldImage: marshall(row, { removeUndefinedValues: true }) },
});
const run = (changes: Partial<VideoRow>) => deleteAll([deleted(changes)]);
const FILES = [
  `DELETE /uploads/${ID}/source`,
  `DELETE /sources/${ID}/source`,
  `GET captions/${ID}/`,
  `GET videos/${ID}/`,
];
const CANCEL = 'DELETE /2017-08-29/jobs/job-1';
const MULTIPART: Partial<VideoRow> = {
  upload: { ...videoRow().upload, method: 'MULTIPART', uploadId: 'upload-1', partCount: 7 },
};
const fault = (status: number, type: string): WireAnswer => ({
  status,
  headers: { 'x-amzn-errortype': type },
  body: '{}',
});

describe('of a deleted video', () => {
  test.each<[string, Partial<VideoRow>, string[]]>([
    ['that waits for its form', {}, []],
    ['that waits for parts', MULTIPART, [`DELETE /uploads/${ID}/source upload-1`]],
    ['whose job runs', { status: 'PROCESSING', jobId: 'job-1' }, [CANCEL]],
    ['whose job was just made', { status: 'UPLOADED', jobId: 'job-1' }, [CANCEL]],
    ['that is ready', { status: 'READY', jobId: 'job-1' }, []],
    ['that failed', { status: 'FAILED', jobId: 'job-1' }, [CANCEL]],
    [
      'that is made in two parts',
      { status: 'PLAYABLE', earlyJobId: 'job-0', jobId: 'job-1' },
      ['DELETE /2017-08-29/jobs/job-0', CANCEL],
    ],
  ])('%s, what is under way ends before the files go', async (_what, changes, first) => {
    await run(changes);
    expect(calls).toEqual([...first, ...FILES]);
  });

  test.each(['ConflictException', 'NotFoundException'])(
    'a job that came to its end is none (%s)',
    async (type) => {
      cancelAnswer = fault(type === 'ConflictException' ? 409 : 404, type);
      await run({ status: 'PROCESSING', jobId: 'job-1' });
      expect(calls).toEqual([CANCEL, ...FILES]);
    },
  );

  test('an upload that has ended is none', async () => {
    abortAnswer = { status: 404, body: '<Error><Code>NoSuchUpload</Code></Error>' };
    await run(MULTIPART);
    expect(calls.slice(-FILES.length)).toEqual(FILES);
  });

  test('its posters go too, wherever they are', async () => {
    await run({ posterToken: 'token' });
    expect(calls).toEqual([...FILES, 'GET posters/token/']);
    calls.length = 0;
    await run({ posterToken: 'another/token' });
    expect(calls).toEqual(FILES);
  });

  test('a service in trouble is asked again later', async () => {
    cancelAnswer = fault(500, 'InternalServerErrorException');
    await expect(run({ status: 'PROCESSING', jobId: 'job-1' })).rejects.toThrow();
  });
});

describe('the CDN', () => {
  const publishedAt = '2026-01-31T09:10:00.000Z';
  const paths = () =>
    invalidations.map((body) => [...body.matchAll(/<Path>([^<]*)</g)].map(([, path]) => path));
  const references = () => invalidations.map((body) => /<CallerReference>(\w{64})</.exec(body)?.[1]);
  const one = deleted({ publishedAt });
  const other = deleted({ id: 'other*?', publishedAt, version: 9 });

  test('forgets what was published, all in one call after the files', async () => {
    await deleteAll([one, deleted({ id: 'never' }), other]);
    expect(paths()).toEqual([[`/videos/${ID}/*`, '/videos/other%2A%3F/*']]);
    expect(calls.at(-1)).toBe('POST /2020-05-31/distribution/CDN/invalidation');
  });

  test('forgets a poster, which may be seen before the video is published', async () => {
    await deleteAll([deleted({ posterKey: 'posters/t*k/1/poster.0000001.jpg' })]);
    expect(paths()).toEqual([['/posters/t%2Ak/1/poster.0000001.jpg']]);
  });

  test('is not asked when nothing was published, or when the files are still there', async () => {
    await deleteAll([deleted(), deleted({ id: 'a/b', publishedAt })]);
    cancelAnswer = fault(500, 'InternalServerErrorException');
    await expect(
      deleteAll([one, deleted({ publishedAt, status: 'PROCESSING', jobId: 'job-1' })]),
    ).rejects.toThrow();
    expect(invalidations).toEqual([]);
  });

  test('is given the same reference for the same videos, in whatever order, and for them alone', async () => {
    for (const batch of [[one, other], [other, one], [one], [{ ...one, version: '10' }]])
      await deleteAll(batch);
    const [first, again, ...rest] = references();
    expect(again).toBe(first);
    expect(new Set([first, ...rest]).size).toBe(3);
  });
});

describe('the stream', () => {
  test('tells of a deleted row as it was; other changes, and rows that are no videos, have no files to delete', () => {
    const row = videoRow({ ...MULTIPART, status: 'PROCESSING', jobId: 'job-1' });
    const event = {
      Records: [
        { ...removal(videoRow()), eventName: 'MODIFY' },
        removal(row),
        removal({ id: 'by-hand' }),
        removal({}),
        { eventName: 'REMOVE' },
      ],
    } as DynamoDBStreamEvent;
    expect(deletedVideos(event)).toEqual([
      { id: ID, version: '1', status: 'PROCESSING', jobId: 'job-1', uploadId: 'upload-1' },
      { id: 'by-hand', version: 'undefined' },
    ]);
  });

  test('is not held up by a row that somebody broke', async () => {
    const broken = {
      id: ID,
      jobId: 7,
      upload: 'none',
      status: [],
      version: {},
      publishedAt: 1,
      posterKey: {},
    };
    await deleteAll(deletedVideos({ Records: [removal(broken)] } as DynamoDBStreamEvent));
    expect(calls).toEqual(FILES);
  });
});
