import * as sdk from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { root } from '../../runtime/testing.ts';
import { createSqs } from './index.ts';
import { openSqsBench, type SqsBench } from './testing.ts';

let bench: SqsBench;
let runtime: SqsBench['runtime'];
let sqs: SqsBench['sqs'];
let client: sdk.SQSClient;

beforeEach(async () => {
  bench = await openSqsBench();
  ({ runtime, sqs, client } = bench);
});
afterEach(() => bench.close());

const queue = (logicalId?: string, properties?: Record<string, unknown>) =>
  bench.queue(logicalId, properties);

describe('a template that changed', () => {
  const attributes = async (QueueUrl: string) =>
    (await client.send(new sdk.GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))).Attributes!;

  it('changes the queue in place, keeping messages and policy', async () => {
    const { QueueUrl, arn } = queue('Queue', { VisibilityTimeout: 5 });
    await sqs.sendMessage(arn, 'kept', root);
    const PolicyDocument = { Version: '2012-10-17', Statement: [] };
    sqs.create({
      logicalId: 'Policy',
      type: 'AWS::SQS::QueuePolicy',
      properties: { Queues: [QueueUrl], PolicyDocument },
    });
    queue('Queue', { DelaySeconds: 3 });
    expect(await attributes(QueueUrl)).toMatchObject({
      VisibilityTimeout: '30',
      DelaySeconds: '3',
      Policy: JSON.stringify(PolicyDocument),
      ApproximateNumberOfMessages: '1',
    });
  });

  it('leaves what the API changed, as long as it says the same', async () => {
    const { QueueUrl } = queue();
    await client.send(
      new sdk.SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: '7' } }),
    );
    queue();
    expect((await attributes(QueueUrl))['VisibilityTimeout']).toBe('7');
  });

  it('replaces an empty queue, and refuses to lose messages', async () => {
    const { QueueUrl, arn } = queue('Queue', { QueueName: 'first' });
    await sqs.sendMessage(arn, 'kept', root);
    expect(() => queue('Queue', { QueueName: 'second' })).toThrow(/^Queue: .*1 message\(s\) of first lost/);
    await client.send(new sdk.PurgeQueueCommand({ QueueUrl }));
    queue('Queue', { QueueName: 'second' });
    expect((await client.send(new sdk.ListQueuesCommand({}))).QueueUrls).toEqual([
      expect.stringMatching(/second$/),
    ]);
  });

  it('takes queue and policy away, in any state', async () => {
    const { QueueUrl } = queue();
    const policy = {
      logicalId: 'Policy',
      type: 'AWS::SQS::QueuePolicy',
      properties: { Queues: [QueueUrl], PolicyDocument: { Statement: [] } },
    };
    sqs.create(policy);
    await sqs.delete!(policy);
    expect((await attributes(QueueUrl))['Policy']).toBeUndefined();
    const resource = { logicalId: 'Queue', type: 'AWS::SQS::Queue', properties: {} };
    await sqs.delete!(resource);
    await sqs.delete!(resource);
    await sqs.delete!(policy);
    expect((await client.send(new sdk.ListQueuesCommand({}))).QueueUrls).toBeUndefined();
  });
});

describe('a receiver on the wire', () => {
  it('keeps its message over a restart: hidden until its timeout, its handle good', async () => {
    const { QueueUrl, arn } = queue();
    await client.send(new sdk.SendMessageCommand({ QueueUrl, MessageBody: 'held' }));
    const [held] = await bench.receive(QueueUrl);
    const next = createSqs(runtime);
    await next.start?.();
    const look = () => next.receiveMessages(arn, { max: 1, waitSeconds: 0 }, root);
    expect(await look()).toEqual([]);
    await next.deleteMessage(arn, held!.ReceiptHandle!, root);
    bench.clock.time += 31_000;
    expect(await look()).toEqual([]);
    await next.stop?.();
  });
});

describe('the clock', () => {
  it('set back hides nothing for longer', async () => {
    const { arn } = queue();
    const look = () => sqs.receiveMessages(arn, { max: 1, waitSeconds: 0 }, root);
    await sqs.sendMessage(arn, 'a', root);
    expect(await look()).toHaveLength(1);
    bench.clock.time -= 86_400_000;
    expect(await look()).toEqual([]);
    bench.clock.time += 30_000;
    expect(await look()).toHaveLength(1);
    await sqs.sendMessage(arn, 'b', root);
    bench.clock.time -= 86_400_000;
    expect(await look()).toHaveLength(1);
  });

  it('set while a poll waits does not make it wait longer', async () => {
    const { arn } = queue();
    const poll = sqs.receiveMessages(arn, { max: 1, waitSeconds: 1 }, root);
    bench.clock.time -= 86_400_000;
    expect(await poll).toEqual([]);
  });
});

describe('a queue at its limit of messages in flight', () => {
  it('says so when it is a standard one, and looks empty when it is FIFO', async () => {
    const limited = createSqs(runtime, { inFlight: 2 });
    for (const properties of [{}, { FifoQueue: true, ContentBasedDeduplication: true }]) {
      const logicalId = `Queue${Object.keys(properties).length}`;
      const { attributes } = await limited.create({ logicalId, type: 'AWS::SQS::Queue', properties });
      const arn = attributes!['Arn']!;
      const take = (max: number) => limited.receiveMessages(arn, { max, waitSeconds: 0 }, root);
      for (const groupId of ['a', 'b', 'c']) await limited.sendMessage(arn, groupId, root, {}, { groupId });
      expect(await take(2)).toHaveLength(2);
      if ('FifoQueue' in properties) expect(await take(1)).toEqual([]);
      else await expect(take(1)).rejects.toThrow(expect.objectContaining({ code: 'OverLimit' }));
    }
    await limited.stop?.();
  });
});

describe('an attempt to receive that is made again', () => {
  it('gives the same messages although time goes on while each is made', async () => {
    bench.clock.now = () => (bench.clock.time += 1);
    const { QueueUrl, arn } = queue('Fifo', { FifoQueue: true, ContentBasedDeduplication: true });
    await sqs.sendMessage(arn, 'a', root, {}, { groupId: 'a' });
    const attempt = { ReceiveRequestAttemptId: 'again' };
    const [first] = await bench.receive(QueueUrl, attempt);
    const [second] = await bench.receive(QueueUrl, attempt);
    const [third] = await bench.receive(QueueUrl, attempt);
    expect(first!.ReceiptHandle).toBeDefined();
    expect([second!.ReceiptHandle, third!.ReceiptHandle]).toEqual([
      first!.ReceiptHandle,
      first!.ReceiptHandle,
    ]);
  });
});
