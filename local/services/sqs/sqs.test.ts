import * as sdk from '@aws-sdk/client-sqs';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AwsError } from '../../runtime/errors.ts';
import type { AccessRequest, Principal } from '../../runtime/principal.ts';
import { root } from '../../runtime/testing.ts';
import { createSqs } from './index.ts';
import { openSqsBench, type SqsBench } from './testing.ts';

let bench: SqsBench;
let runtime: SqsBench['runtime'];
let sqs: SqsBench['sqs'];
let client: sdk.SQSClient;
let asked: AccessRequest[];

beforeEach(async () => {
  bench = await openSqsBench();
  ({ runtime, sqs, client, asked } = bench);
});
afterEach(() => bench.close());

const queue = (logicalId?: string, properties?: Record<string, unknown>) =>
  bench.queue(logicalId, properties);
const receive = (QueueUrl: string, more?: Partial<sdk.ReceiveMessageCommandInput>) =>
  bench.receive(QueueUrl, more);

const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: Error) => error.name,
  );

describe('a queue', () => {
  it('gives a message with its body, attributes and their sums, until it is deleted', async () => {
    const { QueueUrl } = queue();
    const sent = await client.send(
      new sdk.SendMessageCommand({
        QueueUrl,
        MessageBody: 'grüße 🎬',
        MessageAttributes: {
          text: { DataType: 'String', StringValue: 'ü' },
          bytes: { DataType: 'Binary.png', BinaryValue: Buffer.from([0, 255]) },
        },
      }),
    );
    const [message] = await receive(QueueUrl, {
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['All'],
    });
    expect(message).toMatchObject({
      MessageId: sent.MessageId,
      Body: 'grüße 🎬',
      Attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: String(bench.clock.time),
        SenderId: '000000000000',
      },
      MessageAttributes: { text: { StringValue: 'ü' } },
      MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
    });
    expect([...message!.MessageAttributes!['bytes']!.BinaryValue!]).toEqual([0, 255]);
    expect(await receive(QueueUrl)).toEqual([]);
    await client.send(new sdk.DeleteMessageCommand({ QueueUrl, ReceiptHandle: message!.ReceiptHandle! }));
    bench.clock.time += 31_000;
    expect(await receive(QueueUrl)).toEqual([]);
  });

  it('understands the old name of system attributes, and asks for none by default', async () => {
    const { QueueUrl } = queue();
    await client.send(new sdk.SendMessageCommand({ QueueUrl, MessageBody: 'a' }));
    const [message] = await receive(QueueUrl, {
      AttributeNames: ['SentTimestamp' as sdk.QueueAttributeName],
    });
    expect(Object.keys(message!.Attributes!)).toEqual(['SentTimestamp']);
    bench.clock.time += 31_000;
    expect((await receive(QueueUrl))[0]!.Attributes).toBeUndefined();
  });

  it('shows a message again when its visibility timeout ends, and an old handle deletes nothing', async () => {
    const { QueueUrl } = queue('Queue', { VisibilityTimeout: 10 });
    await client.send(new sdk.SendMessageCommand({ QueueUrl, MessageBody: 'a' }));
    const [first] = await receive(QueueUrl);
    bench.clock.time += 9_999;
    expect(await receive(QueueUrl)).toEqual([]);
    bench.clock.time += 1;
    const [second] = await receive(QueueUrl, { AttributeNames: ['All'] });
    expect(second!.Attributes!.ApproximateReceiveCount).toBe('2');
    await client.send(new sdk.DeleteMessageCommand({ QueueUrl, ReceiptHandle: first!.ReceiptHandle! }));
    bench.clock.time += 10_000;
    expect(await receive(QueueUrl)).toHaveLength(1);
  });

  it('moves a message to the dead-letter queue after its receives, with the time it was first sent', async () => {
    const dead = queue('Dead');
    const { QueueUrl, arn } = queue('Queue', {
      VisibilityTimeout: 1,
      RedrivePolicy: { deadLetterTargetArn: dead.arn, maxReceiveCount: 2 },
    });
    const sentAt = bench.clock.time;
    await client.send(new sdk.SendMessageCommand({ QueueUrl, MessageBody: 'a' }));
    for (const _ of [1, 2]) {
      expect(await receive(QueueUrl)).toHaveLength(1);
      bench.clock.time += 1_000;
    }
    expect(await receive(QueueUrl)).toEqual([]);
    const [message] = await receive(dead.QueueUrl, { AttributeNames: ['All'] });
    expect(message!.Attributes).toMatchObject({
      SentTimestamp: String(sentAt),
      DeadLetterQueueSourceArn: arn,
    });
    await client.send(
      new sdk.ChangeMessageVisibilityCommand({
        QueueUrl: dead.QueueUrl,
        ReceiptHandle: message!.ReceiptHandle!,
        VisibilityTimeout: 0,
      }),
    );
    await client.send(new sdk.StartMessageMoveTaskCommand({ SourceArn: dead.arn }));
    expect(await receive(QueueUrl)).toHaveLength(1);
  });

  it('forgets what is past its retention, counted from when it was first sent', async () => {
    const { QueueUrl } = queue('Queue', { MessageRetentionPeriod: 60 });
    await client.send(new sdk.SendMessageCommand({ QueueUrl, MessageBody: 'a' }));
    bench.clock.time += 60_000;
    expect(await receive(QueueUrl)).toEqual([]);
    expect(
      await sqs
        .receiveMessages(runtime.arn('sqs', 'x'), { max: 1, waitSeconds: 0 }, root)
        .catch((error: AwsError) => error.code),
    ).toBe('QueueDoesNotExist');
  });

  it('holds a delayed message back, and counts what is where', async () => {
    const { QueueUrl } = queue();
    await client.send(
      new sdk.SendMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: 'a', MessageBody: 'later', DelaySeconds: 5 },
          { Id: 'b', MessageBody: 'now' },
          { Id: 'c', MessageBody: 'now too' },
        ],
      }),
    );
    expect(await receive(QueueUrl, { MaxNumberOfMessages: 1 })).toHaveLength(1);
    const { Attributes } = await client.send(
      new sdk.GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
    );
    expect(Attributes).toMatchObject({
      ApproximateNumberOfMessages: '1',
      ApproximateNumberOfMessagesNotVisible: '1',
      ApproximateNumberOfMessagesDelayed: '1',
    });
    bench.clock.time += 5_000;
    expect((await receive(QueueUrl)).map(({ Body }) => Body)).toContain('later');
  });

  it('wakes a long poll when a message is sent, and when one is shown again', async () => {
    const { QueueUrl, arn } = queue();
    const poll = receive(QueueUrl, { WaitTimeSeconds: 20 });
    while (asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await sqs.sendMessage(arn, 'a', root);
    const [message] = await poll;
    const again = receive(QueueUrl, { WaitTimeSeconds: 20 });
    await client.send(
      new sdk.ChangeMessageVisibilityCommand({
        QueueUrl,
        ReceiptHandle: message!.ReceiptHandle!,
        VisibilityTimeout: 0,
      }),
    );
    expect((await again)[0]!.MessageId).toBe(message!.MessageId);
  });

  it('ends a wait on abort with nothing, and loses no message by it', async () => {
    const { arn } = queue();
    const abort = new AbortController();
    const poll = sqs.receiveMessages(arn, { max: 1, waitSeconds: 20, signal: abort.signal }, root);
    abort.abort();
    expect(await poll).toEqual([]);
    await sqs.sendMessage(arn, 'a', root);
    expect(await sqs.receiveMessages(arn, { max: 1, waitSeconds: 0 }, root)).toHaveLength(1);
  });

  it('keeps its messages over a restart and a new boot of the template', async () => {
    const { QueueUrl, arn } = queue();
    await client.send(new sdk.SendMessageCommand({ QueueUrl, MessageBody: 'kept' }));
    const again = createSqs(runtime);
    again.create({ logicalId: 'Queue', type: 'AWS::SQS::Queue', properties: {} });
    const messages = await again.receiveMessages(arn, { max: 10, waitSeconds: 0 }, root);
    expect(messages.map(({ body }) => body)).toEqual(['kept']);
    await again.stop?.();
  });
});

describe('a message whose receiver died with the process', () => {
  const begun = () => {
    const next = createSqs(runtime);
    next.create({ logicalId: 'Queue', type: 'AWS::SQS::Queue', properties: {} });
    next.start?.();
    return next;
  };

  it('is there for the next process at once, as received before', async () => {
    const { arn } = queue();
    await sqs.sendMessage(arn, 'held', root);
    await sqs.receiveMessages(arn, { max: 1, waitSeconds: 0 }, root);
    const next = begun();
    const [message] = await next.receiveMessages(arn, { max: 10, waitSeconds: 0 }, root);
    expect(message).toMatchObject({ body: 'held', attributes: { ApproximateReceiveCount: '2' } });
    await next.stop?.();
  });

  it('is not one that was delayed and never received', async () => {
    const { QueueUrl, arn } = queue();
    await client.send(new sdk.SendMessageCommand({ QueueUrl, MessageBody: 'later', DelaySeconds: 9 }));
    const next = begun();
    expect(await next.receiveMessages(arn, { max: 10, waitSeconds: 0 }, root)).toEqual([]);
    bench.clock.time += 9_000;
    expect(await next.receiveMessages(arn, { max: 10, waitSeconds: 0 }, root)).toHaveLength(1);
    await next.stop?.();
  });
});

describe('a caller', () => {
  it('is judged by IAM together with the policy of the queue', async () => {
    const { QueueUrl, arn } = queue();
    const PolicyDocument = { Version: '2012-10-17', Statement: [] };
    sqs.create({
      logicalId: 'Policy',
      type: 'AWS::SQS::QueuePolicy',
      properties: { Queues: [QueueUrl], PolicyDocument },
    });
    const service: Principal = {
      kind: 'service',
      service: 's3.amazonaws.com',
      sourceArn: 'arn:aws:s3:::b',
      sourceAccount: '1',
    };
    await sqs.sendMessage(arn, 'a', service);
    expect(asked).toEqual([
      { caller: service, action: 'sqs:SendMessage', resource: arn, resourcePolicy: PolicyDocument },
    ]);
    bench.deny();
    await expect(sqs.sendMessage(arn, 'a', service)).rejects.toThrow(
      expect.objectContaining({ code: 'AccessDenied' }),
    );
    expect(await refusal(client.send(new sdk.PurgeQueueCommand({ QueueUrl })))).toMatch(/^AccessDenied/);
  });
});

describe('a wrong request', () => {
  it.each<[string, (url: string) => Promise<unknown>, string]>([
    [
      'a queue that is not there',
      (url) => client.send(new sdk.SendMessageCommand({ QueueUrl: `${url}x`, MessageBody: 'a' })),
      'QueueDoesNotExist',
    ],
    [
      'no queue URL at all',
      () => client.send(new sdk.PurgeQueueCommand({ QueueUrl: 'x' })),
      'InvalidAddress',
    ],
    [
      'an empty body',
      (url) => client.send(new sdk.SendMessageCommand({ QueueUrl: url, MessageBody: '' })),
      'MissingParameter',
    ],
    [
      'a control character',
      (url) => client.send(new sdk.SendMessageCommand({ QueueUrl: url, MessageBody: '\u0001' })),
      'InvalidMessageContents',
    ],
    [
      'a body over the limit',
      (url) => client.send(new sdk.SendMessageCommand({ QueueUrl: url, MessageBody: 'a'.repeat(1025) })),
      'InvalidParameterValue',
    ],
    [
      'a receipt handle of nothing',
      (url) => client.send(new sdk.DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: 'x' })),
      'ReceiptHandleIsInvalid',
    ],
    [
      'too many messages',
      (url) => client.send(new sdk.ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 11 })),
      'InvalidParameterValue',
    ],
    [
      'an unknown attribute',
      (url) =>
        client.send(new sdk.SetQueueAttributesCommand({ QueueUrl: url, Attributes: { FifoQueue: 'true' } })),
      'InvalidAttributeName',
    ],
    [
      'a batch of eleven',
      (url) =>
        client.send(
          new sdk.DeleteMessageBatchCommand({
            QueueUrl: url,
            Entries: Array.from({ length: 11 }, (_, id) => ({ Id: String(id), ReceiptHandle: 'x' })),
          }),
        ),
      'TooManyEntriesInBatchRequest',
    ],
    [
      'a batch of none',
      (url) => client.send(new sdk.SendMessageBatchCommand({ QueueUrl: url, Entries: [] })),
      'EmptyBatchRequest',
    ],
  ])('is refused: %s', async (_name, call, code) => {
    const { QueueUrl } = queue('Queue', { MaximumMessageSize: 1024 });
    expect(await refusal(call(QueueUrl))).toContain(code);
  });

  it('fails alone in a batch', async () => {
    const { QueueUrl } = queue();
    const { Successful, Failed } = await client.send(
      new sdk.SendMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: 'a', MessageBody: 'a' },
          { Id: 'b', MessageBody: 'b', DelaySeconds: 901 },
        ],
      }),
    );
    expect(Successful!.map(({ Id }) => Id)).toEqual(['a']);
    expect(Failed).toMatchObject([{ Id: 'b', SenderFault: true, Code: 'InvalidParameterValue' }]);
  });

  it('is refused in a template by the name of the resource', () => {
    expect(() => queue('Fifo', { FifoQueue: true, QueueName: 'plain' })).toThrow(/^Fifo: .*\.fifo suffix/);
    expect(() => queue('Plain', { ContentBasedDeduplication: true })).toThrow(/^Plain: .*ContentBased/);
    expect(() => queue('Slow', { VisibilityTimeout: 50_000 })).toThrow(/^Slow: /);
  });
});

describe('whatever is done to it', () => {
  it('a queue gives each message to one holder at a time, and loses none that was not deleted', async () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('send' as const) }),
      fc.record({ do: fc.constant('receive' as const), max: fc.integer({ min: 1, max: 10 }) }),
      fc.record({ do: fc.constant('delete' as const), pick: fc.nat() }),
      fc.record({ do: fc.constant('pass' as const), seconds: fc.integer({ min: 1, max: 40 }) }),
    );
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { arn } = queue(`Queue${(run += 1)}`);
        const alive = new Set<string>();
        const held = new Map<string, { until: number; handle: string }>();
        for (const action of steps) {
          if (action.do === 'send') alive.add(await sqs.sendMessage(arn, 'a', root));
          else if (action.do === 'pass') bench.clock.time += action.seconds * 1000;
          else if (action.do === 'receive') {
            for (const { messageId, receiptHandle } of await sqs.receiveMessages(
              arn,
              { max: action.max, waitSeconds: 0 },
              root,
            )) {
              expect(alive.has(messageId)).toBe(true);
              expect(held.get(messageId)?.until ?? 0).toBeLessThanOrEqual(bench.clock.time);
              held.set(messageId, { until: bench.clock.time + 30_000, handle: receiptHandle });
            }
          } else {
            const [messageId, holder] = [...held][action.pick % Math.max(1, held.size)] ?? [];
            if (!messageId || !holder) continue;
            await sqs.deleteMessage(arn, holder.handle, root);
            alive.delete(messageId);
            held.delete(messageId);
          }
        }
        bench.clock.time += 30_000;
        const left = new Set<string>();
        for (;;) {
          const messages = await sqs.receiveMessages(arn, { max: 10, waitSeconds: 0 }, root);
          if (messages.length === 0) break;
          for (const { messageId } of messages) left.add(messageId);
        }
        expect(left).toEqual(alive);
      }),
      { numRuns: 40 },
    );
  });
});
