import type { Logger } from '@aws-lambda-powertools/logger';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';

/** What the queue says of a message. */
export interface Delivery {
  readonly messageId: string;
  /** It was received before, and whoever had it did not come to its end. */
  readonly again: boolean;
}

/**
 * Works through a batch, message by message. Only those that failed go back to the queue, and in the end to its
 * dead letters; one that is no JSON among them, because nobody should lose it unseen.
 */
export async function eachMessage(
  event: SQSEvent,
  logger: Pick<Logger, 'error'>,
  work: (body: unknown, delivery: Delivery) => Promise<void>,
): Promise<SQSBatchResponse> {
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
  for (const { messageId, body, attributes } of event.Records) {
    try {
      await work(JSON.parse(body), { messageId, again: Number(attributes.ApproximateReceiveCount) > 1 });
    } catch (error) {
      logger.error('A message failed and will be tried again', { messageId, error: error as Error });
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures };
}
