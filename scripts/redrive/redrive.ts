import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type Message,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { REASON } from '../../functions/shared/dead-letters.ts';

/** A queue of the pipeline and where its dead letters are. */
export interface RedriveQueue {
  readonly name: string;
  readonly queueUrl: string;
  readonly deadLettersUrl: string;
}

export interface Letter {
  readonly reason: string;
  readonly body: string;
  /** `KEPT`: nothing was to be sent. `DEAD_AGAIN`: it was sent back a moment ago, and was given up once more. */
  readonly outcome: 'SENT' | 'KEPT' | 'DEAD_AGAIN';
}

/** Seconds for which nobody else sees what was received here: longer than a run takes. */
const HIDDEN_SECONDS = 120;

/**
 * Sends a queue's dead letters back to it, one after the other: each is sent before it is deleted, so that whatever breaks
 * off it is sent at least once. They keep their reason, by which whoever receives them knows that they came before.
 */
export async function* redrive(
  client: SQSClient,
  { queueUrl, deadLettersUrl }: RedriveQueue,
  dryRun: boolean,
): AsyncGenerator<Letter> {
  const sent = new Set<string>();
  const kept: Message[] = [];
  try {
    for (;;) {
      const messages = await receive(client, deadLettersUrl);
      if (messages.length === 0) return;
      for (const message of messages) {
        const cameBack = sent.has(attribute(message, 'messageId') ?? message.MessageId!);
        const letter = { reason: reasonOf(message), body: message.Body! };
        if (dryRun || cameBack) {
          kept.push(message);
          yield { ...letter, outcome: cameBack ? 'DEAD_AGAIN' : 'KEPT' };
          continue;
        }
        sent.add(await sendBack(client, queueUrl, letter));
        await client.send(
          new DeleteMessageCommand({ QueueUrl: deadLettersUrl, ReceiptHandle: message.ReceiptHandle }),
        );
        yield { ...letter, outcome: 'SENT' };
      }
    }
  } finally {
    for (const { ReceiptHandle } of kept)
      await client.send(
        new ChangeMessageVisibilityCommand({ QueueUrl: deadLettersUrl, ReceiptHandle, VisibilityTimeout: 0 }),
      );
  }
}

async function receive(client: SQSClient, QueueUrl: string): Promise<Message[]> {
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      VisibilityTimeout: HIDDEN_SECONDS,
      MessageAttributeNames: ['All'],
      // Without a wait, SQS asks only some of its machines.
      WaitTimeSeconds: 1,
    }),
  );
  return Messages;
}

/** The id of the new message. */
async function sendBack(
  client: SQSClient,
  QueueUrl: string,
  { reason, body }: Pick<Letter, 'reason' | 'body'>,
): Promise<string> {
  const { MessageId } = await client.send(
    new SendMessageCommand({
      QueueUrl,
      MessageBody: body,
      MessageAttributes: { [REASON]: { DataType: 'String', StringValue: reason } },
    }),
  );
  return MessageId!;
}

const attribute = ({ MessageAttributes = {} }: Message, name: string): string | undefined =>
  MessageAttributes[name]?.StringValue;

/** The function's own words; or EventBridge's, which could not deliver; or none, when a function died of it. */
const reasonOf = (message: Message) =>
  attribute(message, REASON) ??
  attribute(message, 'ERROR_MESSAGE') ??
  'not known: the function ended before it could say';
