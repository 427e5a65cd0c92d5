import type { Logger } from '@aws-lambda-powertools/logger';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { deadLetters, REASON, type DeadLetters } from './dead-letters.ts';

/** What the queue says of a message. */
export interface Delivery {
  readonly messageId: string;
  /** It was received before, and whoever had it did not come to its end. */
  readonly again: boolean;
}

/** Thrown of a message that nobody will understand, however often it comes. */
export class Poison extends Error {}

/**
 * Works through a batch, message by message. Only those that failed go back to the queue. What is poison, and what failed
 * when it came for the last time, goes to the dead letters with its reason; if not even that succeeds it is left to the
 * queue, whose redrive policy knows no reasons but loses nothing.
 */
export async function eachMessage(
  event: SQSEvent,
  logger: Pick<Logger, 'error'>,
  work: (body: unknown, delivery: Delivery) => Promise<void>,
  dead: DeadLetters = deadLetters(),
): Promise<SQSBatchResponse> {
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
  for (const message of event.Records) {
    const { messageId, body } = message;
    try {
      await work(parse(body), { messageId, again: isAgain(message) });
    } catch (error) {
      if (await giveUp(message, error as Error, logger, dead)) continue;
      logger.error('A message failed and will be tried again', { messageId, error: error as Error });
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new Poison('The message is no JSON.', { cause });
  }
}

const receives = ({ attributes }: SQSRecord) => Number(attributes.ApproximateReceiveCount);

/** A message that was sent back from the dead letters counts from one again. */
const isAgain = (message: SQSRecord) =>
  receives(message) > 1 || message.messageAttributes[REASON] !== undefined;

/** Whether the message is out of the queue's hands. */
async function giveUp(
  message: SQSRecord,
  error: Error,
  logger: Pick<Logger, 'error'>,
  dead: DeadLetters,
): Promise<boolean> {
  if (!(error instanceof Poison) && receives(message) < dead.maxReceives) return false;
  const { messageId } = message;
  try {
    await dead.bury(message, error.message);
    logger.error('A message was given up: it is among the dead letters', { messageId, error });
    return true;
  } catch (cause) {
    logger.error('A dead letter could not be sent', { messageId, error: cause as Error });
    return false;
  }
}
