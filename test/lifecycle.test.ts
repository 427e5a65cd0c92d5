import {
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startS3, type S3Fixture } from '../local/services/s3/testing.ts';
import { pinnedKey, READY_TAG, sourceKey } from '../model/keys.ts';
import { synthesizeTemplate } from '../infra/testing.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
const Bucket = 'uploads';

/** The rules of the upload bucket, as the template has them. */
function rules(context: Readonly<Record<string, number>>): unknown {
  const { Resources } = synthesizeTemplate(context);
  const [, bucket] = Object.entries(Resources).find(([id]) => /^StorageUploads[0-9A-F]{8}$/.test(id))!;
  return bucket.Properties['LifecycleConfiguration'];
}

/** S3 itself carries them out, on a clock of ours. */
describe('files that were sent', () => {
  let s3: S3Fixture;
  let now: number;
  beforeEach(async () => {
    now = Date.now();
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    s3 = await startS3({ clock: { now: () => now } });
  });
  afterEach(async () => {
    await s3.stop();
    vi.useRealTimers();
  });

  const put = (Key: string, Tagging?: string) =>
    s3.client.send(new PutObjectCommand({ Bucket, Key, Body: 'x', Tagging }));
  /** What is there when so many days are over, at the midnight after them. */
  async function keysAfter(days: number): Promise<string[]> {
    now += (days + 1) * DAY_MS;
    vi.advanceTimersByTime(60_000);
    now -= (days + 1) * DAY_MS;
    const { Contents = [] } = await s3.client.send(new ListObjectsV2Command({ Bucket }));
    return Contents.map(({ Key }) => Key!);
  }

  const failed = [pinnedKey('failed'), sourceKey('failed')].sort();
  const ready = [pinnedKey('ready'), sourceKey('ready')].sort();
  const all = [...failed, ...ready].sort();
  const CAPTIONS = 'captions/video/en/1';

  it.each([
    // What is left after 1, 3, 7, 19 and 20 days.
    {
      sourceDays: 3,
      failedSourceDays: 20,
      left: [[CAPTIONS, ...all], [CAPTIONS, ...failed], failed, failed, []],
    },
    // Whose video failed may be wanted for as long as whose video is ready.
    { sourceDays: 20, failedSourceDays: 3, left: [[CAPTIONS, ...all], [CAPTIONS, ...all], all, all, []] },
  ])('are kept for their days ($sourceDays, $failedSourceDays)', async ({ left, ...context }) => {
    await s3.createBucket({ LifecycleConfiguration: rules(context) });
    await s3.s3.connect?.();
    for (const key of failed) await put(key);
    for (const key of ready) await put(key, `${READY_TAG.key}=${READY_TAG.value}`);
    await put(CAPTIONS);
    await s3.client.send(new CreateMultipartUploadCommand({ Bucket, Key: sourceKey('parts') }));

    const found = [];
    for (const days of [1, 3, 7, 19, 20]) found.push(await keysAfter(days));
    expect(found).toEqual(left);
    const { Uploads = [] } = await s3.client.send(new ListMultipartUploadsCommand({ Bucket }));
    expect(Uploads).toEqual([]);
  });
});
