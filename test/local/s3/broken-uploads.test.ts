import { readdir } from 'node:fs/promises';
import { once } from 'node:events';
import { request } from 'node:http';
import { join } from 'node:path';
import {
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { smallDisk, type SmallDisk } from '../../support/small-disk.ts';
import { newPlace, removePlace, type StackPlace } from '../../support/stack.ts';
import { Bucket, refusal, startS3, template, type RunningS3 } from './boot.ts';

const MEBIBYTE = 1024 * 1024;
const DISK_MEBIBYTES = 48;

let disk: SmallDisk;
let place: StackPlace;
let running: RunningS3;
let upload: { Bucket: string; Key: string; UploadId: string };
beforeAll(async () => {
  disk = await smallDisk(DISK_MEBIBYTES);
  place = await newPlace();
  running = await startS3({ template: template(), place, disk });
  const Key = 'in parts';
  const { UploadId } = await running.s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  upload = { Bucket, Key, UploadId: UploadId! };
});
afterAll(async () => {
  await running.stop();
  await disk.remove();
  await removePlace(place);
});

/** The files of S3's objects and parts. */
async function files(): Promise<string[]> {
  const found = await readdir(join(disk.fromOutside, 'data', 's3', 'objects'), {
    recursive: true,
    withFileTypes: true,
  });
  return found.filter((entry) => entry.isFile()).map(({ name }) => name);
}

async function expectNothingStored(): Promise<void> {
  expect((await running.s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0);
  expect((await running.s3.send(new ListPartsCommand(upload))).Parts ?? []).toEqual([]);
}

/** What each kind of upload is sent to, with what comes before the bytes. */
const kinds: Readonly<
  Record<string, () => Promise<{ method: string; url: string; head?: string; type?: string }>>
> = {
  'a presigned PUT': async () => ({
    method: 'PUT',
    url: await getSignedUrl(running.s3, new PutObjectCommand({ Bucket, Key: 'put' })),
  }),
  'a part': async () => ({
    method: 'PUT',
    url: await getSignedUrl(running.s3, new UploadPartCommand({ ...upload, PartNumber: 1 })),
  }),
  'a form': async () => {
    const { url, fields } = await createPresignedPost(running.s3, { Bucket, Key: 'form' });
    const parts = Object.entries({ ...fields, file: '' }).map(
      ([name, value]) =>
        `--cut\r\ncontent-disposition: form-data; name="${name}"${name === 'file' ? '; filename="a"' : ''}\r\n\r\n${value}`,
    );
    return { method: 'POST', url, head: parts.join('\r\n'), type: 'multipart/form-data; boundary=cut' };
  },
};

describe.each(Object.entries(kinds))('%s whose sender goes in the middle', (_name, target) => {
  test('leaves no file and no row', async () => {
    const { method, url, head = '', type = 'video/mp4' } = await target();
    const headers = { 'content-type': type, 'content-length': head.length + 8 * MEBIBYTE };
    const sent = request(url, { method, headers });
    const gone = once(sent, 'error');
    sent.write(head);
    sent.write(Buffer.alloc(3 * MEBIBYTE));
    await vi.waitFor(async () => expect(await files()).toHaveLength(1));
    sent.destroy(new Error('the sender is gone'));
    await gone;
    await vi.waitFor(async () => expect(await files()).toEqual([]));
    await expectNothingStored();
  });
});

describe('a disk that is full before the end', () => {
  const Body = Buffer.alloc(DISK_MEBIBYTES * MEBIBYTE, 'film');

  test.each([
    ['of an object', () => running.s3.send(new PutObjectCommand({ Bucket, Key: 'large', Body }))],
    ['of a part', () => running.s3.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body }))],
  ])('%s is ServiceUnavailable, and what was written is gone', async (_name, send) => {
    await expect(send()).rejects.toMatchObject(refusal('ServiceUnavailable', 503));
    expect(await files()).toEqual([]);
    await expectNothingStored();
  });

  test('takes the next object that fits', async () => {
    const fits = Buffer.alloc(8 * MEBIBYTE, 'fits');
    await running.s3.send(new PutObjectCommand({ Bucket, Key: 'fits', Body: fits }));
    const { Body: read } = await running.s3.send(new GetObjectCommand({ Bucket, Key: 'fits' }));
    expect(fits.equals(await read!.transformToByteArray())).toBe(true);
  });
});
