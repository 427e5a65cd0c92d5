import * as sdk from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLocal, type LocalAws } from '../../support/local.ts';

/** What SQS refuses, and how: the SDK's typed exceptions, whatever is sent. */
let local: LocalAws;
let client: sdk.SQSClient;
let QueueUrl: string;
let fifoUrl: string;

beforeAll(async () => {
  local = await startLocal({
    template: {
      Resources: {
        Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'plain', MaximumMessageSize: 1024 } },
        Fifo: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'ordered.fifo', FifoQueue: true } },
      },
    },
  });
  client = new sdk.SQSClient({ ...local.client, maxAttempts: 1 });
  QueueUrl = `${local.urls.aws}/000000000000/plain`;
  fifoUrl = `${local.urls.aws}/000000000000/ordered.fifo`;
});
afterAll(async () => {
  client?.destroy();
  await local?.stop();
});

/** Any command of the client: here each is only sent, and none is answered. */
type Sent = { readonly input: object };
const failure = (command: Sent, by = client) =>
  by.send(command as sdk.ListQueuesCommand).then(
    () => new Error('it was accepted'),
    (error: Error) => error,
  );

const text = (StringValue: string) => ({ DataType: 'String', StringValue });
const entry = (Id: string) => ({ Id, MessageBody: 'a' });

describe('a typed exception answers', () => {
  const ARN = 'arn:aws:sqs:us-east-1:000000000000';
  const cases: readonly [string, () => Sent, abstract new (...options: never[]) => Error][] = [
    [
      'a queue that is not there',
      () => new sdk.SendMessageCommand({ QueueUrl: `${QueueUrl}x`, MessageBody: 'a' }),
      sdk.QueueDoesNotExist,
    ],
    [
      'a queue of another account',
      () => new sdk.PurgeQueueCommand({ QueueUrl: QueueUrl.replace('000000000000', '111111111111') }),
      sdk.QueueDoesNotExist,
    ],
    ['an address that is none', () => new sdk.PurgeQueueCommand({ QueueUrl: 'x' }), sdk.InvalidAddress],
    [
      'a control character',
      () => new sdk.SendMessageCommand({ QueueUrl, MessageBody: 'a\u0000' }),
      sdk.InvalidMessageContents,
    ],
    [
      'a receipt handle that is none',
      () => new sdk.DeleteMessageCommand({ QueueUrl, ReceiptHandle: 'x' }),
      sdk.ReceiptHandleIsInvalid,
    ],
    [
      'an attribute of no name that is known',
      () => new sdk.SetQueueAttributesCommand({ QueueUrl, Attributes: { Colour: 'red' } as object }),
      sdk.InvalidAttributeName,
    ],
    [
      'an attribute out of its range',
      () => new sdk.SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: '43201' } }),
      sdk.InvalidAttributeValue,
    ],
    [
      'a policy that is not JSON',
      () => new sdk.SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: '{' } }),
      sdk.InvalidAttributeValue,
    ],
    [
      'a system attribute that messages do not have',
      () => new sdk.ReceiveMessageCommand({ QueueUrl, AttributeNames: ['Colour' as 'All'] }),
      sdk.InvalidAttributeName,
    ],
    [
      'a batch of none',
      () => new sdk.SendMessageBatchCommand({ QueueUrl, Entries: [] }),
      sdk.EmptyBatchRequest,
    ],
    [
      'a batch of eleven',
      () => new sdk.SendMessageBatchCommand({ QueueUrl, Entries: [...'abcdefghijk'].map(entry) }),
      sdk.TooManyEntriesInBatchRequest,
    ],
    [
      'entries of one id',
      () => new sdk.SendMessageBatchCommand({ QueueUrl, Entries: [entry('a'), entry('a')] }),
      sdk.BatchEntryIdsNotDistinct,
    ],
    [
      'an id of wrong characters',
      () => new sdk.SendMessageBatchCommand({ QueueUrl, Entries: [entry('a b')] }),
      sdk.InvalidBatchEntryId,
    ],
    [
      'a batch of more than a MiB',
      () =>
        new sdk.SendMessageBatchCommand({
          QueueUrl,
          Entries: ['a', 'b'].map((Id) => ({ Id, MessageBody: 'a'.repeat(600_000) })),
        }),
      sdk.BatchRequestTooLong,
    ],
    [
      'a redrive from a queue that is not there',
      () => new sdk.StartMessageMoveTaskCommand({ SourceArn: `${ARN}:none` }),
      sdk.ResourceNotFoundException,
    ],
    [
      'the end of a task that is not there',
      () => new sdk.CancelMessageMoveTaskCommand({ TaskHandle: 'none' }),
      sdk.ResourceNotFoundException,
    ],
  ];
  it.each(cases)('%s', async (_name, command, kind) => {
    expect(await failure(command())).toBeInstanceOf(kind);
  });
});

describe('a code answers', () => {
  const cases: readonly [string, () => Sent, string, RegExp][] = [
    [
      'a body over the limit of the queue',
      () => new sdk.SendMessageCommand({ QueueUrl, MessageBody: 'a'.repeat(1025) }),
      'InvalidParameterValue',
      /^One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes.$/,
    ],
    [
      'no body',
      () => new sdk.SendMessageCommand({ QueueUrl, MessageBody: undefined }),
      'MissingParameter',
      /^The request must contain the parameter MessageBody.$/,
    ],
    [
      'eleven attributes',
      () =>
        new sdk.SendMessageCommand({
          QueueUrl,
          MessageBody: 'a',
          MessageAttributes: Object.fromEntries([...'abcdefghijk'].map((name) => [name, text('a')])),
        }),
      'InvalidParameterValue',
      /11/,
    ],
    [
      'an attribute of a reserved name',
      () =>
        new sdk.SendMessageCommand({ QueueUrl, MessageBody: 'a', MessageAttributes: { 'AWS.x': text('a') } }),
      'InvalidParameterValue',
      /AWS.x/,
    ],
    [
      'an attribute of an unknown type',
      () =>
        new sdk.SendMessageCommand({
          QueueUrl,
          MessageBody: 'a',
          MessageAttributes: { x: { DataType: 'Text', StringValue: 'a' } },
        }),
      'InvalidParameterValue',
      /set of supported type prefixes is Binary, Number, and String/,
    ],
    [
      'a system attribute that cannot be sent',
      () =>
        new sdk.SendMessageCommand({
          QueueUrl,
          MessageBody: 'a',
          MessageSystemAttributes: { SenderId: text('me') } as never,
        }),
      'InvalidParameterValue',
      /SenderId/,
    ],
    [
      'more than ten messages asked for',
      () => new sdk.ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 11 }),
      'InvalidParameterValue',
      /^Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.$/,
    ],
    [
      'a wait of too long',
      () => new sdk.ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 21 }),
      'InvalidParameterValue',
      /WaitTimeSeconds/,
    ],
    [
      'a deduplication id in a standard queue',
      () => new sdk.SendMessageCommand({ QueueUrl, MessageBody: 'a', MessageDeduplicationId: 'x' }),
      'InvalidParameterValue',
      /not valid for this queue type/,
    ],
    [
      'no group in a FIFO queue',
      () => new sdk.SendMessageCommand({ QueueUrl: fifoUrl, MessageBody: 'a', MessageDeduplicationId: 'x' }),
      'MissingParameter',
      /MessageGroupId/,
    ],
    [
      'no deduplication id in a FIFO queue that does not go by content',
      () => new sdk.SendMessageCommand({ QueueUrl: fifoUrl, MessageBody: 'a', MessageGroupId: 'x' }),
      'InvalidParameterValue',
      /ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly/,
    ],
    [
      'a delay of one message in a FIFO queue',
      () =>
        new sdk.SendMessageCommand({
          QueueUrl: fifoUrl,
          MessageBody: 'a',
          MessageGroupId: 'x',
          MessageDeduplicationId: 'x',
          DelaySeconds: 1,
        }),
      'InvalidParameterValue',
      /DelaySeconds/,
    ],
    [
      'a FIFO queue of a standard name',
      () => new sdk.CreateQueueCommand({ QueueName: 'a', Attributes: { FifoQueue: 'true' } }),
      'InvalidParameterValue',
      /must end with .fifo suffix/,
    ],
    [
      'a standard queue of a FIFO name',
      () => new sdk.CreateQueueCommand({ QueueName: 'a.fifo' }),
      'InvalidParameterValue',
      /alphanumeric characters, hyphens, or underscores/,
    ],
    [
      'a dead-letter queue that is not there',
      () =>
        new sdk.SetQueueAttributesCommand({
          QueueUrl,
          Attributes: {
            RedrivePolicy:
              '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:none","maxReceiveCount":"1"}',
          },
        }),
      'InvalidParameterValue',
      /Dead letter target does not exist/,
    ],
    [
      'a dead-letter queue of the other kind',
      () =>
        new sdk.SetQueueAttributesCommand({
          QueueUrl,
          Attributes: {
            RedrivePolicy:
              '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:ordered.fifo","maxReceiveCount":"1"}',
          },
        }),
      'InvalidParameterValue',
      /same type of queue/,
    ],
  ];
  it.each(cases)('%s', async (_name, command, code, message) => {
    expect(await failure(command())).toMatchObject({ name: code, message: expect.stringMatching(message) });
  });
});

describe('a request that is none of SQS', () => {
  const post = (headers: Record<string, string>, body: string) =>
    fetch(local.urls.aws, { method: 'POST', headers, body });

  it('is refused unsigned', async () => {
    const response = await post({ 'x-amz-target': 'AmazonSQS.ListQueues' }, '{}');
    expect([response.status, await response.json()]).toMatchObject([
      400,
      { __type: 'com.amazon.coral.service#MissingAuthenticationTokenException' },
    ]);
  });

  it.each<[string, { accessKeyId?: string; secretAccessKey?: string; sessionToken?: string }, RegExp]>([
    ['wrongly signed', { secretAccessKey: 'wrong' }, /^(?:InvalidSignatureException|SignatureDoesNotMatch)$/],
    ['by an unknown key', { accessKeyId: 'AKIAUNKNOWN' }, /^(?:UnrecognizedClient|InvalidClientTokenId)/],
  ])('is refused %s', async (_name, credentials, code) => {
    const other = new sdk.SQSClient({
      ...local.client,
      credentials: { ...local.credentials, ...credentials },
      maxAttempts: 1,
    });
    expect((await failure(new sdk.ListQueuesCommand({}), other)).name).toMatch(code);
    other.destroy();
  });

  /** The SDK signs, but the body is ours. */
  async function raw(body: string, target = 'AmazonSQS.SendMessage') {
    const other = new sdk.SQSClient({ ...local.client, maxAttempts: 1 });
    other.middlewareStack.add(
      (next) => (args) => {
        const request = args.request as { body: unknown; headers: Record<string, string> };
        request.body = body;
        request.headers['content-length'] = String(Buffer.byteLength(body));
        request.headers['x-amz-target'] = target;
        return next(args);
      },
      { step: 'build', priority: 'low' },
    );
    const error = await failure(new sdk.ListQueuesCommand({}), other);
    other.destroy();
    return error;
  }

  it.each([
    ['{', 'SerializationException'],
    ['[]', 'SerializationException'],
    ['{"QueueUrl": 5}', 'SerializationException'],
    ['{"QueueUrl": "x", "MessageAttributes": {"a": null, "b": 5}}', 'SerializationException'],
    ['{}', 'MissingParameter'],
  ])('is refused with a body of %s', async (body, code) => {
    expect(await raw(body)).toMatchObject({ name: code });
  });

  it.each(['AmazonSQS.DropQueue', 'AmazonSQS.constructor', 'AmazonSQS.'])(
    'is refused as %s',
    async (target) => {
      expect(await raw('{}', target)).toMatchObject({ name: 'UnknownOperationException' });
    },
  );

  it('leaves the queue as it was, and no stack trace anywhere', async () => {
    const { Attributes } = await client.send(
      new sdk.GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
    );
    expect(Attributes).toEqual({ ApproximateNumberOfMessages: '0' });
    expect(local.log()).not.toMatch(/✗|\n\s+at /);
  });
});
