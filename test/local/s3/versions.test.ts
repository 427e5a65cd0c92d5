import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Bucket, refusal, startS3, template, type RunningS3 } from './boot.ts';

const Suspended = 'conformance-suspended';
let running: RunningS3;
beforeAll(async () => {
  running = await startS3({
    template: template(
      { VersioningConfiguration: { Status: 'Enabled' } },
      {
        Other: {
          Type: 'AWS::S3::Bucket',
          Properties: { BucketName: Suspended, VersioningConfiguration: { Status: 'Suspended' } },
        },
      },
    ),
  });
});
afterAll(() => running.stop());

const put = async (Key: string, Body: string, bucket = Bucket) =>
  (await running.s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body }))).VersionId;
const text = async (Key: string, VersionId?: string) =>
  (await running.s3.send(new GetObjectCommand({ Bucket, Key, VersionId }))).Body!.transformToString();
const remove = (Key: string, VersionId?: string, bucket = Bucket) =>
  running.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key, VersionId }));
const versions = (input: object = {}) => running.s3.send(new ListObjectVersionsCommand({ Bucket, ...input }));

describe('a bucket with versioning', () => {
  test('keeps what is overwritten or deleted, and brings it back', async () => {
    const one = await put('doc', 'one');
    const two = await put('doc', 'two');
    expect(await text('doc')).toBe('two');
    expect(await text('doc', one)).toBe('one');
    const { DeleteMarker, VersionId: marker } = await remove('doc');
    expect(DeleteMarker).toBe(true);
    await expect(text('doc')).rejects.toMatchObject(refusal('NoSuchKey', 404));
    await expect(text('doc', marker)).rejects.toMatchObject(refusal('MethodNotAllowed', 405));
    const listed = await versions({ Prefix: 'doc' });
    expect(listed.Versions?.map(({ VersionId, IsLatest }) => [VersionId, IsLatest])).toEqual([
      [two, false],
      [one, false],
    ]);
    expect(listed.DeleteMarkers).toMatchObject([{ VersionId: marker, IsLatest: true }]);
    await remove('doc', marker);
    expect(await text('doc')).toBe('two');
    await remove('doc', two);
    expect(await text('doc')).toBe('one');
  });

  test('tells of the delete marker that hides an object', async () => {
    await put('hidden', 'x');
    await remove('hidden');
    const signed = await getSignedUrl(running.s3, new GetObjectCommand({ Bucket, Key: 'hidden' }));
    const response = await fetch(signed);
    expect(response.status).toBe(404);
    expect(response.headers.get('x-amz-delete-marker')).toBe('true');
  });

  test('an unknown version is NoSuchVersion', async () => {
    await put('known', 'x');
    await expect(text('known', 'none')).rejects.toMatchObject(refusal('NoSuchVersion', 404));
  });

  test('is emptied page by page, whatever the size of the pages', async () => {
    for (const key of ['page/a', 'page/a', 'page/b', 'page/a']) await put(key, 'x');
    await remove('page/b');
    let markers: { KeyMarker?: string; VersionIdMarker?: string } = {};
    for (;;) {
      const page = await versions({ Prefix: 'page/', MaxKeys: 2, ...markers });
      const Objects = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map(({ Key, VersionId }) => ({
        Key,
        VersionId,
      }));
      if (Objects.length > 0)
        await running.s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
      if (!page.IsTruncated) break;
      markers = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
    }
    const left = await versions({ Prefix: 'page/' });
    expect([left.Versions, left.DeleteMarkers]).toEqual([undefined, undefined]);
  });

  test('rolls versions up by a delimiter', async () => {
    await put('roll/x/1', 'x');
    await put('roll/y', 'y');
    const page = await versions({ Prefix: 'roll/', Delimiter: '/' });
    expect(page.CommonPrefixes).toEqual([{ Prefix: 'roll/x/' }]);
    expect(page.Versions).toMatchObject([{ Key: 'roll/y' }]);
  });
});

test('a bucket whose versioning is suspended has the version null alone', async () => {
  const { Status } = await running.s3.send(new GetBucketVersioningCommand({ Bucket: Suspended }));
  expect(Status).toBe('Suspended');
  expect(await put('s', 'one', Suspended)).toBeUndefined();
  await put('s', 'two', Suspended);
  const head = await running.s3.send(new HeadObjectCommand({ Bucket: Suspended, Key: 's' }));
  expect(head.VersionId).toBe('null');
  expect(await remove('s', undefined, Suspended)).toMatchObject({ DeleteMarker: true, VersionId: 'null' });
  const listed = await versions({ Bucket: Suspended });
  expect(listed.Versions).toBeUndefined();
  expect(listed.DeleteMarkers).toHaveLength(1);
});
