import { createHash, randomBytes } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startS3, type S3Fixture } from '../testing.ts';

const MIB = 1024 * 1024;

describe('multipart uploads', () => {
  let fixture: S3Fixture;
  const Bucket = 'uploads';
  const begin = async (Key: string, more: object = {}) =>
    (await fixture.client.send(new CreateMultipartUploadCommand({ Bucket, Key, ...more }))).UploadId!;
  const part = async (Key: string, UploadId: string, PartNumber: number, Body: Buffer) =>
    (await fixture.client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }))).ETag!;
  const complete = (Key: string, UploadId: string, parts: [number, string][]) =>
    fixture.client.send(
      new CompleteMultipartUploadCommand({
        Bucket,
        Key,
        UploadId,
        MultipartUpload: { Parts: parts.map(([PartNumber, ETag]) => ({ PartNumber, ETag })) },
      }),
    );

  beforeAll(async () => {
    fixture = await startS3();
    await fixture.createBucket();
  });
  afterAll(() => fixture.stop());

  test('lib-storage sends a file in parts, and the ETag is that of its parts', async () => {
    const body = randomBytes(12 * MIB);
    const Key = 'film ü.mp4';
    const upload = new Upload({
      client: fixture.client,
      params: { Bucket, Key, Body: body },
      partSize: 5 * MIB,
    });
    const { ETag } = await upload.done();
    const md5 = (bytes: Buffer) => createHash('md5').update(bytes).digest();
    const parts = [body.subarray(0, 5 * MIB), body.subarray(5 * MIB, 10 * MIB), body.subarray(10 * MIB)];
    expect(ETag).toBe(`"${md5(Buffer.concat(parts.map(md5))).toString('hex')}-3"`);
    const got = await fixture.client.send(new GetObjectCommand({ Bucket, Key }));
    expect(Buffer.from(await got.Body!.transformToByteArray()).equals(body)).toBe(true);
  });

  test.each(['COMPOSITE', 'FULL_OBJECT'] as const)(
    'a %s checksum is kept for the whole',
    async (ChecksumType) => {
      const Key = `checksum-${ChecksumType}`;
      const params = {
        Bucket,
        Key,
        Body: randomBytes(6 * MIB),
        ChecksumAlgorithm: 'CRC32' as const,
        ChecksumType,
      };
      const upload = new Upload({ client: fixture.client, params, partSize: 5 * MIB });
      const done = await upload.done();
      const head = await fixture.client.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
      expect(head.ChecksumCRC32).toMatch(ChecksumType === 'COMPOSITE' ? /==-2$/ : /==$/);
      expect(head.ChecksumCRC32).toBe(done.ChecksumCRC32);
    },
  );

  test('parts go to presigned URLs with nothing but fetch; a URL for one part takes no other', async () => {
    const Key = 'presigned.mp4';
    const UploadId = await begin(Key, { ContentType: 'video/mp4' });
    const sign = (PartNumber: number) =>
      getSignedUrl(fixture.client, new UploadPartCommand({ Bucket, Key, UploadId, PartNumber }), {
        expiresIn: 60,
      });
    const put = (url: string, body: Buffer) => fetch(url, { method: 'PUT', body: new Uint8Array(body) });
    const first = await put(await sign(1), randomBytes(5 * MIB));
    const second = await put(await sign(2), Buffer.from('the end'));
    expect([first.status, second.status]).toEqual([200, 200]);
    const tampered = await put((await sign(1)).replace('partNumber=1', 'partNumber=3'), Buffer.from('x'));
    expect([tampered.status, await tampered.text()]).toEqual([
      403,
      expect.stringContaining('SignatureDoesNotMatch'),
    ]);
    await complete(Key, UploadId, [
      [1, first.headers.get('etag')!],
      [2, second.headers.get('etag')!],
    ]);
    const head = await fixture.client.send(new HeadObjectCommand({ Bucket, Key }));
    expect([head.ContentLength, head.ContentType]).toEqual([5 * MIB + 7, 'video/mp4']);
  });

  test('completing is refused for parts that are too small, missing, altered or out of order', async () => {
    const UploadId = await begin('refused');
    const small = await part('refused', UploadId, 1, Buffer.from('small'));
    const last = await part('refused', UploadId, 2, Buffer.from('last'));
    const outcome = (parts: [number, string][]) => complete('refused', UploadId, parts);
    await expect(
      outcome([
        [1, small],
        [2, last],
      ]),
    ).rejects.toMatchObject({ name: 'EntityTooSmall' });
    await expect(
      outcome([
        [2, last],
        [1, small],
      ]),
    ).rejects.toMatchObject({ name: 'InvalidPartOrder' });
    await expect(outcome([[1, last]])).rejects.toMatchObject({ name: 'InvalidPart' });
    await expect(outcome([[3, last]])).rejects.toMatchObject({ name: 'InvalidPart' });
    await expect(complete('refused', 'unknown', [[1, small]])).rejects.toMatchObject({
      name: 'NoSuchUpload',
    });
    await expect(complete('another key', UploadId, [[1, small]])).rejects.toMatchObject({
      name: 'NoSuchUpload',
    });
  });

  test('a part sent again replaces the first, and completing twice gives the same answer', async () => {
    const UploadId = await begin('again');
    await part('again', UploadId, 1, Buffer.from('first'));
    const second = await part('again', UploadId, 1, Buffer.from('second'));
    const [one, two] = await Promise.all([
      complete('again', UploadId, [[1, second]]),
      complete('again', UploadId, [[1, second]]),
    ]);
    const three = await complete('again', UploadId, [[1, second]]);
    expect([two.ETag, three.ETag]).toEqual([one.ETag, one.ETag]);
    await expect(part('again', UploadId, 1, Buffer.from('late'))).rejects.toMatchObject({
      name: 'NoSuchUpload',
    });
    const got = await fixture.client.send(new GetObjectCommand({ Bucket, Key: 'again' }));
    expect(await got.Body!.transformToString()).toBe('second');
  });

  test('uploads and parts are listed in pages until the upload is aborted', async () => {
    const UploadId = await begin('listed/1');
    const etags = [];
    for (const number of [1, 2, 3])
      etags.push(await part('listed/1', UploadId, number, Buffer.from(`part ${number}`)));
    const firstPage = await fixture.client.send(
      new ListPartsCommand({ Bucket, Key: 'listed/1', UploadId, MaxParts: 2 }),
    );
    expect([firstPage.Parts?.map(({ ETag }) => ETag), firstPage.IsTruncated]).toEqual([
      etags.slice(0, 2),
      true,
    ]);
    const rest = await fixture.client.send(
      new ListPartsCommand({
        Bucket,
        Key: 'listed/1',
        UploadId,
        PartNumberMarker: firstPage.NextPartNumberMarker,
      }),
    );
    expect(rest.Parts?.map(({ PartNumber }) => PartNumber)).toEqual([3]);
    const uploads = () => fixture.client.send(new ListMultipartUploadsCommand({ Bucket, Prefix: 'listed/' }));
    expect((await uploads()).Uploads?.map((upload) => upload.UploadId)).toEqual([UploadId]);
    await fixture.client.send(new AbortMultipartUploadCommand({ Bucket, Key: 'listed/1', UploadId }));
    expect((await uploads()).Uploads).toBeUndefined();
    await expect(part('listed/1', UploadId, 1, Buffer.from('x'))).rejects.toMatchObject({
      name: 'NoSuchUpload',
    });
  });

  test('a stranger’s key cannot add a part', async () => {
    const UploadId = await begin('foreign');
    const stranger = new S3Client({
      endpoint: fixture.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'AKIANOBODY', secretAccessKey: 'x' },
    });
    const sent = stranger.send(
      new UploadPartCommand({ Bucket, Key: 'foreign', UploadId, PartNumber: 1, Body: 'x' }),
    );
    await expect(sent).rejects.toMatchObject({ name: 'InvalidAccessKeyId' });
  });
});
