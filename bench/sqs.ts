import {
  DeleteMessageBatchCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { startLocal } from '../test/support/local.ts';
import type { Figure } from './report.ts';

const CLIENTS = 8;
const MESSAGES = 10_000;
const CALLS = 2_000;
const WARM_UP = 300;
const BATCH = 10;
const BODY = 'x'.repeat(256);

/**
 * Messages a second through one durable queue, over the wire by the AWS SDK: sent in batches of ten, received
 * and deleted in batches of ten, and sent singly. Each was committed to disk before it was acknowledged.
 */
export async function benchSqs(): Promise<readonly Figure[]> {
  const local = await startLocal({
    template: {
      Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'bench' } } },
    },
  });
  const client = new SQSClient({ ...local.client, maxAttempts: 1 });
  const queue = { QueueUrl: `${local.urls.aws}/000000000000/bench` };
  try {
    const sendBatch = () =>
      client.send(
        new SendMessageBatchCommand({
          ...queue,
          Entries: Array.from({ length: BATCH }, (_, index) => ({ Id: String(index), MessageBody: BODY })),
        }),
      );
    const sendOne = () => client.send(new SendMessageCommand({ ...queue, MessageBody: BODY }));
    const take = async () => {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({ ...queue, MaxNumberOfMessages: BATCH, WaitTimeSeconds: 1 }),
      );
      if (Messages.length === 0) return 0;
      await client.send(
        new DeleteMessageBatchCommand({
          ...queue,
          Entries: Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
        }),
      );
      return Messages.length;
    };
    const askName = () => client.send(new GetQueueUrlCommand({ QueueName: 'bench' }));
    await perSecond(WARM_UP, async () => ((await askName()).QueueUrl ? 1 : 0));
    const empty = await perSecond(CALLS, async () => ((await askName()).QueueUrl ? 1 : 0));
    const sent = await perSecond(MESSAGES, async () => (await sendBatch()).Successful!.length);
    const taken = await perSecond(MESSAGES, take);
    const single = await perSecond(CALLS, async () => ((await sendOne()).MessageId ? 1 : 0));
    // A call that stores nothing shows what the client, the signature and a busy machine take.
    const baseline = { name: 'GetQueueUrl calls', value: empty };
    const budget = { of: 'value', least: 1_000 } as const;
    return [
      { name: 'SQS messages sent, batches of 10', value: sent, unit: '/s', baseline, budget },
      { name: 'SQS messages received and deleted, by 10', value: taken, unit: '/s', baseline, budget },
      {
        name: `SQS messages sent singly, ${CLIENTS} clients`,
        value: single,
        unit: '/s',
        baseline,
        budget: { of: 'ratio', least: 0.5 },
      },
    ];
  } finally {
    client.destroy();
    await local.stop();
  }
}

/** Units of work a second, until `total` of them are done by all clients together. */
async function perSecond(total: number, work: () => Promise<number>): Promise<number> {
  let done = 0;
  const from = performance.now();
  const worker = async () => {
    while (done < total) {
      // Not `done += await …`, which adds to what `done` was before the wait.
      const units = await work();
      done += units;
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, worker));
  return (done * 1000) / (performance.now() - from);
}
