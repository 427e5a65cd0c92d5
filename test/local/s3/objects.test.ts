import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  DeleteObjectTaggingCommand,
  GetBucketLocationCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  PutObjectTaggingCommand,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Bucket, refusal, startS3, template, type RunningS3 } from './boot.ts';

let running: RunningS3;
beforeAll(async () => {
  running = await startS3({ template: template() });
});
afterAll(() => running.stop());

const put = (Key: string, input: Partial<PutObjectCommandInput> = {}) =>
  running.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'HappyFace', ...input }));
const get = async (Key: string, input: object = {}) => {
  const answer = await running.s3.send(new GetObjectCommand({ Bucket, Key, ...input }));
  return { ...answer, text: await answer.Body!.transformToString() };
};
const head = (Key: string, input: object = {}) =>
  running.s3.send(new HeadObjectCommand({ Bucket, Key, ...input }));

describe('PutObject and GetObject', () => {
  test('metadata, headers and tags come back', async () => {
    const { ETag } = await put('HappyFace.jpg', {
      ContentType: 'image/jpeg',
      CacheControl: 'max-age=60',
      Metadata: { author: 'Jane' },
      Tagging: 'key1=value1&key2=value2',
    });
    expect(await get('HappyFace.jpg')).toMatchObject({
      text: 'HappyFace',
      ETag,
      ContentType: 'image/jpeg',
      CacheControl: 'max-age=60',
      Metadata: { author: 'Jane' },
      TagCount: 2,
      AcceptRanges: 'bytes',
      ServerSideEncryption: 'AES256',
    });
  });

  test('response-… parameters stand in for stored headers', async () => {
    await put('override');
    const answer = await get('override', {
      ResponseContentType: 'text/plain',
      ResponseContentDisposition: 'attachment; filename="a b.txt"',
      ResponseCacheControl: 'no-cache',
    });
    expect(answer).toMatchObject({
      ContentType: 'text/plain',
      ContentDisposition: 'attachment; filename="a b.txt"',
      CacheControl: 'no-cache',
    });
  });

  test.each([
    ['bytes=0-4', 'Happy', 'bytes 0-4/9'],
    ['bytes=5-', 'Face', 'bytes 5-8/9'],
    ['bytes=-4', 'Face', 'bytes 5-8/9'],
    ['bytes=5-100', 'Face', 'bytes 5-8/9'],
  ])('Range %s', async (Range, text, ContentRange) => {
    await put('range');
    expect(await get('range', { Range })).toMatchObject({
      text,
      ContentRange,
      $metadata: { httpStatusCode: 206 },
    });
  });

  test('a range behind the end is InvalidRange', async () => {
    await put('range');
    await expect(get('range', { Range: 'bytes=9-' })).rejects.toMatchObject(refusal('InvalidRange', 416));
    await expect(get('range', { Range: 'bytes=-0' })).rejects.toMatchObject(refusal('InvalidRange', 416));
  });

  test.each(['../../etc/passwd', '/', '//a//', './.', 'ключ 😀/日本', 'a+b %2F?&#=', '\u0001\u007f', '..'])(
    'the key %j is only a name',
    async (Key) => {
      await put(Key, { Body: Key });
      expect((await get(Key)).text).toBe(Key);
      const { Contents } = await running.s3.send(new ListObjectsV2Command({ Bucket, Prefix: Key }));
      expect(Contents?.map((object) => object.Key)).toContain(Key);
    },
  );

  test('1024 bytes of UTF-8 are a key, one more is too long', async () => {
    await put('é'.repeat(512));
    await expect(put(`${'é'.repeat(512)}x`)).rejects.toMatchObject(refusal('KeyTooLongError', 400));
  });

  test('what is missing is NoSuchKey, NotFound to HEAD, and NoSuchBucket', async () => {
    await expect(get('missing')).rejects.toMatchObject(refusal('NoSuchKey', 404));
    await expect(head('missing')).rejects.toMatchObject(refusal('NotFound', 404));
    const elsewhere = running.s3.send(new GetObjectCommand({ Bucket: 'no-such-bucket', Key: 'x' }));
    await expect(elsewhere).rejects.toMatchObject(refusal('NoSuchBucket', 404));
  });
});

describe('checksums', () => {
  test.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const)(
    '%s is verified, stored and given back',
    async (ChecksumAlgorithm) => {
      const name = `Checksum${ChecksumAlgorithm}` as const;
      const stored = await put(ChecksumAlgorithm, { ChecksumAlgorithm });
      const read = await head(ChecksumAlgorithm, { ChecksumMode: 'ENABLED' });
      expect(read[name]).toBe(stored[name]);
      expect(read).toMatchObject({ [name]: expect.any(String), ChecksumType: 'FULL_OBJECT' });
      expect((await get(ChecksumAlgorithm)).text).toBe('HappyFace');
    },
  );

  test('a wrong one is BadDigest, and nothing is stored', async () => {
    const wrong = { ChecksumSHA256: Buffer.alloc(32).toString('base64') };
    await expect(put('wrong', wrong)).rejects.toMatchObject(refusal('BadDigest', 400));
    const wrongMd5 = put('wrong', { ContentMD5: Buffer.alloc(16).toString('base64') });
    await expect(wrongMd5).rejects.toMatchObject(refusal('BadDigest', 400));
    await expect(put('wrong', { ContentMD5: 'short' })).rejects.toMatchObject(refusal('InvalidDigest', 400));
    await expect(head('wrong')).rejects.toMatchObject(refusal('NotFound', 404));
  });

  test('a stream of unknown content is sent in chunks with a trailer', async () => {
    await put('stream', { Body: Readable.from(['x'.repeat(300_000)]), ContentLength: 300_000 });
    expect((await get('stream')).text).toBe('x'.repeat(300_000));
  });

  test('GetObjectAttributes tells size, ETag and checksum', async () => {
    const { ChecksumSHA1 } = await put('attributes', { ChecksumAlgorithm: 'SHA1' });
    const answer = await running.s3.send(
      new GetObjectAttributesCommand({
        Bucket,
        Key: 'attributes',
        ObjectAttributes: ['ETag', 'Checksum', 'ObjectSize', 'StorageClass'],
      }),
    );
    expect(answer).toMatchObject({
      Checksum: { ChecksumSHA1, ChecksumType: 'FULL_OBJECT' },
      ObjectSize: 9,
      StorageClass: 'STANDARD',
    });
  });
});

describe('conditions', () => {
  test('on reads', async () => {
    const { ETag } = await put('read');
    const past = new Date(Date.now() - 3600_000);
    const future = new Date(Date.now() + 3600_000);
    const notModified = { $metadata: { httpStatusCode: 304 } };
    await get('read', { IfMatch: ETag, IfUnmodifiedSince: past });
    await expect(get('read', { IfMatch: '"other"' })).rejects.toMatchObject(
      refusal('PreconditionFailed', 412),
    );
    await expect(get('read', { IfUnmodifiedSince: past })).rejects.toMatchObject(
      refusal('PreconditionFailed', 412),
    );
    await expect(get('read', { IfNoneMatch: ETag })).rejects.toMatchObject(notModified);
    await expect(get('read', { IfModifiedSince: future })).rejects.toMatchObject(notModified);
  });

  test('on writes: If-None-Match: * never overwrites, If-Match only what is expected', async () => {
    const { ETag } = await put('write', { IfNoneMatch: '*' });
    await expect(put('write', { IfNoneMatch: '*' })).rejects.toMatchObject(
      refusal('PreconditionFailed', 412),
    );
    await expect(put('write', { IfMatch: '"other"' })).rejects.toMatchObject(
      refusal('PreconditionFailed', 412),
    );
    await put('write', { IfMatch: ETag, Body: 'next' });
    expect((await get('write')).text).toBe('next');
    await expect(put('absent', { IfMatch: ETag })).rejects.toMatchObject(refusal('NoSuchKey', 404));
    await expect(put('write', { IfNoneMatch: '"x"' })).rejects.toMatchObject(refusal('NotImplemented', 501));
  });

  test('of many writers that may not overwrite, one wins', async () => {
    const writes = await Promise.allSettled(
      Array.from({ length: 8 }, (_, n) => put('race', { IfNoneMatch: '*', Body: String(n) })),
    );
    expect(writes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('on deletions', async () => {
    const { ETag } = await put('delete');
    const remove = (Key: string, IfMatch: string) =>
      running.s3.send(new DeleteObjectCommand({ Bucket, Key, IfMatch }));
    await expect(remove('delete', '"other"')).rejects.toMatchObject(refusal('PreconditionFailed', 412));
    const { Errors } = await running.s3.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'delete', ETag: '"other"' }] } }),
    );
    expect(Errors).toMatchObject([{ Key: 'delete', Code: 'PreconditionFailed' }]);
    await remove('delete', ETag!);
    await expect(remove('delete', '*')).rejects.toMatchObject(refusal('NoSuchKey', 404));
  });
});

describe('CopyObject', () => {
  const copy = (Key: string, input: object = {}) =>
    running.s3.send(new CopyObjectCommand({ Bucket, Key, CopySource: `${Bucket}/copy%20source`, ...input }));
  beforeAll(async () => {
    await put('copy source', { ContentType: 'image/png', Metadata: { a: '1' }, Tagging: 't=1' });
  });
  const tagsOf = async (Key: string) =>
    (await running.s3.send(new GetObjectTaggingCommand({ Bucket, Key }))).TagSet;

  test('takes metadata and tags along, or replaces them', async () => {
    await copy('copied');
    expect(await head('copied')).toMatchObject({ ContentType: 'image/png', Metadata: { a: '1' } });
    expect(await tagsOf('copied')).toEqual([{ Key: 't', Value: '1' }]);
    await copy('replaced', {
      MetadataDirective: 'REPLACE',
      Metadata: { b: '2' },
      TaggingDirective: 'REPLACE',
      Tagging: 'u=2',
    });
    expect((await head('replaced')).Metadata).toEqual({ b: '2' });
    expect(await tagsOf('replaced')).toEqual([{ Key: 'u', Value: '2' }]);
  });

  test('keeps the source’s conditions, and refuses a copy onto itself', async () => {
    await expect(copy('x', { CopySourceIfMatch: '"other"' })).rejects.toMatchObject(
      refusal('PreconditionFailed', 412),
    );
    await expect(copy('x', { CopySourceIfNoneMatch: '*' })).rejects.toMatchObject(
      refusal('PreconditionFailed', 412),
    );
    await expect(copy('copy source')).rejects.toMatchObject(refusal('InvalidRequest', 400));
    await expect(copy('x', { CopySource: `${Bucket}/none` })).rejects.toMatchObject(
      refusal('NoSuchKey', 404),
    );
  });
});

describe('tags', () => {
  test('are put, read and deleted', async () => {
    await put('tagged');
    const TagSet = [{ Key: 'Key4', Value: 'Value4' }];
    await running.s3.send(new PutObjectTaggingCommand({ Bucket, Key: 'tagged', Tagging: { TagSet } }));
    const tags = () => running.s3.send(new GetObjectTaggingCommand({ Bucket, Key: 'tagged' }));
    expect((await tags()).TagSet).toEqual(TagSet);
    await running.s3.send(new DeleteObjectTaggingCommand({ Bucket, Key: 'tagged' }));
    expect((await tags()).TagSet).toEqual([]);
  });

  test('more than ten, or one twice, are refused', async () => {
    const eleven = Array.from({ length: 11 }, (_, n) => `k${n}=v`).join('&');
    await expect(put('tagged', { Tagging: eleven })).rejects.toMatchObject(refusal('BadRequest', 400));
    await expect(put('tagged', { Tagging: 'a=1&a=2' })).rejects.toMatchObject(
      refusal('InvalidArgument', 400),
    );
    const long = `${'k'.repeat(129)}=v`;
    await expect(put('tagged', { Tagging: long })).rejects.toMatchObject(refusal('InvalidTag', 400));
  });
});

describe('listings', () => {
  const keys = ['list/a b', 'list/a+b', 'list/photos/2006/01', 'list/photos/2006/02', 'list/z'];
  beforeAll(() => Promise.all(keys.map((key) => put(key))));

  test('ListObjectsV2 rolls up, pages, and starts after a key', async () => {
    const list = (input: object) =>
      running.s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'list/', ...input }));
    const rolled = await list({ Delimiter: '/' });
    expect(rolled.CommonPrefixes).toEqual([{ Prefix: 'list/photos/' }]);
    expect(rolled.KeyCount).toBe(4);
    const seen: string[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await list({ MaxKeys: 2, ContinuationToken });
      expect(page.Contents!.length).toBeLessThanOrEqual(2);
      seen.push(...page.Contents!.map(({ Key }) => Key!));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
    expect(seen).toEqual(keys);
    expect((await list({ StartAfter: keys[2] })).Contents?.map(({ Key }) => Key)).toEqual(keys.slice(3));
    expect((await list({ FetchOwner: true })).Contents?.[0]?.Owner?.ID).toBeDefined();
    expect(await list({ MaxKeys: 0 })).toMatchObject({ KeyCount: 0, IsTruncated: false });
  });

  test('ListObjects pages by its marker, rolled up or not', async () => {
    const first = await running.s3.send(
      new ListObjectsCommand({ Bucket, Prefix: 'list/', Delimiter: '/', MaxKeys: 3 }),
    );
    expect(first).toMatchObject({ IsTruncated: true, NextMarker: 'list/photos/' });
    const Marker = first.NextMarker;
    const next = await running.s3.send(
      new ListObjectsCommand({ Bucket, Prefix: 'list/', Delimiter: '/', Marker }),
    );
    expect(next.Contents?.map(({ Key }) => Key)).toEqual(['list/z']);
    expect(next.CommonPrefixes).toBeUndefined();
  });

  test('encoding-type=url encodes keys, and anything else is refused', async () => {
    const { Contents } = await running.s3.send(
      new ListObjectsV2Command({ Bucket, Prefix: 'list/a', EncodingType: 'url' }),
    );
    expect(Contents?.map(({ Key }) => Key)).toEqual(['list/a+b', 'list/a%2Bb']);
    const wrong = running.s3.send(new ListObjectsV2Command({ Bucket, EncodingType: 'x' as never }));
    await expect(wrong).rejects.toMatchObject(refusal('InvalidArgument', 400));
  });
});

describe('buckets', () => {
  test('are found, and have a place', async () => {
    expect(await running.s3.send(new HeadBucketCommand({ Bucket }))).toMatchObject({
      BucketRegion: 'us-east-1',
    });
    const { LocationConstraint } = await running.s3.send(new GetBucketLocationCommand({ Bucket }));
    expect(LocationConstraint).toBeUndefined();
  });
});
