import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { VideoRow } from '../../model/video-row.ts';
import { CREDENTIALS, ID, NOW, videoRow, videosTable, type TestTable } from '../shared/testing.ts';
import { signUploadParts } from './sign-upload-parts.ts';

const s3 = new S3Client({
  region: 'us-east-1',
  credentials: CREDENTIALS,
  requestChecksumCalculation: 'WHEN_REQUIRED',
});
const upload: VideoRow['upload'] = {
  ...videoRow().upload,
  method: 'MULTIPART',
  uploadId: 'upload-1',
  partCount: 18,
  expiresAt: new Date(NOW + 1_000).toISOString(),
};

let videos: TestTable;
beforeAll(async () => {
  videos = await videosTable();
  await videos.put(videoRow({ upload }));
  await videos.put(videoRow({ id: 'form' }));
  await videos.put(videoRow({ id: 'complete', upload, status: 'UPLOADED' }));
});
afterAll(() => videos.stop());

const sign = (partNumbers: number[], { videoId = ID, caller = 'owner', now = NOW } = {}) =>
  signUploadParts({ videos, bucket: { client: s3, name: 'uploads-bucket' }, now: () => now })(
    { videoId, partNumbers },
    caller,
  );

describe('signUploadParts', () => {
  test('presigns each part, and nothing that the part’s bytes could break', async () => {
    const parts = await sign([1, 18]);
    expect(parts.map(({ partNumber }) => partNumber)).toEqual([1, 18]);
    const url = new URL(parts[1]!.url);
    expect(url.pathname).toBe(`/uploads/${ID}/source`);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      uploadId: 'upload-1',
      partNumber: '18',
      'X-Amz-SignedHeaders': 'host',
      'X-Amz-Expires': '3600',
    });
    expect(url.search).not.toContain('checksum');
  });

  test.each([[[]], [[0]], [[19]], [[1.5]], [[1, 1]], [Array.from({ length: 101 }, () => 1)]])(
    'refuses the numbers %j',
    async (numbers) => {
      await expect(sign(numbers)).rejects.toMatchObject({ type: 'BadRequest' });
    },
  );

  test('tells a stranger the same of this video as of none', async () => {
    const stranger = await sign([1], { caller: 'stranger' }).catch((error: unknown) => error);
    const absent = await sign([1], { videoId: 'absent' }).catch((error: unknown) => error);
    expect(stranger).toMatchObject({ type: 'NotFound' });
    expect(stranger).toEqual(absent);
    await expect(sign([1], { videoId: '' })).rejects.toMatchObject({ type: 'NotFound' });
    await expect(sign([1], { videoId: 'x'.repeat(3_000) })).rejects.toMatchObject({ type: 'NotFound' });
  });

  test('refuses what is sent as a form, is complete, or is too late', async () => {
    await expect(sign([1], { videoId: 'form' })).rejects.toMatchObject({ type: 'BadRequest' });
    await expect(sign([1], { videoId: 'complete' })).rejects.toMatchObject({ type: 'Conflict' });
    await expect(sign([1], { now: NOW + 1_000 })).rejects.toMatchObject({ type: 'Conflict' });
  });
});
