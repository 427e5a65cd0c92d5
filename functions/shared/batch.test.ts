import type { SQSEvent } from 'aws-lambda';
import { expect, test } from 'vitest';
import { eachMessage } from './batch.ts';
import { silent } from './testing.ts';

test('of a batch only what failed goes back', async () => {
  const messages = { good: '{"n":1}', bad: '{"n":2}', broken: '{"n":' };
  const event = {
    Records: Object.entries(messages).map(([messageId, body], index) => ({
      messageId,
      body,
      attributes: { ApproximateReceiveCount: String(index + 1) },
    })),
  } as unknown as SQSEvent;
  const seen: unknown[] = [];
  const result = await eachMessage(event, silent, async (body, delivery) => {
    seen.push([body, delivery]);
    if ((body as { n: number }).n === 2) throw new Error('no');
  });
  expect(result).toEqual({ batchItemFailures: [{ itemIdentifier: 'bad' }, { itemIdentifier: 'broken' }] });
  expect(seen).toEqual([
    [{ n: 1 }, { messageId: 'good', again: false }],
    [{ n: 2 }, { messageId: 'bad', again: true }],
  ]);
});
