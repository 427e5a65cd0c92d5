import { MediaConvertClient } from '@aws-sdk/client-mediaconvert';
import { S3Client } from '@aws-sdk/client-s3';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { beforeEach, describe, expect, test } from 'vitest';
import type { VideoRow } from '../../model/video-row.ts';
import { answering, ID, silent, videoRow, type WireAnswer } from '../shared/testing.ts';
import { deletedVideos } from './deleted-videos.ts';
import { deleteFiles } from './delete-files.ts';

let calls: string[];
let cancelAnswer: WireAnswer;
let abortAnswer: WireAnswer;
beforeEach(() => {
  calls = [];
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
const run = deleteFiles({
  transcoder: new MediaConvertClient(
    answering(({ method, path }) => {
      calls.push(`${method} ${path}`);
      return cancelAnswer;
    }),
  ),
  uploads: { client: s3, name: 'uploads' },
  outputs: { client: s3, name: 'outputs' },
  logger: silent,
});
const FILES = [`DELETE /uploads/${ID}/source`, `GET videos/${ID}/`];
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
    ['that failed', { status: 'FAILED', jobId: 'job-1' }, []],
  ])('%s, what is under way ends before the files go', async (_what, changes, first) => {
    await run(videoRow(changes));
    expect(calls).toEqual([...first, ...FILES]);
  });

  test.each(['ConflictException', 'NotFoundException'])(
    'a job that came to its end is none (%s)',
    async (type) => {
      cancelAnswer = fault(type === 'ConflictException' ? 409 : 404, type);
      await run(videoRow({ status: 'PROCESSING', jobId: 'job-1' }));
      expect(calls).toEqual([CANCEL, ...FILES]);
    },
  );

  test('an upload that has ended is none', async () => {
    abortAnswer = { status: 404, body: '<Error><Code>NoSuchUpload</Code></Error>' };
    await run(videoRow(MULTIPART));
    expect(calls.slice(-2)).toEqual(FILES);
  });

  test('a service in trouble is asked again later', async () => {
    cancelAnswer = fault(500, 'InternalServerErrorException');
    await expect(run(videoRow({ status: 'PROCESSING', jobId: 'job-1' }))).rejects.toThrow();
  });
});

describe('the stream', () => {
  const record = (eventName: string, row: object) => ({
    eventName,
    dynamodb: { OldImage: marshall(row, { removeUndefinedValues: true }) },
  });

  test('tells of a deleted row as it was; other changes, and rows that are no videos, have no files to delete', () => {
    const deleted = videoRow({ ...MULTIPART, status: 'PROCESSING', jobId: 'job-1' });
    const event = {
      Records: [
        record('MODIFY', videoRow()),
        record('REMOVE', deleted),
        record('REMOVE', { id: 'by-hand' }),
        record('REMOVE', {}),
        { eventName: 'REMOVE' },
      ],
    } as DynamoDBStreamEvent;
    expect(deletedVideos(event)).toEqual([deleted, { id: 'by-hand', upload: {} }]);
  });
});
