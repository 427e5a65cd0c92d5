import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectAclCommand,
  PutObjectCommand,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../../runtime/testing.ts';
import { startS3, type S3Fixture } from './testing.ts';

describe('objects through the unmodified SDK', () => {
  let fixture: S3Fixture;
  const Bucket = 'uploads';
  const put = (Key: string, Body: string | Buffer = 'x', more: object = {}) =>
    fixture.client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));

  beforeAll(async () => {
    fixture = await startS3();
    await fixture.createBucket();
  });
  afterAll(() => fixture.stop());

  test('an object comes back with its bytes, type and metadata', async () => {
    const body = randomBytes(300_000);
    const { ETag, ChecksumCRC32 } = await put('a/b.bin', body, {
      ContentType: 'video/mp4',
      CacheControl: 'max-age=60',
      Metadata: { owner: 'ü 1' },
    });
    expect(ChecksumCRC32).toBeDefined();
    const got = await fixture.client.send(new GetObjectCommand({ Bucket, Key: 'a/b.bin' }));
    expect(Buffer.from(await got.Body!.transformToByteArray()).equals(body)).toBe(true);
    expect(got).toMatchObject({
      ETag,
      ContentType: 'video/mp4',
      CacheControl: 'max-age=60',
      ContentLength: 300_000,
    });
    expect(got.ChecksumCRC32).toBe(ChecksumCRC32);
  });

  test('a stream of known length arrives whole, its trailing checksum verified', async () => {
    const body = randomBytes(200_000);
    const chunks = Array.from({ length: 20 }, (_, index) =>
      body.subarray(index * 10_000, (index + 1) * 10_000),
    );
    const Body = Readable.from(chunks, { objectMode: false });
    await fixture.client.send(
      new PutObjectCommand({ Bucket, Key: 'stream', Body, ContentLength: body.length }),
    );
    const got = await fixture.client.send(new GetObjectCommand({ Bucket, Key: 'stream' }));
    expect(Buffer.from(await got.Body!.transformToByteArray()).equals(body)).toBe(true);
    expect(got.ContentEncoding).toBeUndefined();
  });

  test.each(['ünï cödé/😀.mp4', 'a b+c%25&"<\'>.mp4', '../../etc/passwd', '/leading//double/', 'q?x=1#y'])(
    'key %s is kept letter by letter',
    async (Key) => {
      await put(Key, Key);
      const got = await fixture.client.send(new GetObjectCommand({ Bucket, Key }));
      expect(await got.Body!.transformToString()).toBe(Key);
      const listed = await fixture.client.send(new ListObjectsV2Command({ Bucket, Prefix: Key }));
      expect(listed.Contents?.map((entry) => entry.Key)).toContain(Key);
    },
  );

  test('a range is answered with 206, a suffix with the end, and one behind the end with 416', async () => {
    await put('range', '0123456789');
    const range = async (Range: string) => {
      const got = await fixture.client.send(new GetObjectCommand({ Bucket, Key: 'range', Range }));
      return [got.$metadata.httpStatusCode, got.ContentRange, await got.Body!.transformToString()];
    };
    expect(await range('bytes=2-4')).toEqual([206, 'bytes 2-4/10', '234']);
    expect(await range('bytes=8-100')).toEqual([206, 'bytes 8-9/10', '89']);
    expect(await range('bytes=-3')).toEqual([206, 'bytes 7-9/10', '789']);
    expect(await range('bytes=1-2,4-5')).toEqual([200, undefined, '0123456789']);
    await expect(range('bytes=10-')).rejects.toMatchObject({
      name: 'InvalidRange',
      $metadata: { httpStatusCode: 416 },
    });
  });

  test('conditional reads: 304 for what the caller has, 412 for what it does not', async () => {
    const { ETag } = await put('conditional', 'body');
    const get = (more: object) =>
      fixture.client.send(new GetObjectCommand({ Bucket, Key: 'conditional', ...more }));
    await expect(get({ IfNoneMatch: ETag })).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
    await expect(get({ IfMatch: '"other"' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await expect(get({ IfModifiedSince: new Date(Date.now() + 1000) })).rejects.toMatchObject({
      $metadata: { httpStatusCode: 304 },
    });
    await expect(get({ IfUnmodifiedSince: new Date(0) })).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
    expect((await get({ IfMatch: ETag, IfUnmodifiedSince: new Date(0) })).$metadata.httpStatusCode).toBe(200);
  });

  test('a write that must not overwrite is refused when something is there', async () => {
    await put('once', '1', { IfNoneMatch: '*' });
    await expect(put('once', '2', { IfNoneMatch: '*' })).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
    await expect(put('once', '2', { IfMatch: '"other"' })).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
  });

  test('a checksum or MD5 that is wrong stores nothing', async () => {
    const wrong = { ContentMD5: 'AAAAAAAAAAAAAAAAAAAAAA==' };
    await expect(put('bad', 'body', wrong)).rejects.toMatchObject({ name: 'BadDigest' });
    await expect(put('bad', 'body', { ChecksumSHA256: 'A'.repeat(43) + '=' })).rejects.toMatchObject({
      name: 'BadDigest',
    });
    await expect(fixture.client.send(new HeadObjectCommand({ Bucket, Key: 'bad' }))).rejects.toMatchObject({
      name: 'NotFound',
    });
  });

  test.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const)(
    'checksum %s is verified',
    async (algorithm) => {
      const stored = await put(`sum-${algorithm}`, 'some body', { ChecksumAlgorithm: algorithm });
      expect(stored[`Checksum${algorithm}`]).toBeDefined();
    },
  );

  test('a copy has the same bytes, and new metadata only when asked', async () => {
    await put('copy source ü+', 'copied', { Metadata: { a: '1' }, ContentType: 'text/plain' });
    const CopySource = `${Bucket}/${encodeURIComponent('copy source ü+')}`;
    await fixture.client.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource }));
    const kept = await fixture.client.send(new GetObjectCommand({ Bucket, Key: 'copy' }));
    expect([await kept.Body!.transformToString(), kept.Metadata, kept.ContentType]).toEqual([
      'copied',
      { a: '1' },
      'text/plain',
    ]);
    await fixture.client.send(
      new CopyObjectCommand({
        Bucket,
        Key: 'copy',
        CopySource,
        MetadataDirective: 'REPLACE',
        Metadata: { b: '2' },
      }),
    );
    const replaced = await fixture.client.send(new HeadObjectCommand({ Bucket, Key: 'copy' }));
    expect(replaced.Metadata).toEqual({ b: '2' });
    await fixture.client.send(new DeleteObjectCommand({ Bucket, Key: 'copy source ü+' }));
    const still = await fixture.client.send(new GetObjectCommand({ Bucket, Key: 'copy' }));
    expect(await still.Body!.transformToString()).toBe('copied');
  });

  test('deleting is well whether or not there is something', async () => {
    await put('gone/1');
    await put('gone/2');
    await fixture.client.send(new DeleteObjectCommand({ Bucket, Key: 'gone/0' }));
    const { Deleted, Errors } = await fixture.client.send(
      new DeleteObjectsCommand({
        Bucket,
        Delete: { Objects: [{ Key: 'gone/1' }, { Key: 'gone/2' }, { Key: 'gone/&3' }] },
      }),
    );
    expect([Deleted?.map(({ Key }) => Key), Errors]).toEqual([['gone/1', 'gone/2', 'gone/&3'], undefined]);
    const left = await fixture.client.send(new ListObjectsV2Command({ Bucket, Prefix: 'gone/' }));
    expect(left.KeyCount).toBe(0);
  });

  test('listing rolls up folders and pages through all of it', async () => {
    for (const key of ['l/1', 'l/a/1', 'l/a/2', 'l/b/1', 'l/c', 'l/é/1', 'm']) await put(key);
    const pages: string[] = [];
    const request = { Bucket, Prefix: 'l/', Delimiter: '/', MaxKeys: 2 };
    for await (const page of paginateListObjectsV2({ client: fixture.client }, request)) {
      expect(page.KeyCount).toBeLessThanOrEqual(2);
      pages.push(
        ...[
          ...(page.Contents ?? []).map(({ Key }) => Key!),
          ...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix!),
        ],
      );
    }
    expect(pages.sort()).toEqual(['l/1', 'l/a/', 'l/b/', 'l/c', 'l/é/']);
    const encoded = await fixture.client.send(
      new ListObjectsV2Command({ Bucket, Prefix: 'l/é', EncodingType: 'url' }),
    );
    expect(encoded.Contents?.[0]?.Key).toBe('l/%C3%A9/1');
  });

  test('buckets are listed and found, and a missing one is named', async () => {
    const { Buckets } = await fixture.client.send(new ListBucketsCommand({}));
    expect(Buckets?.map(({ Name }) => Name)).toEqual([Bucket]);
    await fixture.client.send(new HeadBucketCommand({ Bucket }));
    const missing = fixture.client.send(new GetObjectCommand({ Bucket: 'not-there', Key: 'x' }));
    await expect(missing).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });

  test('what is not done answers NotImplemented, in XML', async () => {
    const acl = fixture.client.send(new PutObjectAclCommand({ Bucket, Key: 'x', ACL: 'public-read' }));
    await expect(acl).rejects.toMatchObject({
      name: 'NotImplemented',
      $metadata: { httpStatusCode: 501 },
    });
  });

  test('a key of 1025 bytes is too long', async () => {
    await put('k'.repeat(1024));
    await expect(put('k'.repeat(1025))).rejects.toMatchObject({ name: 'KeyTooLongError' });
  });

  test('another service reads the same object through the peer', async () => {
    await put('peer', 'through the peer', { ContentType: 'text/plain' });
    const object = await fixture.s3.getObject(Bucket, 'peer', root);
    expect([await text(object.body), object.size, object.contentType]).toEqual([
      'through the peer',
      16,
      'text/plain',
    ]);
  });

  test('an adopted file is an object, and its source path is gone', async () => {
    const path = join(fixture.runtime.directory('transcoder'), 'segment.ts');
    await writeFile(path, 'segment');
    await fixture.s3.adoptFile(Bucket, 'hls/segment.ts', path, { contentType: 'video/mp2t' }, root);
    expect(existsSync(path)).toBe(false);
    const head = await fixture.client.send(new HeadObjectCommand({ Bucket, Key: 'hls/segment.ts' }));
    expect([head.ContentType, head.ContentLength, head.ETag]).toEqual([
      'video/mp2t',
      7,
      `"${createHash('md5').update('segment').digest('hex')}"`,
    ]);
  });

  test('a file that was handed out by its path stays when the object is overwritten', async () => {
    await put('read by ffmpeg', 'first');
    const { path } = await fixture.s3.openFile(Bucket, 'read by ffmpeg', root);
    await put('read by ffmpeg', 'second');
    expect(await readFile(path, 'utf8')).toBe('first');
  });
});
