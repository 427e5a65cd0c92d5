import { expect, it } from 'vitest';
import { sqsEvent } from './event.ts';

it('makes of a message the record that Lambda hands to functions', () => {
  const message = {
    messageId: 'm',
    receiptHandle: 'r',
    body: 'b',
    md5OfBody: '5',
    attributes: { ApproximateReceiveCount: '1' },
    messageAttributes: {
      n: { DataType: 'Number', StringValue: '1' },
      b: { DataType: 'Binary', BinaryValue: 'AA==' },
    },
  };
  expect(sqsEvent([message], 'arn:queue', 'us-east-1')).toEqual({
    Records: [
      {
        messageId: 'm',
        receiptHandle: 'r',
        body: 'b',
        attributes: { ApproximateReceiveCount: '1' },
        messageAttributes: {
          n: { stringValue: '1', stringListValues: [], binaryListValues: [], dataType: 'Number' },
          b: { binaryValue: 'AA==', stringListValues: [], binaryListValues: [], dataType: 'Binary' },
        },
        md5OfBody: '5',
        eventSource: 'aws:sqs',
        eventSourceARN: 'arn:queue',
        awsRegion: 'us-east-1',
      },
    ],
  });
});
