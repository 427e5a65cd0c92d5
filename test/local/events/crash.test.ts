import * as eb from '@aws-sdk/client-eventbridge';
import * as sqs from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLocal, type LocalAws } from '../../support/local.ts';
import { newPlace, removePlace, type StackPlace } from '../../support/stack.ts';
import { eventTemplate } from './template.ts';

/** `kill -9` between an event and its target. */
const ROUNDS = 3;

let place: StackPlace;
let local: LocalAws;
let events: eb.EventBridgeClient;
let queues: sqs.SQSClient;

async function boot(): Promise<void> {
  local = await startLocal({ template: eventTemplate, place });
  events?.destroy();
  queues?.destroy();
  events = new eb.EventBridgeClient({ ...local.client, maxAttempts: 1 });
  queues = new sqs.SQSClient({ ...local.client, maxAttempts: 1 });
}
beforeAll(async () => {
  place = await newPlace();
  await boot();
});
afterAll(async () => {
  events?.destroy();
  queues?.destroy();
  await local?.stop();
  await removePlace(place);
});

describe('over the death of the process', () => {
  it('every event that was acknowledged reaches its target; what the API changed stays', async () => {
    const acknowledged = new Set<string>();
    let number = 0;
    async function putter(): Promise<void> {
      for (;;) {
        const ids = Array.from({ length: 5 }, () => `event ${(number += 1)}`);
        await events.send(
          new eb.PutEventsCommand({
            Entries: ids.map((id) => ({
              Source: 'com.mycompany.myapp',
              DetailType: 'Counted',
              Detail: JSON.stringify({ id }),
            })),
          }),
        );
        ids.forEach((id) => acknowledged.add(id));
      }
    }
    await events.send(new eb.DisableRuleCommand({ Name: 'weekdays' }));
    await events.send(new eb.PutRuleCommand({ Name: 'made', EventPattern: '{"source":["made"]}' }));
    for (let round = 0; round < ROUNDS; round += 1) {
      const until = number + 20 + Math.floor(Math.random() * 60);
      // The call that is under way at the end gets no answer.
      const putting = putter().catch(() => undefined);
      await expect.poll(() => number, { interval: 5 }).toBeGreaterThan(until);
      await local.kill();
      await putting;
      await boot();
    }

    const arrived = new Set<string>();
    const QueueUrl = `${local.urls.aws}/000000000000/all`;
    await expect
      .poll(
        async () => {
          const { Messages = [] } = await queues.send(
            new sqs.ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
          );
          for (const { Body } of Messages)
            arrived.add((JSON.parse(Body!) as { detail: { id: string } }).detail.id);
          return [...acknowledged].filter((id) => !arrived.has(id)).length;
        },
        { interval: 1, timeout: 20_000 },
      )
      .toBe(0);

    expect((await events.send(new eb.DescribeRuleCommand({ Name: 'weekdays' }))).State).toBe('DISABLED');
    expect((await events.send(new eb.DescribeRuleCommand({ Name: 'made' }))).State).toBe('ENABLED');
  });
});
