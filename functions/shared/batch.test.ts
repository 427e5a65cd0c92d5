import type { SQSEvent } from 'aws-lambda';
import { beforeEach, expect, test } from 'vitest';
import { eachMessage, Poison, type Delivery } from './batch.ts';
import { silent } from './testing.ts';

const message = (messageId: string, body: string, receives = 1, messageAttributes = {}) => ({
  messageId,
  body,
  attributes: { ApproximateReceiveCount: String(receives) },
  messageAttributes,
});

let buried: [string, string][];
let isQueueAway: boolean;
beforeEach(() => {
  buried = [];
  isQueueAway = false;
});

/** What goes back to the queue, and what was worked on; `{"fault"}` fails with it, and `{"poison"}` is none. */
async function work(...messages: readonly object[]) {
  const seen: [unknown, Delivery][] = [];
  const { batchItemFailures } = await eachMessage(
    { Records: messages } as SQSEvent,
    silent,
    async (body, delivery) => {
      seen.push([body, delivery]);
      const { fault, poison } = body as { fault?: string; poison?: string };
      if (fault) throw new Error(fault);
      if (poison) throw new Poison(poison);
    },
    {
      maxReceives: 5,
      async bury({ messageId }, reason) {
        if (isQueueAway) throw new Error('SQS is away');
        buried.push([messageId, reason]);
      },
    },
  );
  return { back: batchItemFailures.map(({ itemIdentifier }) => itemIdentifier), seen };
}

test('of a batch only what failed goes back', async () => {
  const { back, seen } = await work(
    message('good', '{"n":1}'),
    message('bad', '{"fault":"no"}', 2),
    message('last', '{"n":3}', 5),
  );
  expect(back).toEqual(['bad']);
  expect(buried).toEqual([]);
  expect(seen).toEqual([
    [{ n: 1 }, { messageId: 'good', again: false }],
    [{ fault: 'no' }, { messageId: 'bad', again: true }],
    [{ n: 3 }, { messageId: 'last', again: true }],
  ]);
});

test('what nobody can understand is buried at once, and what fails for the last time', async () => {
  const { back } = await work(
    message('broken', '{"n":'),
    message('strange', '{"poison":"It is no event."}'),
    message('tired', '{"fault":"AppSync is away"}', 5),
    message('trying', '{"fault":"AppSync is away"}', 4),
  );
  expect(back).toEqual(['trying']);
  expect(buried).toEqual([
    ['broken', 'The message is no JSON.'],
    ['strange', 'It is no event.'],
    ['tired', 'AppSync is away'],
  ]);
});

test('what cannot be buried is left to the queue', async () => {
  isQueueAway = true;
  const { back } = await work(message('broken', 'x'), message('tired', '{"fault":"no"}', 5));
  expect(back).toEqual(['broken', 'tired']);
});

test('one that was sent back from the dead letters came before', async () => {
  const { seen } = await work(message('raised', '{}', 1, { reason: { stringValue: 'no' } }));
  expect(seen).toEqual([[{}, { messageId: 'raised', again: true }]]);
});
