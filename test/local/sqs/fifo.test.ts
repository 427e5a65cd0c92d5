import * as sdk from '@aws-sdk/client-sqs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLocal, type LocalAws } from '../../support/local.ts';

/** FIFO queues: order within a group, one holder of a group at a time, nothing sent twice. */
let local: LocalAws;
let client: sdk.SQSClient;

beforeAll(async () => {
  local = await startLocal({
    template: {
      Resources: {
        Queue: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true, ContentBasedDeduplication: true } },
      },
    },
  });
  client = new sdk.SQSClient({ ...local.client, maxAttempts: 1 });
});
afterAll(async () => {
  client?.destroy();
  await local?.stop();
});

let made = 0;
async function newQueue(Attributes: Record<string, string> = {}): Promise<string> {
  const created = await client.send(
    new sdk.CreateQueueCommand({
      QueueName: `queue-${(made += 1)}.fifo`,
      Attributes: { FifoQueue: 'true', ...Attributes },
    }),
  );
  return created.QueueUrl!;
}

let sent = 0;
const send = (
  QueueUrl: string,
  MessageGroupId: string,
  MessageBody: string,
  MessageDeduplicationId?: string,
) =>
  client.send(
    new sdk.SendMessageCommand({
      QueueUrl,
      MessageBody,
      MessageGroupId,
      MessageDeduplicationId: MessageDeduplicationId ?? `id-${(sent += 1)}`,
    }),
  );
const receive = async (QueueUrl: string, more: Partial<sdk.ReceiveMessageCommandInput> = {}) =>
  (await client.send(new sdk.ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...more })))
    .Messages ?? [];
const remove = (QueueUrl: string, { ReceiptHandle }: sdk.Message) =>
  client.send(new sdk.DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
const bodies = (messages: readonly sdk.Message[]) => messages.map(({ Body }) => Body);

describe('a group', () => {
  it('comes in order, several messages at once, and blocks itself alone while any is in flight', async () => {
    const url = await newQueue();
    for (const body of ['a1', 'a2', 'a3']) await send(url, 'a', body);
    await send(url, 'b', 'b1');
    const [a1, a2] = await receive(url, { MaxNumberOfMessages: 2 });
    expect(bodies([a1!, a2!])).toEqual(['a1', 'a2']);
    expect(bodies(await receive(url))).toEqual(['b1']);
    await remove(url, a1!);
    expect(await receive(url)).toEqual([]);
    const poll = receive(url, { WaitTimeSeconds: 20 });
    await remove(url, a2!);
    expect(bodies(await poll)).toEqual(['a3']);
  });

  it('comes again from its first message when that was given back', async () => {
    const url = await newQueue();
    for (const body of ['a1', 'a2', 'a3']) await send(url, 'a', body);
    const [a1] = await receive(url, { MaxNumberOfMessages: 1 });
    await client.send(
      new sdk.ChangeMessageVisibilityCommand({
        QueueUrl: url,
        ReceiptHandle: a1!.ReceiptHandle!,
        VisibilityTimeout: 0,
      }),
    );
    expect(bodies(await receive(url))).toEqual(['a1', 'a2', 'a3']);
  });

  it('goes on behind a message that went to the dead-letter queue', async () => {
    const dead = await newQueue();
    const deadArn = `arn:aws:sqs:us-east-1:000000000000:${dead.split('/').pop()}`;
    const url = await newQueue({
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadArn, maxReceiveCount: 1 }),
    });
    for (const body of ['a1', 'a2']) await send(url, 'a', body);
    expect(bodies(await receive(url, { MaxNumberOfMessages: 1, VisibilityTimeout: 0 }))).toEqual(['a1']);
    expect(bodies(await receive(url))).toEqual(['a2']);
    const [letter] = await receive(dead, { MessageSystemAttributeNames: ['All'] });
    expect(letter).toMatchObject({ Body: 'a1', Attributes: { MessageGroupId: 'a' } });
  });

  it('holds its order and its one holder in any interleaving', async () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('send' as const), group: fc.constantFrom('a', 'b', 'c') }),
      fc.record({ do: fc.constant('receive' as const), max: fc.integer({ min: 1, max: 10 }) }),
      fc.record({ do: fc.constant('delete' as const), pick: fc.nat(20) }),
      fc.record({ do: fc.constant('return' as const), pick: fc.nat(20) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        const url = await newQueue();
        const waiting: Record<string, string[]> = { a: [], b: [], c: [] };
        let held: sdk.Message[] = [];
        const groupOf = ({ Body }: sdk.Message) => Body!.slice(0, 1);
        for (const action of steps)
          if (action.do === 'send') {
            const body = `${action.group}${(sent += 1)}`;
            await send(url, action.group, body);
            waiting[action.group]!.push(body);
          } else if (action.do === 'receive') {
            const blocked = new Set(held.map(groupOf));
            const got = await receive(url, { MaxNumberOfMessages: action.max });
            for (const group of ['a', 'b', 'c']) {
              const ofGroup = bodies(got.filter((message) => groupOf(message) === group));
              expect(ofGroup).toEqual(blocked.has(group) ? [] : waiting[group]!.slice(0, ofGroup.length));
            }
            const free = Object.keys(waiting).filter((group) => !blocked.has(group));
            const most = free.reduce((sum, group) => sum + waiting[group]!.length, 0);
            expect(got).toHaveLength(Math.min(action.max, most));
            held.push(...got);
          } else if (held.length > 0) {
            const message = held[action.pick % held.length]!;
            held = held.filter((other) => other !== message);
            if (action.do === 'delete') {
              await remove(url, message);
              const group = groupOf(message);
              waiting[group] = waiting[group]!.filter((body) => body !== message.Body);
            } else
              await client.send(
                new sdk.ChangeMessageVisibilityCommand({
                  QueueUrl: url,
                  ReceiptHandle: message.ReceiptHandle!,
                  VisibilityTimeout: 0,
                }),
              );
          }
      }),
      { numRuns: 12 },
    );
  });
});

describe('a message sent again', () => {
  it('within five minutes is accepted and not delivered, whatever became of the first', async () => {
    const url = await newQueue();
    const first = await send(url, 'a', 'body', 'same');
    await remove(url, (await receive(url))[0]!);
    const second = await send(url, 'b', 'another body', 'same');
    expect(second).toMatchObject({ MessageId: first.MessageId, SequenceNumber: first.SequenceNumber });
    expect(await receive(url)).toEqual([]);
  });

  it('is known by its content, or within its group alone, as the queue says', async () => {
    const byContent = await newQueue({ ContentBasedDeduplication: 'true' });
    const { MessageId } = await client.send(
      new sdk.SendMessageCommand({ QueueUrl: byContent, MessageBody: 'x', MessageGroupId: 'a' }),
    );
    const { Successful } = await client.send(
      new sdk.SendMessageBatchCommand({
        QueueUrl: byContent,
        Entries: [
          { Id: 'same', MessageBody: 'x', MessageGroupId: 'a' },
          { Id: 'other', MessageBody: 'y', MessageGroupId: 'a' },
        ],
      }),
    );
    expect(Successful!.map((entry) => entry.MessageId === MessageId)).toEqual([true, false]);
    const [message] = await receive(byContent, { MessageSystemAttributeNames: ['All'] });
    expect(message!.Attributes).toMatchObject({
      MessageGroupId: 'a',
      // The SHA-256 of `x`.
      MessageDeduplicationId: '2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881',
    });

    const byGroup = await newQueue({
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
    });
    for (const group of ['a', 'a', 'b']) await send(byGroup, group, group, 'same');
    expect(bodies(await receive(byGroup))).toEqual(['a', 'b']);
  });
});

describe('sequence numbers', () => {
  it('are long, and rise', async () => {
    const url = await newQueue();
    const numbers = [await send(url, 'a', '1'), await send(url, 'b', '2'), await send(url, 'a', '3')].map(
      ({ SequenceNumber }) => SequenceNumber!,
    );
    expect(numbers.every((number) => /^\d{20}$/.test(number))).toBe(true);
    expect(numbers).toEqual([...numbers].sort());
    const received = await receive(url, { MessageSystemAttributeNames: ['SequenceNumber'] });
    expect(received.map(({ Attributes }) => Attributes!['SequenceNumber'])).toEqual(numbers);
  });
});

describe('a receive whose answer was lost', () => {
  it('gives the same messages to the same attempt, until something was done to one', async () => {
    const url = await newQueue();
    for (const body of ['a1', 'a2']) await send(url, 'a', body);
    const attempt = { ReceiveRequestAttemptId: 'attempt-1' };
    const first = await receive(url, attempt);
    const again = await receive(url, attempt);
    expect(again.map(({ ReceiptHandle }) => ReceiptHandle)).toEqual(
      first.map(({ ReceiptHandle }) => ReceiptHandle),
    );
    expect(await receive(url, { ReceiveRequestAttemptId: 'attempt-2' })).toEqual([]);
    await remove(url, again[0]!);
    expect(await receive(url, attempt)).toEqual([]);
  });
});

describe('a holder whose time is over', () => {
  it('can delete no more', async () => {
    const url = await newQueue();
    await send(url, 'a', 'a1');
    const [late] = await receive(url, { VisibilityTimeout: 0 });
    await expect(remove(url, late!)).rejects.toMatchObject({
      name: 'InvalidParameterValue',
      message: expect.stringMatching(/The receipt handle has expired.$/),
    });
    expect(bodies(await receive(url))).toEqual(['a1']);
  });
});
