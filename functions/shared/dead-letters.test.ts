import { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { afterEach, expect, test, vi } from 'vitest';
import { deadLetters } from './dead-letters.ts';
import { answering } from './testing.ts';

const message = {
  messageId: 'm-1',
  body: '{"n":1}',
  attributes: { ApproximateReceiveCount: '5' },
} as SQSRecord;

async function buried(reason: string) {
  vi.stubEnv('DEAD_LETTERS_URL', 'https://sqs.test/1/dead');
  vi.stubEnv('MAX_RECEIVES', '5');
  vi.stubEnv('POWERTOOLS_SERVICE_NAME', 'job-events');
  let sent = '';
  const connect = () =>
    new SQSClient({
      endpoint: 'https://sqs.test',
      ...answering(({ body }) => {
        sent = body;
        return { status: 200, body: '{"MessageId":"x"}' };
      }),
      md5: false,
    });
  const dead = deadLetters(connect);
  expect(dead.maxReceives).toBe(5);
  await dead.bury(message, reason);
  return JSON.parse(sent) as { MessageAttributes: Record<string, { StringValue: string }> };
}
afterEach(() => vi.unstubAllEnvs());

test('a dead letter is the message, and says why, of whom and when it was given up', async () => {
  const text = (StringValue: string) => ({ DataType: 'String', StringValue });
  expect(await buried('AppSync answered 503')).toEqual({
    QueueUrl: 'https://sqs.test/1/dead',
    MessageBody: '{"n":1}',
    MessageAttributes: {
      reason: text('AppSync answered 503'),
      function: text('job-events'),
      messageId: text('m-1'),
      receives: text('5'),
    },
  });
});

test.each([
  ['', 'none given'],
  ['a\n\u0000b', 'a b'],
  [`${'x'.repeat(499)}😀`, `${'x'.repeat(499)}�`],
])('a reason is what an attribute takes: %j', async (reason, expected) => {
  expect((await buried(reason)).MessageAttributes['reason']!.StringValue).toBe(expected);
});
