import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CopyObjectCommand, DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { AwsError } from '../../../runtime/errors.ts';
import type { CloudEvent, Peers } from '../../../runtime/peers.ts';
import type { Principal } from '../../../runtime/principal.ts';
import { startS3, type S3Fixture } from '../testing.ts';

const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:uploads';
const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:thumbnail';

interface Received {
  readonly target: string;
  readonly body: {
    Event?: string;
    Records: { eventName: string; s3: { object: Record<string, unknown> } }[];
  };
  readonly caller: Principal;
}

describe('notifications', () => {
  let fixture: S3Fixture | undefined;
  const directories: string[] = [];
  afterEach(async () => {
    await fixture?.stop();
    fixture = undefined;
    for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
  });

  function listeners() {
    const received: Received[] = [];
    const bus: CloudEvent[] = [];
    const take = (target: string, body: string, caller: Principal) =>
      received.push({ target, body: JSON.parse(body) as Received['body'], caller });
    const unused = () => Promise.reject(new Error('not called here'));
    const peers: Partial<Peers> = {
      sqs: {
        sendMessage: async (queue, body, caller) => String(take(queue, body, caller)),
        ...{
          receiveMessages: unused,
          deleteMessage: unused,
          changeVisibility: unused,
          queueAttributes: unused,
        },
      },
      lambda: {
        invoke: async (arn, payload, _type, caller) => {
          take(arn, payload, caller);
          return { payload: '' };
        },
      },
      events: { put: async (event) => void bus.push(event), putAs: unused },
    };
    return { received, bus, peers };
  }
  const toQueue = (event = 's3:ObjectCreated:*', rules: object[] = []) => ({
    NotificationConfiguration: {
      QueueConfigurations: [{ Event: event, Queue: QUEUE, Filter: { S3Key: { Rules: rules } } }],
    },
  });
  const put = (Key: string, Body = 'body') =>
    fixture!.client.send(new PutObjectCommand({ Bucket: 'uploads', Key, Body }));
  const names = (received: Received[]) =>
    received.flatMap(({ body }) => body.Records?.map(({ eventName }) => eventName) ?? body.Event);

  test('a queue hears a test event first, then each object in the form of S3, from S3 and for the bucket', async () => {
    const { received, peers } = listeners();
    fixture = await startS3({ peers });
    await fixture.createBucket(toQueue());
    await fixture.s3.connect?.();
    await put('red flower+ü/1.jpg');
    await vi.waitFor(() => expect(received).toHaveLength(2));
    expect(received[0]?.body).toMatchObject({
      Service: 'Amazon S3',
      Event: 's3:TestEvent',
      Bucket: 'uploads',
    });
    expect(received[1]).toMatchObject({
      target: QUEUE,
      caller: {
        kind: 'service',
        service: 's3.amazonaws.com',
        sourceArn: 'arn:aws:s3:::uploads',
        sourceAccount: '000000000000',
      },
      body: {
        Records: [
          {
            eventVersion: '2.1',
            eventSource: 'aws:s3',
            eventName: 'ObjectCreated:Put',
            s3: {
              s3SchemaVersion: '1.0',
              bucket: { name: 'uploads', arn: 'arn:aws:s3:::uploads' },
              object: { key: 'red+flower%2B%C3%BC/1.jpg', size: 4, eTag: '841a2d689ad86bd1611447453c22c6fc' },
            },
          },
        ],
      },
    });
  });

  test('the test event is sent once, whatever the number of boots', async () => {
    const directory = mkdtempSync(join(tmpdir(), 's3-'));
    directories.push(directory);
    const { received, peers } = listeners();
    for (const boot of [1, 2]) {
      fixture = await startS3({ peers, dataDirectory: directory });
      await fixture.createBucket(toQueue());
      await fixture.s3.connect?.();
      await put(`boot ${boot}`);
      await vi.waitFor(() => expect(names(received).at(-1)).toBe('ObjectCreated:Put'));
      await vi.waitFor(() => expect(received).toHaveLength(boot + 1));
      await fixture.stop();
    }
    fixture = undefined;
    expect(names(received)).toEqual(['s3:TestEvent', 'ObjectCreated:Put', 'ObjectCreated:Put']);
  });

  test('an acknowledged upload is told of after a restart, when nobody could be told before it', async () => {
    const directory = mkdtempSync(join(tmpdir(), 's3-'));
    directories.push(directory);
    const { received, peers } = listeners();
    fixture = await startS3({ peers, dataDirectory: directory });
    await fixture.createBucket(toQueue());
    // Never connected: as a process that was killed between its answer and the delivery.
    await put('before');
    await fixture.stop();
    expect(names(received)).toEqual(['s3:TestEvent']);
    fixture = await startS3({ peers, dataDirectory: directory });
    await fixture.createBucket(toQueue());
    await fixture.s3.connect?.();
    await vi.waitFor(() => expect(names(received)).toEqual(['s3:TestEvent', 'ObjectCreated:Put']));
  });

  test('a queue that refuses from the start is an error of the template', async () => {
    const { peers } = listeners();
    const sendMessage = () => Promise.reject(new AwsError('AccessDenied', 'User: s3 is not authorized', 403));
    fixture = await startS3({ peers: { ...peers, sqs: { ...peers.sqs!, sendMessage } } });
    await expect(fixture.createBucket(toQueue())).rejects.toThrow(
      'uploadsBucket: Unable to validate the following destination configurations: User: s3 is not authorized',
    );
  });

  test('a queue that refuses is asked again until it takes the message', async () => {
    const { received, peers } = listeners();
    let refusals = 0;
    const sqs = peers.sqs!;
    const sendMessage: Peers['sqs']['sendMessage'] = async (queue, body, caller) => {
      if (refusals-- > 0) throw new AwsError('AccessDenied', 'Access to the resource is denied.', 403);
      return sqs.sendMessage(queue, body, caller);
    };
    fixture = await startS3({ peers: { ...peers, sqs: { ...sqs, sendMessage } } });
    await fixture.createBucket(toQueue());
    refusals = 3;
    await put('x');
    await fixture.s3.connect?.();
    await vi.waitFor(
      () => expect(names(received).sort()).toEqual(['ObjectCreated:Put', 's3:TestEvent']),
      10_000,
    );
  });

  test('filters, event names and kinds of target are kept apart', async () => {
    const { received, bus, peers } = listeners();
    fixture = await startS3({ peers });
    await fixture.createBucket({
      NotificationConfiguration: {
        LambdaConfigurations: [
          {
            Event: 's3:ObjectCreated:Copy',
            Function: FUNCTION,
            Filter: {
              S3Key: {
                Rules: [
                  { Name: 'prefix', Value: 'in/' },
                  { Name: 'suffix', Value: '.mp4' },
                ],
              },
            },
          },
          { Event: 's3:ObjectRemoved:*', Function: FUNCTION },
        ],
        EventBridgeConfiguration: { EventBridgeEnabled: true },
      },
    });
    await fixture.s3.connect?.();
    await put('in/a.mp4');
    for (const Key of ['in/b.mp4', 'in/b.txt', 'out/b.mp4'])
      await fixture.client.send(
        new CopyObjectCommand({ Bucket: 'uploads', Key, CopySource: 'uploads/in/a.mp4' }),
      );
    await fixture.client.send(new DeleteObjectCommand({ Bucket: 'uploads', Key: 'in/a.mp4' }));
    await vi.waitFor(() => expect(bus).toHaveLength(5));
    await vi.waitFor(() =>
      expect(names(received).sort()).toEqual(['ObjectCreated:Copy', 'ObjectRemoved:Delete']),
    );
    expect(bus[0]).toMatchObject({
      source: 'aws.s3',
      detailType: 'Object Created',
      resources: ['arn:aws:s3:::uploads'],
      detail: { bucket: { name: 'uploads' }, object: { key: 'in/a.mp4', size: 4 }, reason: 'PutObject' },
    });
    expect(bus.at(-1)).toMatchObject({
      detailType: 'Object Deleted',
      detail: { 'deletion-type': 'Permanently Deleted' },
    });
  });

  test('sequencers of one key rise with every change, also over its deletion', async () => {
    const { received, peers } = listeners();
    fixture = await startS3({ peers });
    await fixture.createBucket({
      NotificationConfiguration: {
        QueueConfigurations: ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'].map((Event) => ({
          Event,
          Queue: QUEUE,
        })),
      },
    });
    await fixture.s3.connect?.();
    await put('k');
    await put('k');
    await fixture.client.send(new DeleteObjectCommand({ Bucket: 'uploads', Key: 'k' }));
    await put('k');
    await vi.waitFor(() => expect(received).toHaveLength(5));
    const sequencers = received.flatMap(
      ({ body }) => body.Records?.map((record) => String(record.s3.object['sequencer'])) ?? [],
    );
    expect(sequencers).toEqual([...new Set(sequencers)].sort());
    expect(sequencers).toHaveLength(4);
  });
});
