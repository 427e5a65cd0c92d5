import { SQSClient } from '@aws-sdk/client-sqs';
import { beforeEach, expect, test } from 'vitest';
import { answering } from '../../functions/shared/testing.ts';
import { redrive, type Letter } from './redrive.ts';

interface Held {
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** SQS's wire, as far as it is spoken here: two queues; what is in hand is hidden. */
let queue: Held[];
let dead: Held[];
let inHand: Held[];
let calls: string[];
let failing: string | undefined;
/** What the worker does with a message that comes back: nothing, unless told. */
let worker: (message: Held) => void;
beforeEach(() => {
  [queue, dead, inHand, calls, failing] = [[], [], [], [], undefined];
  worker = () => {};
});

const client = new SQSClient({
  ...answering(({ body }) => {
    const request = JSON.parse(body) as Record<string, never>;
    const call = operation(request);
    calls.push(call);
    if (call === failing) return { status: 500, body: '{}' };
    return { status: 200, body: JSON.stringify(answer(call, request)) };
  }),
  endpoint: 'https://sqs.test',
  md5: false,
});

const operation = (request: object) =>
  'MessageBody' in request
    ? 'send'
    : 'MaxNumberOfMessages' in request
      ? 'receive'
      : 'VisibilityTimeout' in request
        ? 'release'
        : 'delete';

function answer(call: string, request: Readonly<Record<string, never>>): object {
  if (call === 'send') {
    const attributes = Object.entries(request['MessageAttributes']!) as [string, { StringValue: string }][];
    const message = {
      id: `sent-${calls.length}`,
      body: request['MessageBody']!,
      attributes: Object.fromEntries(attributes.map(([name, { StringValue }]) => [name, StringValue])),
    };
    queue.push(message);
    worker(message);
    return { MessageId: message.id };
  }
  if (call === 'receive') {
    const taken = dead.splice(0, 10);
    inHand.push(...taken);
    return { Messages: taken.map(wire) };
  }
  const found = inHand.findIndex(({ id }) => id === request['ReceiptHandle']);
  const [message] = inHand.splice(found, 1);
  if (call === 'release') dead.push(message!);
  return {};
}

const wire = ({ id, body, attributes }: Held) => ({
  MessageId: id,
  ReceiptHandle: id,
  Body: body,
  MessageAttributes: Object.fromEntries(
    Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
  ),
});

const QUEUE = { name: 'Q', queueUrl: 'https://sqs.test/1/q', deadLettersUrl: 'https://sqs.test/1/dead' };
async function run(dryRun = false) {
  const letters: Letter[] = [];
  for await (const letter of redrive(client, QUEUE, dryRun)) letters.push(letter);
  return letters;
}
const letter = (index: number, attributes: Record<string, string> = { reason: `Fault ${index}` }) => ({
  id: `dead-${index}`,
  body: `{"n":${index}}`,
  attributes,
});

test('every dead letter goes back to its queue with its reason, and is deleted after that', async () => {
  dead = Array.from({ length: 12 }, (_, index) => letter(index));
  const letters = await run();
  expect(letters).toHaveLength(12);
  expect(letters[0]).toEqual({ reason: 'Fault 0', body: '{"n":0}', outcome: 'SENT' });
  expect(queue.map(({ body, attributes }) => [body, attributes])).toEqual(
    Array.from({ length: 12 }, (_, index) => [`{"n":${index}}`, { reason: `Fault ${index}` }]),
  );
  expect([...dead, ...inHand]).toEqual([]);
  expect(calls.slice(0, 3)).toEqual(['receive', 'send', 'delete']);
});

test('the reason is the function’s, EventBridge’s, or not known', async () => {
  dead = [letter(1, { ERROR_MESSAGE: 'No such queue' }), letter(2, {})];
  expect((await run()).map(({ reason }) => reason)).toEqual([
    'No such queue',
    'not known: the function ended before it could say',
  ]);
});

test('a dry run sends nothing, and hides nothing from others', async () => {
  dead = [letter(1), letter(2)];
  expect((await run(true)).map(({ outcome }) => outcome)).toEqual(['KEPT', 'KEPT']);
  expect(queue).toEqual([]);
  expect(dead).toHaveLength(2);
});

test('one that is given up again while this runs is not sent round and round', async () => {
  worker = ({ id, body }) =>
    dead.push({ id: `buried-${id}`, body, attributes: { messageId: id, reason: 'Still' } });
  dead = [letter(1)];
  expect((await run()).map(({ outcome }) => outcome)).toEqual(['SENT', 'DEAD_AGAIN']);
  // Its redrive policy keeps the id.
  worker = (message) => dead.push(message);
  dead = [letter(2)];
  expect((await run()).map(({ outcome }) => outcome)).toEqual(['SENT', 'DEAD_AGAIN']);
  expect(dead).toHaveLength(1);
});

test('one that cannot be deleted is sent twice rather than never', async () => {
  dead = [letter(1)];
  failing = 'delete';
  await expect(run()).rejects.toThrow();
  failing = undefined;
  dead.push(...inHand.splice(0));
  await run();
  expect(queue).toHaveLength(2);
  failing = 'send';
  dead = [letter(2)];
  await expect(run()).rejects.toThrow();
  expect(inHand).toHaveLength(1);
});
