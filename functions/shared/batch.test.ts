import type { SQSEvent } from 'aws-lambda';
import { expect, test } from 'vitest';
import { eachMessage } from './batch.ts';
import { silent } from './testing.ts';

test('of a batch only what failed goes back', async () => {
  const messages = { good: '{"n":1}', bad: '{"n":2}', broken: '{"n":' };
  const event = {
    Records: Object.entries(messages).map(([messageId, body]) => ({ messageId, body })),
  } as unknown as SQSEvent;
  const seen: unknown[] = [];
  const result = await eachMessage(event, silent, async (body) => {
    seen.push(body);
    if ((body as { n: number }).n === 2) throw new Error('no');
  });
  expect(result).toEqual({ batchItemFailures: [{ itemIdentifier: 'bad' }, { itemIdentifier: 'broken' }] });
  expect(seen).toEqual([{ n: 1 }, { n: 2 }]);
});
