import * as sdk from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLocal, type LocalAws } from '../../support/local.ts';
import { newPlace, removePlace, type StackPlace } from '../../support/stack.ts';

/** `kill -9` in the middle of sending, receiving and deleting: what was acknowledged stays so. */
const template = {
  Resources: {
    Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'plain', VisibilityTimeout: 600 } },
    Fifo: {
      Type: 'AWS::SQS::Queue',
      Properties: { QueueName: 'ordered.fifo', FifoQueue: true, VisibilityTimeout: 600 },
    },
  },
};
const ROUNDS = 3;

let place: StackPlace;
let local: LocalAws | undefined;
let client: sdk.SQSClient;

async function boot(): Promise<void> {
  local = await startLocal({ template, place });
  client?.destroy();
  client = new sdk.SQSClient({ ...local.client, maxAttempts: 1 });
}
beforeAll(async () => {
  place = await newPlace();
  await boot();
});
afterAll(async () => {
  client?.destroy();
  await local?.stop();
  await removePlace(place);
});

const urlOf = (name: string) => `${local!.urls.aws}/000000000000/${name}`;
const receive = async (name: string) =>
  (await client.send(new sdk.ReceiveMessageCommand({ QueueUrl: urlOf(name), MaxNumberOfMessages: 10 })))
    .Messages ?? [];

describe('over the death of the process', () => {
  it('nothing acknowledged is lost, nothing deleted comes back, held messages stay held', async () => {
    /** What a queue must hold, by its body: free, held by a receipt handle, or `open` for a call that got no answer. */
    const free = new Set<string>();
    const held = new Map<string, string>();
    const open = new Set<string>();
    let number = 0;

    async function sender(): Promise<void> {
      for (;;) {
        const names = Array.from({ length: 5 }, () => `message ${(number += 1)}`);
        names.forEach((name) => open.add(name));
        await client.send(
          new sdk.SendMessageBatchCommand({
            QueueUrl: urlOf('plain'),
            Entries: names.map((MessageBody, index) => ({ Id: String(index), MessageBody })),
          }),
        );
        for (const name of names) {
          open.delete(name);
          if (!held.has(name)) free.add(name);
        }
      }
    }
    async function receiver(): Promise<void> {
      for (;;) {
        const messages = await receive('plain');
        for (const { Body, ReceiptHandle } of messages) {
          expect(held.has(Body!)).toBe(false);
          free.delete(Body!);
          held.set(Body!, ReceiptHandle!);
        }
        const [first] = messages;
        if (!first) continue;
        held.delete(first.Body!);
        open.add(first.Body!);
        const { ReceiptHandle } = first;
        await client.send(new sdk.DeleteMessageCommand({ QueueUrl: urlOf('plain'), ReceiptHandle }));
        open.delete(first.Body!);
        deleted.add(first.Body!);
      }
    }
    const deleted = new Set<string>();

    for (let round = 0; round < ROUNDS; round += 1) {
      const until = number + 60 + Math.floor(Math.random() * 60);
      // A call in flight at the end has no answer, which is no failure; a receive among them may hold messages.
      const work = [sender(), sender(), receiver()].map((loop) =>
        loop.catch((error: unknown) => {
          if (error instanceof Error && error.name === 'AssertionError') throw error;
        }),
      );
      await expect.poll(() => number, { interval: 5 }).toBeGreaterThan(until);
      await local!.kill();
      await Promise.all(work);
      await boot();

      const { Attributes } = await client.send(
        new sdk.GetQueueAttributesCommand({ QueueUrl: urlOf('plain'), AttributeNames: ['All'] }),
      );
      expect(Number(Attributes!['ApproximateNumberOfMessagesNotVisible'])).toBeGreaterThanOrEqual(held.size);
      const total =
        Number(Attributes!['ApproximateNumberOfMessages']) +
        Number(Attributes!['ApproximateNumberOfMessagesNotVisible']);
      expect(total).toBeGreaterThanOrEqual(free.size + held.size);
      expect(total).toBeLessThanOrEqual(free.size + held.size + open.size);
    }

    // The handles of before are good: with them all that is held can be given back.
    for (const ReceiptHandle of held.values())
      await client.send(
        new sdk.ChangeMessageVisibilityCommand({
          QueueUrl: urlOf('plain'),
          ReceiptHandle,
          VisibilityTimeout: 0,
        }),
      );
    const left = new Set<string>();
    for (;;) {
      const messages = await receive('plain');
      if (messages.length === 0) break;
      for (const { Body } of messages) {
        expect(left.has(Body!) || deleted.has(Body!)).toBe(false);
        left.add(Body!);
      }
    }
    // The last receive before each death may have taken up to ten that nobody knows to be held.
    const missing = [...free, ...held.keys()].filter((body) => !left.has(body));
    expect(missing.length).toBeLessThanOrEqual(10 * ROUNDS);
    const { Attributes } = await client.send(
      new sdk.GetQueueAttributesCommand({
        QueueUrl: urlOf('plain'),
        AttributeNames: ['ApproximateNumberOfMessagesNotVisible'],
      }),
    );
    expect(Number(Attributes!['ApproximateNumberOfMessagesNotVisible'])).toBeGreaterThanOrEqual(
      missing.length + left.size,
    );
  });

  it('a FIFO queue keeps its order, its blocked group and what it was sent before', async () => {
    const send = (MessageBody: string) =>
      client.send(
        new sdk.SendMessageCommand({
          QueueUrl: urlOf('ordered.fifo'),
          MessageBody,
          MessageGroupId: 'a',
          MessageDeduplicationId: MessageBody,
        }),
      );
    for (const body of ['1', '2', '3']) await send(body);
    const first = await client.send(
      new sdk.ReceiveMessageCommand({ QueueUrl: urlOf('ordered.fifo'), MaxNumberOfMessages: 1 }),
    );
    await local!.kill();
    await boot();
    await send('3');
    expect(await receive('ordered.fifo')).toEqual([]);
    const { ReceiptHandle } = first.Messages![0]!;
    await client.send(new sdk.DeleteMessageCommand({ QueueUrl: urlOf('ordered.fifo'), ReceiptHandle }));
    expect((await receive('ordered.fifo')).map(({ Body }) => Body)).toEqual(['2', '3']);
  });
});
