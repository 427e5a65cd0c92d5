import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { dueAfter } from './lifecycle.ts';
import { startS3, type S3Fixture } from './testing.ts';

const DAY = 24 * 3600 * 1000;
const Bucket = 'uploads';

describe('lifecycle and versions', () => {
  let fixture: S3Fixture;
  let now: number;
  beforeEach(async () => {
    now = Date.now();
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    fixture = await startS3({ clock: { now: () => now } });
  });
  afterEach(async () => {
    await fixture.stop();
    vi.useRealTimers();
  });
  const put = (Key: string, Body = Key) => fixture.client.send(new PutObjectCommand({ Bucket, Key, Body }));
  const keys = async () =>
    (await fixture.client.send(new ListObjectsV2Command({ Bucket }))).Contents?.map(({ Key }) => Key);
  /** Time goes by for the clock and for the service's own periodic pass; the client's signatures need now. */
  async function pass(days: number) {
    now += days * DAY;
    vi.advanceTimersByTime(60_000);
    now -= days * DAY;
  }

  test('objects and unfinished uploads go when their days are over', async () => {
    await fixture.createBucket({
      LifecycleConfiguration: {
        Rules: [
          { Status: 'Enabled', Prefix: 'tmp/', ExpirationInDays: 2 },
          { Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } },
        ],
      },
    });
    await fixture.s3.connect?.();
    await put('tmp/1');
    await put('kept/1');
    const { UploadId } = await fixture.client.send(new CreateMultipartUploadCommand({ Bucket, Key: 'u' }));
    await fixture.client.send(
      new UploadPartCommand({ Bucket, Key: 'u', UploadId, PartNumber: 1, Body: 'x' }),
    );
    const uploads = async () =>
      (await fixture.client.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads?.length;
    expect([await keys(), await uploads()]).toEqual([['kept/1', 'tmp/1'], 1]);
    await pass(2);
    expect(await uploads()).toBeUndefined();
    await pass(4);
    expect(await keys()).toEqual(['kept/1']);
  });

  test('the bytes of what was overwritten are cleared away, those of what is there are not', async () => {
    await fixture.createBucket();
    await fixture.s3.connect?.();
    const files = () =>
      readdirSync(join(fixture.runtime.directory('s3'), 'objects'), {
        recursive: true,
        withFileTypes: true,
      }).filter((entry) => entry.isFile()).length;
    await put('a', 'first');
    await put('a', 'second');
    expect(files()).toBe(2);
    await pass(1);
    await vi.waitFor(() => expect(files()).toBe(1));
    expect(
      await (await fixture.client.send(new GetObjectCommand({ Bucket, Key: 'a' }))).Body!.transformToString(),
    ).toBe('second');
  });

  test('a versioned bucket keeps what was overwritten or deleted, and gives it by its id', async () => {
    await fixture.createBucket({
      VersioningConfiguration: { Status: 'Enabled' },
      LifecycleConfiguration: {
        Rules: [
          {
            Status: 'Enabled',
            NoncurrentVersionExpiration: { NoncurrentDays: 1 },
            ExpiredObjectDeleteMarker: true,
          },
        ],
      },
    });
    await fixture.s3.connect?.();
    const first = await put('a', 'first');
    const second = await put('a', 'second');
    expect(first.VersionId).not.toBe(second.VersionId);
    const deleted = await fixture.client.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
    expect(deleted.DeleteMarker).toBe(true);
    const read = async (VersionId?: string) => {
      const got = await fixture.client.send(
        new GetObjectCommand({ Bucket, Key: 'a', ...(VersionId ? { VersionId } : {}) }),
      );
      return [got.VersionId, await got.Body!.transformToString()];
    };
    await expect(read()).rejects.toMatchObject({ name: 'NoSuchKey' });
    expect(await read(first.VersionId)).toEqual([first.VersionId, 'first']);
    await fixture.client.send(new DeleteObjectCommand({ Bucket, Key: 'a', VersionId: deleted.VersionId }));
    expect(await read()).toEqual([second.VersionId, 'second']);
    await pass(3);
    await expect(read(first.VersionId)).rejects.toMatchObject({ name: 'NoSuchVersion' });
    expect(await read()).toEqual([second.VersionId, 'second']);
    await fixture.client.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
    await pass(6);
    await expect(
      fixture.client.send(new HeadObjectCommand({ Bucket, Key: 'a', VersionId: second.VersionId })),
    ).rejects.toThrow();
  });

  test('days end at midnight, never before they have lasted', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: 1, max: 3650 }), (start, days) => {
        const due = dueAfter(start, days);
        expect(due % DAY).toBe(0);
        expect(due - start).toBeGreaterThanOrEqual(days * DAY);
        expect(due - start).toBeLessThan((days + 1) * DAY);
      }),
    );
  });
});
