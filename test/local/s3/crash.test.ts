import { randomBytes } from 'node:crypto';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  UploadPartCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newPlace, removePlace, type StackPlace } from '../../support/stack.ts';
import { Bucket, startS3, template, type RunningS3 } from './boot.ts';

const Queue = 'arn:aws:sqs:us-east-1:000000000000:conformance-events';
const events = { Event: 's3:ObjectCreated:*', Queue };
const withQueue = template(
  { NotificationConfiguration: { QueueConfigurations: [events] } },
  {
    Events: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'conformance-events' } },
    Allowed: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [{ Ref: 'Events' }],
        PolicyDocument: {
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 's3.amazonaws.com' },
              Action: 'sqs:SendMessage',
              Resource: Queue,
            },
          ],
        },
      },
    },
  },
);
Object.assign(withQueue.Resources.Files, { DependsOn: 'Allowed' });

const SIZES = [0, 10, 70_000, 1_500_000];
const operation = fc.record({
  kind: fc.constantFrom('put', 'put', 'delete', 'parts'),
  key: fc.constantFrom('a', 'b', 'c/ü'),
  size: fc.constantFrom(...SIZES),
});
interface Op {
  readonly kind: string;
  readonly key: string;
  readonly size: number;
}

let place: StackPlace;
let running: RunningS3;
beforeAll(async () => {
  place = await newPlace();
  running = await startS3({ template: withQueue, place });
});
afterAll(async () => {
  await running.stop();
  await removePlace(place);
});

/** What may be under a key: the last acknowledged state, and whatever was begun after it. */
const model = new Map<string, (Buffer | undefined)[]>();
/** Keys by the ETag of every acknowledged creation: each must be told of. */
const acknowledged = new Set<string>();

async function apply(s3: S3Client, { kind, key, size }: Op): Promise<void> {
  const bytes = kind === 'delete' ? undefined : randomBytes(size);
  model.set(key, [...(model.get(key) ?? [undefined]), bytes]);
  const etag = await run(s3, kind, key, bytes ?? Buffer.alloc(0));
  model.set(key, [bytes]);
  if (etag) acknowledged.add(etag.replaceAll('"', ''));
}

async function run(s3: S3Client, kind: string, Key: string, Body: Buffer): Promise<string | undefined> {
  if (kind === 'put') return (await s3.send(new PutObjectCommand({ Bucket, Key, Body }))).ETag;
  if (kind === 'delete') {
    await s3.send(new DeleteObjectCommand({ Bucket, Key }));
    return undefined;
  }
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const { ETag } = await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body }));
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
  return (await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload }))).ETag;
}

/** Every key has one of the states it may have, whole; and only such keys are listed. */
async function check(): Promise<void> {
  const { Contents = [] } = await running.s3.send(new ListObjectsV2Command({ Bucket }));
  const listed = new Set(Contents.map(({ Key }) => Key));
  for (const [key, states] of model) {
    const found = listed.has(key)
      ? Buffer.from(
          await (
            await running.s3.send(new GetObjectCommand({ Bucket, Key: key }))
          ).Body!.transformToByteArray(),
        )
      : undefined;
    const allowed = states.some((state) => (state && found ? state.equals(found) : state === found));
    expect(allowed, `${key} is torn or lost`).toBe(true);
    model.set(key, [found]);
  }
}

test('random kill -9: nothing acknowledged is lost, nothing is torn, every creation is told of', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(operation, { minLength: 4, maxLength: 12 }),
      fc.integer({ min: 0, max: 60 }),
      async (operations, delay) => {
        const { s3 } = running;
        // One client for each key: what is under way at one moment is at most one change of each.
        const clients = [...new Set(operations.map(({ key }) => key))].map(async (key) => {
          for (const next of operations) if (next.key === key) await apply(s3, next);
        });
        const all = Promise.allSettled(clients);
        await new Promise((resolve) => setTimeout(resolve, delay));
        await running.aws.kill();
        await all;
        running = await startS3({ template: withQueue, place });
        await check();
      },
    ),
    { numRuns: 4 },
  );
  await apply(running.s3, { kind: 'put', key: 'last', size: 10 });
  await heardOf();
});

/** Reads the queue until every acknowledged creation was told of. */
async function heardOf(): Promise<void> {
  const sqs = new SQSClient(running.aws.client);
  const QueueUrl = `${running.aws.urls.aws}/000000000000/conformance-events`;
  const waiting = new Set(acknowledged);
  while (waiting.size > 0) {
    const { Messages } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 5 }),
    );
    expect(Messages, `not told of ${[...waiting].join()}`).toBeDefined();
    for (const { Body, ReceiptHandle } of Messages!) {
      const { Records = [] } = JSON.parse(Body!) as { Records?: { s3: { object: { eTag: string } } }[] };
      for (const record of Records) waiting.delete(record.s3.object.eTag);
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
  sqs.destroy();
}

test('an upload that breaks off leaves nothing, and what was there stays', async () => {
  await apply(running.s3, { kind: 'put', key: 'whole', size: 10 });
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(Buffer.alloc(100_000));
      controller.error(new Error('the sender is gone'));
    },
  });
  const { getSignedUrl } = await import('@aws-sdk/s3-request-presigner');
  const url = await getSignedUrl(running.s3, new PutObjectCommand({ Bucket, Key: 'whole' }));
  const headers = { 'content-length': '1000000' };
  const init = { method: 'PUT', body, headers, duplex: 'half' } as RequestInit;
  await expect(fetch(url, init)).rejects.toThrow();
  await check();
});
