import * as sdk from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLocal, type LocalAws } from '../../support/local.ts';

/** The messages of standard queues, by the requests that the API reference gives as examples. */
let local: LocalAws;
let client: sdk.SQSClient;

beforeAll(async () => {
  local = await startLocal({
    template: {
      Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'MyQueue' } } },
    },
  });
  client = new sdk.SQSClient({ ...local.client, maxAttempts: 1 });
});
afterAll(async () => {
  client?.destroy();
  await local?.stop();
});

let made = 0;
async function newQueue(Attributes: Record<string, string> = {}): Promise<string> {
  const QueueName = `queue-${(made += 1)}`;
  return (await client.send(new sdk.CreateQueueCommand({ QueueName, Attributes }))).QueueUrl!;
}

const receive = async (QueueUrl: string, more: Partial<sdk.ReceiveMessageCommandInput> = {}) =>
  (await client.send(new sdk.ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...more })))
    .Messages ?? [];
const send = (QueueUrl: string, MessageBody: string, more: Partial<sdk.SendMessageCommandInput> = {}) =>
  client.send(new sdk.SendMessageCommand({ QueueUrl, MessageBody, ...more }));

describe('SendMessage', () => {
  it('answers the documented example with its documented digests', async () => {
    const QueueUrl = await newQueue();
    const sent = await send(QueueUrl, 'This is a test message', {
      MessageAttributes: {
        my_attribute_name_1: { DataType: 'String', StringValue: 'my_attribute_value_1' },
        my_attribute_name_2: { DataType: 'String', StringValue: 'my_attribute_value_2' },
      },
      MessageSystemAttributes: {
        AWSTraceHeader: { DataType: 'String', StringValue: 'Root=1-5759e988-bd862e3fe1be46a994272793' },
      },
    });
    expect(sent).toMatchObject({
      MessageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      MD5OfMessageBody: 'fafb00f5732ab283681e124bf8747ed1',
      MD5OfMessageAttributes: expect.stringMatching(/^[0-9a-f]{32}$/),
      MD5OfMessageSystemAttributes: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(sent.SequenceNumber).toBeUndefined();
    const [message] = await receive(QueueUrl, {
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['my_attribute_name.*', 'my_attribute_name_1'],
    });
    expect(message).toMatchObject({
      Body: 'This is a test message',
      MD5OfBody: 'fafb00f5732ab283681e124bf8747ed1',
      MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
      Attributes: {
        SenderId: '000000000000',
        ApproximateReceiveCount: '1',
        AWSTraceHeader: 'Root=1-5759e988-bd862e3fe1be46a994272793',
      },
    });
    expect(Object.keys(message!.Attributes!).sort()).toEqual([
      'AWSTraceHeader',
      'ApproximateFirstReceiveTimestamp',
      'ApproximateReceiveCount',
      'SenderId',
      'SentTimestamp',
    ]);
  });

  it('carries all of Unicode, and one whole MiB', async () => {
    const QueueUrl = await newQueue();
    const body = `${'ü'.repeat(262_144)}${'🎬'.repeat(131_072)}`;
    expect(Buffer.byteLength(body)).toBe(1_048_576);
    await send(QueueUrl, body);
    expect((await receive(QueueUrl))[0]!.Body).toBe(body);
  });

  it('keeps the group of a message in a standard queue, which orders nothing', async () => {
    const QueueUrl = await newQueue();
    await send(QueueUrl, 'a', { MessageGroupId: 'tenant' });
    await send(QueueUrl, 'b', { MessageGroupId: 'tenant' });
    const names = { MaxNumberOfMessages: 1, MessageSystemAttributeNames: ['All' as const] };
    const [first] = await receive(QueueUrl, names);
    expect(first!.Attributes!['MessageGroupId']).toBe('tenant');
    expect(await receive(QueueUrl, names)).toHaveLength(1);
  });
});

describe('ReceiveMessage', () => {
  it('waits for a message and wakes when it comes', async () => {
    const QueueUrl = await newQueue();
    const poll = receive(QueueUrl, { WaitTimeSeconds: 20 });
    await send(QueueUrl, 'now');
    expect((await poll).map(({ Body }) => Body)).toEqual(['now']);
  });

  it('wakes when a delay ends', async () => {
    const QueueUrl = await newQueue({ ReceiveMessageWaitTimeSeconds: '20' });
    await send(QueueUrl, 'later', { DelaySeconds: 1 });
    const from = performance.now();
    expect(await receive(QueueUrl)).toHaveLength(1);
    expect(performance.now() - from).toBeLessThan(5_000);
  });

  it('wakes when a message is given back, and when its visibility ends', async () => {
    const QueueUrl = await newQueue({ VisibilityTimeout: '600' });
    await send(QueueUrl, 'a');
    const [held] = await receive(QueueUrl);
    const poll = receive(QueueUrl, { WaitTimeSeconds: 20, VisibilityTimeout: 1 });
    const ReceiptHandle = held!.ReceiptHandle!;
    await client.send(
      new sdk.ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }),
    );
    expect((await poll)[0]!.MessageId).toBe(held!.MessageId);
    const again = await receive(QueueUrl, {
      WaitTimeSeconds: 20,
      MessageSystemAttributeNames: ['ApproximateReceiveCount'],
    });
    expect(again[0]!.Attributes).toEqual({ ApproximateReceiveCount: '3' });
  });

  it('gives no message to a client that has gone', async () => {
    const QueueUrl = await newQueue();
    const abort = new AbortController();
    const poll = client.send(new sdk.ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }), {
      abortSignal: abort.signal,
    });
    // Another poll, begun later and over by now: the first one is being served.
    await receive(QueueUrl, { WaitTimeSeconds: 1 });
    abort.abort();
    await expect(poll).rejects.toThrow();
    // One more call, by whose answer the end of the other connection has been read as well.
    expect(await receive(QueueUrl)).toEqual([]);
    await send(QueueUrl, 'kept');
    expect(await receive(QueueUrl)).toHaveLength(1);
  });
});

describe('a batch', () => {
  it('is sent, changed and deleted entry by entry', async () => {
    const QueueUrl = await newQueue();
    const { Successful, Failed } = await client.send(
      new sdk.SendMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: 'test_msg_001', MessageBody: 'test message body 1' },
          { Id: 'test_msg_002', MessageBody: 'test message body 2', DelaySeconds: 901 },
          { Id: 'test_msg_003', MessageBody: '' },
          {
            Id: 'test_msg_004',
            MessageBody: 'test message body 4',
            MessageAttributes: { n: { DataType: 'Number', StringValue: 'one' } },
          },
        ],
      }),
    );
    expect(Successful).toMatchObject([
      { Id: 'test_msg_001', MD5OfMessageBody: '0e024d309850c78cba5eabbeff7cae71' },
    ]);
    expect(Failed!.map(({ Id, Code, SenderFault }) => [Id, Code, SenderFault])).toEqual([
      ['test_msg_002', 'InvalidParameterValue', true],
      ['test_msg_003', 'MissingParameter', true],
      ['test_msg_004', 'InvalidParameterValue', true],
    ]);
    const [message] = await receive(QueueUrl);
    const handles = [
      { Id: 'good', ReceiptHandle: message!.ReceiptHandle! },
      { Id: 'bad', ReceiptHandle: 'none' },
    ];
    const changed = await client.send(
      new sdk.ChangeMessageVisibilityBatchCommand({
        QueueUrl,
        Entries: handles.map((handle) => ({ ...handle, VisibilityTimeout: 60 })),
      }),
    );
    const deleted = await client.send(new sdk.DeleteMessageBatchCommand({ QueueUrl, Entries: handles }));
    for (const answer of [changed, deleted]) {
      expect(answer.Successful).toEqual([{ Id: 'good' }]);
      expect(answer.Failed).toMatchObject([{ Id: 'bad', Code: 'ReceiptHandleIsInvalid', SenderFault: true }]);
    }
  });
});

describe('a queue', () => {
  it('tells its attributes and counts', async () => {
    const QueueUrl = await newQueue({ DelaySeconds: '0', VisibilityTimeout: '40' });
    await send(QueueUrl, 'a');
    await send(QueueUrl, 'b', { DelaySeconds: 900 });
    await send(QueueUrl, 'c');
    await receive(QueueUrl, { MaxNumberOfMessages: 1 });
    const { Attributes } = await client.send(
      new sdk.GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
    );
    expect(Attributes).toEqual({
      QueueArn: `arn:aws:sqs:us-east-1:000000000000:${QueueUrl.split('/').pop()}`,
      ApproximateNumberOfMessages: '1',
      ApproximateNumberOfMessagesDelayed: '1',
      ApproximateNumberOfMessagesNotVisible: '1',
      CreatedTimestamp: expect.stringMatching(/^\d{10}$/),
      LastModifiedTimestamp: expect.stringMatching(/^\d{10}$/),
      DelaySeconds: '0',
      MaximumMessageSize: '1048576',
      MessageRetentionPeriod: '345600',
      ReceiveMessageWaitTimeSeconds: '0',
      VisibilityTimeout: '40',
    });
  });

  it('of the template is found by its name, as one among pages', async () => {
    const { QueueUrl } = await client.send(new sdk.GetQueueUrlCommand({ QueueName: 'MyQueue' }));
    expect(QueueUrl).toBe(`${local.urls.aws}/000000000000/MyQueue`);
    for (const QueueName of ['page-1', 'page-2', 'page-3'])
      await client.send(new sdk.CreateQueueCommand({ QueueName }));
    const pages: string[][] = [];
    for await (const { QueueUrls = [] } of sdk.paginateListQueues(
      { client, pageSize: 2 },
      { QueueNamePrefix: 'page-' },
    ))
      pages.push(QueueUrls.map((url) => url.split('/').pop()!));
    expect(pages).toEqual([['page-1', 'page-2'], ['page-3']]);
  });

  it('has tags', async () => {
    const { QueueUrl } = await client.send(
      new sdk.CreateQueueCommand({ QueueName: 'tagged', tags: { QueueType: 'Production' } }),
    );
    await client.send(new sdk.TagQueueCommand({ QueueUrl, Tags: { Owner: 'a', QueueType: 'Test' } }));
    await client.send(new sdk.UntagQueueCommand({ QueueUrl, TagKeys: ['Owner'] }));
    expect((await client.send(new sdk.ListQueueTagsCommand({ QueueUrl }))).Tags).toEqual({
      QueueType: 'Test',
    });
  });

  it('is purged, once a minute', async () => {
    const QueueUrl = await newQueue();
    await send(QueueUrl, 'a');
    await client.send(new sdk.PurgeQueueCommand({ QueueUrl }));
    expect(await receive(QueueUrl)).toEqual([]);
    await expect(client.send(new sdk.PurgeQueueCommand({ QueueUrl }))).rejects.toBeInstanceOf(
      sdk.PurgeQueueInProgress,
    );
  });

  it('is made again as it is, but not otherwise, and not just after it was deleted', async () => {
    const create = (VisibilityTimeout: string) =>
      client.send(new sdk.CreateQueueCommand({ QueueName: 'again', Attributes: { VisibilityTimeout } }));
    const { QueueUrl } = await create('5');
    expect((await create('5')).QueueUrl).toBe(QueueUrl);
    await expect(create('6')).rejects.toBeInstanceOf(sdk.QueueNameExists);
    const poll = expect(receive(QueueUrl!, { WaitTimeSeconds: 20 })).rejects.toBeInstanceOf(
      sdk.QueueDoesNotExist,
    );
    await client.send(new sdk.DeleteQueueCommand({ QueueUrl }));
    await expect(create('5')).rejects.toBeInstanceOf(sdk.QueueDeletedRecently);
    await poll;
  });
});
