import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { ListJobsCommand, MediaConvertClient } from '@aws-sdk/client-mediaconvert';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startAltered, type AlteredStack } from './support/altered-stack.ts';
import { awsClientOptions } from './support/aws.ts';
import { lateEvents } from './support/deletion.ts';
import { fixture } from './support/fixtures.ts';
import { newPerson, type Person } from './support/people.ts';
import { rowsOf } from './support/rows.ts';
import { subscribe } from './support/subscribe.ts';
import { stackOutput } from './support/tables.ts';
import { createUpload, ON_VIDEO_STATUS, postForm, settled, type StatusEvent } from './support/videos.ts';

/** MediaConvert makes one job of two equal requests within a minute, and two after it. */
const OVER_A_MINUTE = 61_000;

/** A stack whose services' clock can be put forward. */
let ahead = 0;
let stack: AlteredStack;
let owner: Person;
beforeAll(async () => {
  stack = await startAltered(() => {}, { now: () => Date.now() + ahead });
  owner = await newPerson(stack.outputs);
});
afterAll(() => stack?.stop());

it('the same event of S3, 20 times at once and again after a minute, makes one job of each part and one history', async () => {
  const { outputs } = stack;
  const sqs = new SQSClient(awsClientOptions(outputs));
  const QueueUrl = await stackOutput(outputs, 'UploadedQueueUrl');
  const late = await lateEvents(outputs);
  const rows = await rowsOf(outputs);
  const bytes = await readFile(await fixture('twoParts'));
  const ticket = await createUpload(outputs, owner, bytes.length);
  const { videoId } = ticket;
  const eTag = createHash('md5').update(bytes).digest('hex');
  const object = { key: `uploads/${videoId}/source`, size: bytes.length, eTag };
  const MessageBody = JSON.stringify({ Records: [{ eventName: 'ObjectCreated:Post', s3: { object } }] });
  const sendTwenty = () =>
    Promise.all(
      Array.from({ length: 20 }, () => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }))),
    );
  /** Every message is done with. */
  const worked = () =>
    vi.waitUntil(async () => (await late.held()) === 0, { timeout: 60_000, interval: 100 });

  const live = await subscribe<StatusEvent>(outputs, owner, ON_VIDEO_STATUS, { videoId });
  expect((await postForm(ticket, new Blob([bytes]))).ok).toBe(true);
  await sendTwenty();
  expect(await settled(outputs, owner, videoId)).toMatchObject({ status: 'READY' });
  await worked();
  const ready = await rows.get('Videos', { id: videoId });

  ahead = OVER_A_MINUTE;
  await sendTwenty();
  await worked();
  expect(await rows.get('Videos', { id: videoId })).toEqual(ready);
  rows.close();

  const client = new MediaConvertClient(awsClientOptions(outputs));
  const { Jobs = [] } = await client.send(new ListJobsCommand({ MaxResults: 20 }));
  expect(Jobs.map(({ UserMetadata }) => UserMetadata?.['part']).sort()).toEqual(['EARLY', 'FULL']);
  const versions = live.events.map(({ version }) => version);
  expect(new Set(versions).size).toBe(versions.length);
  expect(Math.max(...versions)).toBe(ready!['version']);
  live.close();
});
