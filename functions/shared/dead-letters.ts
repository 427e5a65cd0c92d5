import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { required } from './environment.ts';

/**
 * The queue of what a function gave up, as the function itself reaches it: it knows the reason, which the redrive policy,
 * the net below it, does not.
 */
export interface DeadLetters {
  /** How often the queue hands a message out before its redrive policy takes it. */
  readonly maxReceives: number;
  bury(message: SQSRecord, reason: string): Promise<void>;
}

/** The message's attribute that says why it was given up. One that has it was sent back. */
export const REASON = 'reason';

/** By what `WorkQueue` says in the function's environment. */
export const deadLetters = (connect = () => new SQSClient({})): DeadLetters => ({
  maxReceives: Number(required('MAX_RECEIVES')),
  async bury({ messageId, body, attributes }, reason) {
    await connect().send(
      new SendMessageCommand({
        QueueUrl: required('DEAD_LETTERS_URL'),
        MessageBody: body,
        MessageAttributes: {
          [REASON]: text(printable(reason)),
          function: text(required('POWERTOOLS_SERVICE_NAME')),
          messageId: text(messageId),
          receives: text(attributes.ApproximateReceiveCount),
        },
      }),
    );
  },
});

const text = (StringValue: string) => ({ DataType: 'String', StringValue });

const REASON_MAX = 500;

/** An attribute takes no control characters, and may not be empty. */
const printable = (reason: string) =>
  reason
    .toWellFormed()
    .replace(/[\p{Cc}\uFFFE\uFFFF]+/gu, ' ')
    .slice(0, REASON_MAX)
    .toWellFormed() || 'none given';
