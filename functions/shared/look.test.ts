import { createHash } from 'node:crypto';
import { SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { sendLook } from './look.ts';
import { answering, ID } from './testing.ts';

test.each([
  [undefined, 0],
  [2.5, 3],
  [-1, 0],
  [10_000, 900],
])('a look after %s seconds is kept back for %d', async (delay, kept) => {
  const sent: unknown[] = [];
  const client = new SQSClient({
    ...answering(({ body }) => {
      const message = JSON.parse(body) as { MessageBody: string };
      sent.push(message);
      // The client holds it against what it sent.
      const MD5OfMessageBody = createHash('md5').update(message.MessageBody).digest('hex');
      return { status: 200, body: JSON.stringify({ MessageId: '1', MD5OfMessageBody }) };
    }),
    endpoint: 'https://sqs.test',
  });
  await sendLook({ client, url: 'https://sqs.test/1/uploads' }, ID, delay);
  expect(sent).toEqual([
    { QueueUrl: 'https://sqs.test/1/uploads', MessageBody: `{"videoId":"${ID}"}`, DelaySeconds: kept },
  ]);
});
