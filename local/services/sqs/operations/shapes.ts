import { list, map, object, type Shape } from '../../../runtime/protocols/shape.ts';

const ATTRIBUTES = map(object({ DataType: 'text', StringValue: 'text', BinaryValue: 'text' }));
const QUEUE = { QueueUrl: 'text' } as const;
const PAGE = { MaxResults: 'integer', NextToken: 'text' } as const;
const MESSAGE = {
  MessageBody: 'text',
  MessageAttributes: ATTRIBUTES,
  MessageSystemAttributes: ATTRIBUTES,
  DelaySeconds: 'integer',
  MessageGroupId: 'text',
  MessageDeduplicationId: 'text',
} as const;
const HANDLE = { ReceiptHandle: 'text' } as const;
const VISIBILITY = { ...HANDLE, VisibilityTimeout: 'integer' } as const;
const batch = (entry: Readonly<Record<string, Shape>>) =>
  object({ ...QUEUE, Entries: list(object({ Id: 'text', ...entry })) });

/** The input of every operation. */
export const SHAPES: Readonly<Record<string, Shape>> = {
  CancelMessageMoveTask: object({ TaskHandle: 'text' }),
  ChangeMessageVisibility: object({ ...QUEUE, ...VISIBILITY }),
  ChangeMessageVisibilityBatch: batch(VISIBILITY),
  CreateQueue: object({ QueueName: 'text', Attributes: map('text'), tags: map('text') }),
  DeleteMessage: object({ ...QUEUE, ...HANDLE }),
  DeleteMessageBatch: batch(HANDLE),
  DeleteQueue: object(QUEUE),
  GetQueueAttributes: object({ ...QUEUE, AttributeNames: list('text') }),
  GetQueueUrl: object({ QueueName: 'text' }),
  ListDeadLetterSourceQueues: object({ ...QUEUE, ...PAGE }),
  ListMessageMoveTasks: object({ SourceArn: 'text', MaxResults: 'integer' }),
  ListQueueTags: object(QUEUE),
  ListQueues: object({ QueueNamePrefix: 'text', ...PAGE }),
  PurgeQueue: object(QUEUE),
  ReceiveMessage: object({
    ...QUEUE,
    AttributeNames: list('text'),
    MessageSystemAttributeNames: list('text'),
    MessageAttributeNames: list('text'),
    MaxNumberOfMessages: 'integer',
    VisibilityTimeout: 'integer',
    WaitTimeSeconds: 'integer',
    ReceiveRequestAttemptId: 'text',
  }),
  SendMessage: object({ ...QUEUE, ...MESSAGE }),
  SendMessageBatch: batch(MESSAGE),
  SetQueueAttributes: object({ ...QUEUE, Attributes: map('text') }),
  StartMessageMoveTask: object({
    SourceArn: 'text',
    DestinationArn: 'text',
    MaxNumberOfMessagesPerSecond: 'integer',
  }),
  TagQueue: object({ ...QUEUE, Tags: map('text') }),
  UntagQueue: object({ ...QUEUE, TagKeys: list('text') }),
};
