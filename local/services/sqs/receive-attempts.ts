import { readReceiptHandle, type Receipt, type ReceivedMessage } from './store/message.ts';
import type { SqsStore } from './store/store.ts';

interface Attempt {
  readonly messages: readonly ReceivedMessage[];
  readonly receipts: readonly Receipt[];
  readonly visibleAt: number;
  readonly until: number;
}

/** How long an attempt can be repeated. */
const REPEATABLE_MS = 5 * 60_000;

/**
 * What receives of a FIFO queue gave, by their `ReceiveRequestAttemptId`: a client that lost the answer asks again
 * and gets the same messages with the same handles. Kept in memory: after a restart the messages come back into
 * sight in their own time, as for a client that forgot its id.
 */
export function createAttempts(store: SqsStore) {
  const attempts = new Map<string, Attempt>();
  const keyOf = (queue: string, attemptId: string) => `${queue} ${attemptId}`;

  return {
    /** @param at of the receive; the messages come back into sight at `visibleAt` */
    remember(
      queue: string,
      attemptId: string,
      messages: readonly ReceivedMessage[],
      at: number,
      visibleAt: number,
    ): void {
      for (const [key, { until }] of attempts) if (until <= at) attempts.delete(key);
      if (messages.length === 0) return;
      attempts.set(keyOf(queue, attemptId), {
        messages,
        receipts: messages.map(({ receiptHandle }) => readReceiptHandle(receiptHandle)!),
        visibleAt,
        until: at + REPEATABLE_MS,
      });
    },

    /** The same messages again, hidden anew until `visibleAt`, if nothing was done to any of them since. */
    repeat(
      queue: string,
      attemptId: string,
      at: number,
      visibleAt: number,
    ): readonly ReceivedMessage[] | undefined {
      const key = keyOf(queue, attemptId);
      const attempt = attempts.get(key);
      if (!attempt || attempt.until <= at) return undefined;
      if (!store.messages.holds(queue, attempt.receipts, attempt.visibleAt, at)) return undefined;
      store.messages.extend(attempt.receipts, visibleAt);
      attempts.set(key, { ...attempt, visibleAt });
      return attempt.messages;
    },
  };
}
