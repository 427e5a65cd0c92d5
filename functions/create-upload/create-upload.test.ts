import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CreateUploadInput } from '../../generated/schema.ts';
import { DESCRIPTION_MAX, OPEN_UPLOADS_MAX, PART_BYTES } from '../../model/limits.ts';
import { answerField } from '../shared/appsync.ts';
import { answering, ID, NOW, videoRow, videosTable, type TestTable } from '../shared/testing.ts';
import { createUpload } from './create-upload.ts';

const INPUT: CreateUploadInput = {
  title: 'A title',
  kind: 'SHORT',
  filename: '🎬 my + "file" 100%',
  contentType: 'video/mp4',
  sizeBytes: 1_000,
};
const s3 = new S3Client(
  answering(() => ({
    status: 200,
    body: '<InitiateMultipartUploadResult><UploadId>upload-1</UploadId></InitiateMultipartUploadResult>',
  })),
);

let videos: TestTable;
beforeAll(async () => {
  videos = await videosTable();
});
afterAll(() => videos.stop());

const create = (input: Partial<CreateUploadInput> = {}, newId = () => ID) =>
  createUpload({
    videos,
    bucket: { client: s3, name: 'uploads-bucket' },
    now: () => NOW,
    newId,
    newToken: () => 'token',
    profile: 'STANDARD',
  })({ input: { ...INPUT, ...input } }, 'owner');

/** The policy that S3 will hold the form to. */
function policyOf(fields: readonly { name: string; value: string }[] | null | undefined) {
  const encoded = fields?.find(({ name }) => name === 'Policy')?.value ?? '';
  return JSON.parse(Buffer.from(encoded, 'base64').toString()) as { conditions: unknown[] };
}

describe('createUpload', () => {
  test('gives a form for exactly one key, one type and no more bytes than announced', async () => {
    const { method, url, fields, expiresAt, videoId } = await create();
    expect({ method, videoId, expiresAt }).toEqual({
      method: 'POST',
      videoId: ID,
      expiresAt: '2026-01-31T10:30:00.000Z',
    });
    expect(url).toMatch(/uploads-bucket/);
    expect(fields).toContainEqual({ name: 'key', value: `uploads/${ID}/source` });
    expect(fields).toContainEqual({ name: 'Content-Type', value: 'video/mp4' });
    const { conditions } = policyOf(fields);
    expect(conditions).toContainEqual({ key: `uploads/${ID}/source` });
    expect(conditions).toContainEqual({ 'Content-Type': 'video/mp4' });
    expect(conditions).toContainEqual(['content-length-range', 0, 1_000]);
    expect(JSON.stringify(conditions)).not.toContain('starts-with');
  });

  test('has written the row by then', async () => {
    const { video } = await create({ description: 'Words' }, () => 'ROW');
    expect(await videos.get('ROW')).toEqual(video);
    expect(video).toMatchObject({
      ownerId: 'owner',
      ownerStatus: 'owner#AWAITING_UPLOAD',
      status: 'AWAITING_UPLOAD',
      version: 1,
      description: 'Words',
      createdAt: '2026-01-31T09:30:00.000Z',
      upload: { method: 'POST', filename: INPUT.filename, sizeBytes: 1_000 },
    });
  });

  test('gives parts to a file above 100 MB', async () => {
    const sizeBytes = 100_000_001;
    const upload = await create({ sizeBytes }, () => 'PARTS');
    expect(upload).toMatchObject({ method: 'MULTIPART', partSizeBytes: PART_BYTES, partCount: 6 });
    expect(upload.url).toBeUndefined();
    expect(await videos.get('PARTS')).toMatchObject({ upload: { uploadId: 'upload-1', partCount: 6 } });
    expect(await create({ sizeBytes: 100_000_000 }, () => 'FORM')).toMatchObject({ method: 'POST' });
  });

  test('needs no more parts than S3 takes, for the largest file', async () => {
    const { partCount } = await create({ sizeBytes: 50e9 }, () => 'LARGEST');
    expect(partCount).toBeLessThanOrEqual(10_000);
  });

  test('stops a flood of uploads that nobody sends', async () => {
    const createdAt = new Date(NOW - 1_000).toISOString();
    // As large as rows can be: DynamoDB counts no more than 1 MB of them at a time.
    const description = '🎬'.repeat(DESCRIPTION_MAX);
    for (let index = 0; index < OPEN_UPLOADS_MAX; index++)
      await videos.put(videoRow({ id: `flood-${index}`, ownerId: 'flooder', createdAt, description }));
    const flood = (ownerId: string, now: number) =>
      createUpload({
        videos,
        bucket: { client: s3, name: 'uploads-bucket' },
        now: () => now,
        newId: () => `after-${now}`,
        newToken: () => 'token',
        profile: 'STANDARD',
      })({ input: INPUT }, ownerId);
    await expect(flood('flooder', NOW)).rejects.toMatchObject({ type: 'QuotaExceeded' });
    expect(await flood('flooder', NOW + 3_600_000)).toMatchObject({ method: 'POST' });
  });

  test('answers a refusal as data, and a guest like one', async () => {
    const handler = answerField(
      createUpload({
        videos,
        bucket: { client: s3, name: 'uploads-bucket' },
        now: () => NOW,
        newId: () => ID,
        newToken: () => 'token',
        profile: 'STANDARD',
      }),
    );
    const ask = (identity: { sub?: string } | null, title: string) =>
      handler({ field: 'createUpload', arguments: { input: { ...INPUT, title } }, identity });
    expect(await ask({ sub: 'owner' }, '')).toEqual({
      error: { type: 'BadRequest', message: 'title: must have 1 to 200 characters.' },
    });
    expect(await ask(null, 'A title')).toMatchObject({ error: { type: 'Unauthorized' } });
  });
});
