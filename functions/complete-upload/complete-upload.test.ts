import { S3Client } from '@aws-sdk/client-s3';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { VideoRow } from '../../model/video-row.ts';
import {
  answering,
  ID,
  videoRow,
  videosTable,
  type TestTable,
  type WireAnswer,
  type WireRequest,
} from '../shared/testing.ts';
import { completeUpload } from './complete-upload.ts';

const upload: VideoRow['upload'] = {
  ...videoRow().upload,
  method: 'MULTIPART',
  uploadId: 'upload-1',
  partCount: 2,
};
const PARTS = [
  { partNumber: 2, etag: '"b"' },
  { partNumber: 1, etag: 'a' },
];
const COMPLETED: WireAnswer = {
  status: 200,
  body: '<CompleteMultipartUploadResult><ETag>"e-2"</ETag></CompleteMultipartUploadResult>',
};
const refused = (code: string): WireAnswer => ({
  status: 400,
  body: `<Error><Code>${code}</Code><Message>S3's words</Message></Error>`,
});
const objectOf = (bytes: number): WireAnswer => ({
  status: 200,
  headers: { 'content-length': String(bytes) },
});

let videos: TestTable;
beforeAll(async () => {
  videos = await videosTable();
  await videos.put(videoRow({ upload }));
  await videos.put(videoRow({ id: 'done', upload, status: 'PROCESSING' }));
  await videos.put(videoRow({ id: 'form' }));
});
afterAll(() => videos.stop());

function complete(
  answers: { post?: WireAnswer; head?: WireAnswer | Promise<WireAnswer> } = {},
  { videoId = ID, parts = PARTS, caller = 'owner' } = {},
) {
  const requests: WireRequest[] = [];
  const client = new S3Client(
    answering((request) => {
      requests.push(request);
      return request.method === 'POST' ? (answers.post ?? COMPLETED) : (answers.head ?? objectOf(1_000));
    }),
  );
  const run = completeUpload({ videos, bucket: { client, name: 'uploads-bucket' } });
  return { requests, result: run({ videoId, parts }, caller) };
}

describe('completeUpload', () => {
  test('puts the parts together in order and answers with the video', async () => {
    const { result, requests } = complete();
    expect(await result).toMatchObject({ id: ID, status: 'AWAITING_UPLOAD' });
    const numbers = [...requests[0]!.body.matchAll(/<PartNumber>(\d+)/g)].map((match) => match[1]);
    expect(numbers).toEqual(['1', '2']);
  });

  test('changes nothing when it is repeated', async () => {
    const repeated = complete({ post: { ...refused('NoSuchUpload'), status: 404 } });
    expect(await repeated.result).toMatchObject({ id: ID });
    const later = complete({}, { videoId: 'done' });
    expect(await later.result).toMatchObject({ status: 'PROCESSING' });
    expect(later.requests).toEqual([]);
  });

  test.each([404, 403])('says so when the upload ended without a file (%d)', async (status) => {
    const { result } = complete({ post: { ...refused('NoSuchUpload'), status: 404 }, head: { status } });
    await expect(result).rejects.toMatchObject({ type: 'Conflict' });
  });

  test('says that there is no video when it was deleted meanwhile', async () => {
    await videos.put(videoRow({ id: 'deleted', upload }));
    const { promise: head, resolve: answerHead } = Promise.withResolvers<WireAnswer>();
    const { result, requests } = complete(
      { post: { ...refused('NoSuchUpload'), status: 404 }, head },
      { videoId: 'deleted' },
    );
    await vi.waitUntil(() => requests.length === 2);
    await videos.client.send(new DeleteCommand({ TableName: videos.name, Key: { id: 'deleted' } }));
    answerHead({ status: 404 });
    await expect(result).rejects.toMatchObject({ type: 'NotFound' });
  });

  test.each(['InvalidPart', 'InvalidPartOrder', 'EntityTooSmall', 'MalformedXML'])(
    'turns S3’s %s into a BadRequest in its own words',
    async (code) => {
      const { result } = complete({ post: refused(code) });
      await expect(result).rejects.toMatchObject({
        type: 'BadRequest',
        message: expect.not.stringContaining('S3'),
      });
    },
  );

  test('does not take the blame for S3’s own troubles', async () => {
    const { result } = complete({ post: { ...refused('InternalError'), status: 500 } });
    await expect(result).rejects.not.toHaveProperty('type');
  });

  test('refuses parts that are missing, unknown, repeated, or together too large', async () => {
    for (const parts of [
      [],
      PARTS.slice(1),
      [...PARTS, { partNumber: 3, etag: 'c' }],
      [PARTS[0]!, PARTS[0]!],
    ]) {
      const { result, requests } = complete({}, { parts });
      await expect(result).rejects.toMatchObject({ type: 'BadRequest' });
      expect(requests).toEqual([]);
    }
    await expect(complete({ head: objectOf(1_001) }).result).rejects.toMatchObject({ type: 'BadRequest' });
  });

  test('is the owner’s alone, and for parts alone', async () => {
    await expect(complete({}, { caller: 'stranger' }).result).rejects.toMatchObject({ type: 'NotFound' });
    await expect(complete({}, { videoId: 'form' }).result).rejects.toMatchObject({ type: 'BadRequest' });
  });
});
