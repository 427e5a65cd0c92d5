import type { QueueMessage } from '../../../../runtime/peers.ts';

/** A message attribute as the SQS API writes it. */
interface WireAttribute {
  readonly DataType?: string;
  readonly StringValue?: string;
  readonly BinaryValue?: string;
}

/** The event that Lambda makes of messages from a queue. */
export const sqsEvent = (messages: readonly QueueMessage[], queueArn: string, region: string) => ({
  Records: messages.map((message) => sqsRecord(message, queueArn, region)),
});

export const sqsRecord = (message: QueueMessage, queueArn: string, region: string) => ({
  messageId: message.messageId,
  receiptHandle: message.receiptHandle,
  body: message.body,
  attributes: message.attributes,
  messageAttributes: Object.fromEntries(
    Object.entries(message.messageAttributes).map(([name, value]) => [
      name,
      attribute(value as WireAttribute),
    ]),
  ),
  md5OfBody: message.md5OfBody,
  eventSource: 'aws:sqs',
  eventSourceARN: queueArn,
  awsRegion: region,
});

const attribute = ({ DataType, StringValue, BinaryValue }: WireAttribute) => ({
  ...(StringValue !== undefined && { stringValue: StringValue }),
  ...(BinaryValue !== undefined && { binaryValue: BinaryValue }),
  stringListValues: [],
  binaryListValues: [],
  dataType: DataType,
});
