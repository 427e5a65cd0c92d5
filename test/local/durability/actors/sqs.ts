import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { expectAll, once, sequence, type Actor } from '../actor.ts';
import { receiveAll } from '../receive.ts';

/** Sends, and takes half of it off again. Then: what was sent and not taken off is there once, what was taken off never again. */
export function sqsActor(): Actor {
  let client: SQSClient;
  let QueueUrl: string;
  const next = sequence('message');
  const sent = new Set<string>();
  const received = new Map<string, number>();
  const deleted = new Set<string>();
  /** Deletes without an answer: gone or not, both are right. */
  const unknown = new Set<string>();

  return {
    name: 'SQS',
    connect(aws) {
      client = new SQSClient(once(aws));
      QueueUrl = aws.outputs['Work']!;
    },
    async act() {
      const one = next();
      await client.send(new SendMessageCommand({ QueueUrl, MessageBody: one }));
      sent.add(one);
      const batch = [next(), next()];
      const Entries = batch.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
      await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
      for (const body of batch) sent.add(body);

      const { Messages = [] } = await client.send(
        // A short visibility, so that what a killed process had in hand soon comes again.
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 2, VisibilityTimeout: 5 }),
      );
      for (const { Body = '', ReceiptHandle } of Messages) {
        if (deleted.has(Body)) throw new Error(`${Body} came again after it was deleted`);
        unknown.add(Body);
        await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
        unknown.delete(Body);
        deleted.add(Body);
      }
    },
    async verify() {
      const wanted = [...sent].filter((body) => !deleted.has(body) && !unknown.has(body));
      await receiveAll(client, QueueUrl, received, (found) => wanted.every((body) => found.has(body)));
      expectAll(wanted, new Set(received.keys()), 'messages');
      for (const [body, times] of received) {
        if (times > 1) throw new Error(`${body} came ${times} times`);
        if (deleted.has(body)) throw new Error(`${body} came again after it was deleted`);
      }
    },
    acknowledged: () => sent.size + deleted.size,
  };
}
