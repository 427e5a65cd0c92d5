import { createHash, randomBytes } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
  type CompletedPart,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Bucket, refusal, startS3, template, type RunningS3 } from './boot.ts';

const MIB = 1024 * 1024;
const first = randomBytes(5 * MIB);
const last = randomBytes(1000);
const whole = Buffer.concat([first, last]);

let running: RunningS3;
beforeAll(async () => {
  running = await startS3({ template: template() });
});
afterAll(() => running.stop());

const begin = async (Key: string, input: object = {}) =>
  (await running.s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ...input }))).UploadId!;
const part = async (Key: string, UploadId: string, PartNumber: number, Body: Buffer, input: object = {}) => {
  const sent = await running.s3.send(
    new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body, ...input }),
  );
  const { ETag, ChecksumCRC32, ChecksumSHA256, ChecksumCRC64NVME } = sent;
  return { PartNumber, ETag, ChecksumCRC32, ChecksumSHA256, ChecksumCRC64NVME };
};
const complete = (Key: string, UploadId: string, Parts: CompletedPart[], input: object = {}) =>
  running.s3.send(
    new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts }, ...input }),
  );
const read = async (Key: string, input: object = {}) => {
  const answer = await running.s3.send(new GetObjectCommand({ Bucket, Key, ...input }));
  return { ...answer, bytes: Buffer.from(await answer.Body!.transformToByteArray()) };
};
/** An object of two parts. */
async function upload(Key: string, input: object = {}) {
  const UploadId = await begin(Key, input);
  const parts = [await part(Key, UploadId, 1, first, input), await part(Key, UploadId, 2, last, input)];
  return complete(Key, UploadId, parts);
}

describe('an object of parts', () => {
  beforeAll(() => upload('film').then(() => undefined));

  test('is their bytes, with the ETag of their MD5s', async () => {
    const md5 = (data: Buffer) => createHash('md5').update(data).digest();
    const etag = `"${md5(Buffer.concat([md5(first), md5(last)])).toString('hex')}-2"`;
    const answer = await read('film');
    expect(answer.ETag).toBe(etag);
    expect(answer.bytes.equals(whole)).toBe(true);
  });

  test.each([
    [0, 0],
    [5 * MIB - 3, 5 * MIB + 2],
    [5 * MIB, 5 * MIB + 999],
    [100, 5 * MIB - 1],
  ])('is read seamlessly from %i to %i', async (start, end) => {
    const { bytes } = await read('film', { Range: `bytes=${start}-${end}` });
    expect(bytes.equals(whole.subarray(start, end + 1))).toBe(true);
  });

  test('is read by its part numbers', async () => {
    const answer = await read('film', { PartNumber: 2 });
    expect(answer).toMatchObject({
      PartsCount: 2,
      ContentRange: `bytes ${5 * MIB}-${5 * MIB + 999}/${whole.length}`,
    });
    expect(answer.bytes.equals(last)).toBe(true);
    const head = await running.s3.send(new HeadObjectCommand({ Bucket, Key: 'film', PartNumber: 1 }));
    expect(head).toMatchObject({ PartsCount: 2, ContentLength: 5 * MIB });
    await expect(read('film', { PartNumber: 3 })).rejects.toMatchObject(refusal('InvalidPartNumber', 416));
  });

  test('is copied whole, with a plain MD5', async () => {
    await running.s3.send(new CopyObjectCommand({ Bucket, Key: 'film copy', CopySource: `${Bucket}/film` }));
    const answer = await read('film copy');
    expect(answer.ETag).toBe(`"${createHash('md5').update(whole).digest('hex')}"`);
    expect(answer.bytes.equals(whole)).toBe(true);
  });

  test('is made of other objects, and of ranges of them', async () => {
    const Key = 'film again';
    const UploadId = await begin(Key);
    const copy = (PartNumber: number, CopySourceRange?: string) =>
      running.s3.send(
        new UploadPartCopyCommand({
          Bucket,
          Key,
          UploadId,
          PartNumber,
          CopySource: `${Bucket}/film`,
          CopySourceRange,
        }),
      );
    const one = await copy(1);
    const two = await copy(2, `bytes=${5 * MIB - 1}-${5 * MIB + 1}`);
    await complete(Key, UploadId, [
      { PartNumber: 1, ETag: one.CopyPartResult!.ETag },
      { PartNumber: 2, ETag: two.CopyPartResult!.ETag },
    ]);
    const expected = Buffer.concat([whole, whole.subarray(5 * MIB - 1, 5 * MIB + 2)]);
    expect((await read(Key)).bytes.equals(expected)).toBe(true);
    const next = await begin(Key);
    const beyond = running.s3.send(
      new UploadPartCopyCommand({
        ...{ Bucket, Key, UploadId: next, PartNumber: 1, CopySource: `${Bucket}/film` },
        CopySourceRange: `bytes=0-${whole.length}`,
      }),
    );
    await expect(beyond).rejects.toMatchObject(refusal('InvalidArgument', 400));
  });
});

describe('checksums of parts', () => {
  test('SHA256 is composite: the checksum of checksums', async () => {
    const { ChecksumSHA256, ChecksumType } = await upload('sha', { ChecksumAlgorithm: 'SHA256' });
    const sha = (data: Buffer) => createHash('sha256').update(data).digest();
    expect(ChecksumType).toBe('COMPOSITE');
    expect(ChecksumSHA256).toBe(`${sha(Buffer.concat([sha(first), sha(last)])).toString('base64')}-2`);
    const { ObjectParts } = await running.s3.send(
      new GetObjectAttributesCommand({ Bucket, Key: 'sha', ObjectAttributes: ['ObjectParts'] }),
    );
    expect(ObjectParts).toMatchObject({ TotalPartsCount: 2, Parts: [{ Size: 5 * MIB }, { Size: 1000 }] });
  });

  test('CRC64NVME is that of the whole object, and so is CRC32 when asked for', async () => {
    const { ChecksumCRC64NVME, ChecksumType } = await upload('crc', { ChecksumAlgorithm: 'CRC64NVME' });
    expect(ChecksumType).toBe('FULL_OBJECT');
    await running.s3.send(
      new CopyObjectCommand({
        Bucket,
        Key: 'crc2',
        CopySource: `${Bucket}/crc`,
        ChecksumAlgorithm: 'CRC64NVME',
      }),
    );
    // The copy was read from its first byte to its last; the original's was made of those of its parts.
    const copied = await running.s3.send(
      new HeadObjectCommand({ Bucket, Key: 'crc2', ChecksumMode: 'ENABLED' }),
    );
    expect(copied.ChecksumCRC64NVME).toBe(ChecksumCRC64NVME);
  });

  test('of another kind than the upload’s are refused', async () => {
    const UploadId = await begin('kinds', { ChecksumAlgorithm: 'SHA256' });
    const other = part('kinds', UploadId, 1, last, { ChecksumAlgorithm: 'CRC32' });
    await expect(other).rejects.toMatchObject(refusal('InvalidRequest', 400));
    const impossible = begin('kinds', { ChecksumAlgorithm: 'SHA256', ChecksumType: 'FULL_OBJECT' });
    await expect(impossible).rejects.toMatchObject(refusal('InvalidRequest', 400));
  });
});

describe('completing is refused', () => {
  const Key = 'refused';
  let UploadId: string;
  let one: CompletedPart;
  let two: CompletedPart;
  beforeAll(async () => {
    UploadId = await begin(Key);
    one = await part(Key, UploadId, 1, last);
    two = await part(Key, UploadId, 2, first);
  });

  test('for a part that is too small, missing, altered, or out of order', async () => {
    await expect(complete(Key, UploadId, [one, two])).rejects.toMatchObject(refusal('EntityTooSmall', 400));
    await expect(complete(Key, UploadId, [two, one])).rejects.toMatchObject(refusal('InvalidPartOrder', 400));
    const altered = { ...one, ETag: `"${'0'.repeat(32)}"` };
    await expect(complete(Key, UploadId, [altered])).rejects.toMatchObject(refusal('InvalidPart', 400));
    const missing = { ...one, PartNumber: 3 };
    await expect(complete(Key, UploadId, [missing])).rejects.toMatchObject(refusal('InvalidPart', 400));
    await expect(complete(Key, UploadId, [])).rejects.toMatchObject(refusal('MalformedXML', 400));
  });

  test('when the key is taken and must not be', async () => {
    await expect(complete(Key, UploadId, [two], { IfMatch: '"x"' })).rejects.toMatchObject(
      refusal('NoSuchKey', 404),
    );
    await complete(Key, UploadId, [two], { IfNoneMatch: '*' });
    const next = await begin(Key);
    const again = await part(Key, next, 1, last);
    await expect(complete(Key, next, [again], { IfNoneMatch: '*' })).rejects.toMatchObject(
      refusal('PreconditionFailed', 412),
    );
  });

  test('for an upload or a part number that there is none of', async () => {
    await expect(complete(Key, 'none', [one])).rejects.toMatchObject(refusal('NoSuchUpload', 404));
    const next = await begin(Key);
    await expect(part(Key, next, 10_001, last)).rejects.toMatchObject(refusal('InvalidArgument', 400));
    await running.s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId: next }));
    await expect(part(Key, next, 1, last)).rejects.toMatchObject(refusal('NoSuchUpload', 404));
  });
});

test('parts and uploads are listed in pages', async () => {
  const uploads = [await begin('listed/1'), await begin('listed/2'), await begin('listed/3')];
  for (const number of [1, 2, 7]) await part('listed/1', uploads[0]!, number, last);
  const page = await running.s3.send(
    new ListPartsCommand({ Bucket, Key: 'listed/1', UploadId: uploads[0], MaxParts: 2 }),
  );
  expect(page).toMatchObject({ IsTruncated: true, NextPartNumberMarker: '2' });
  const rest = await running.s3.send(
    new ListPartsCommand({ Bucket, Key: 'listed/1', UploadId: uploads[0], PartNumberMarker: '2' }),
  );
  expect(rest.Parts?.map(({ PartNumber }) => PartNumber)).toEqual([7]);

  const seen: string[] = [];
  let markers: { KeyMarker?: string; UploadIdMarker?: string } = {};
  for (;;) {
    const found = await running.s3.send(
      new ListMultipartUploadsCommand({ Bucket, Prefix: 'listed/', MaxUploads: 1, ...markers }),
    );
    seen.push(...found.Uploads!.map(({ UploadId }) => UploadId!));
    if (!found.IsTruncated) break;
    markers = { KeyMarker: found.NextKeyMarker, UploadIdMarker: found.NextUploadIdMarker };
  }
  expect(seen).toEqual(uploads);
});

test('lib-storage sends a stream in parts', async () => {
  const sent = new Upload({
    client: running.s3,
    params: { Bucket, Key: 'lib', Body: whole },
    partSize: 5 * MIB,
  });
  await sent.done();
  expect((await read('lib')).bytes.equals(whole)).toBe(true);
});
