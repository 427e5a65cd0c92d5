import type { QueueMessage } from '../../runtime/peers.ts';
import type { Log } from '../../runtime/log.ts';
import { md5 } from './digest.ts';
import { overLimit } from './errors.ts';
import { nameOf, type Queues } from './queues.ts';
import { createAttempts } from './receive-attempts.ts';
import type { ReceivedMessage } from './store/message.ts';
import type { Queue } from './store/queue-rows.ts';
import type { SqsStore } from './store/store.ts';
import type { Waiters } from './waiters.ts';

export interface ReceiveOptions {
  readonly max: number;
  readonly waitSeconds: number;
  readonly visibilityTimeout?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** `ReceiveRequestAttemptId`, for a FIFO queue. */
  readonly attemptId?: string | undefined;
  /** Whether the receiver is part of this process, and ends with it. */
  readonly inside: boolean;
}

export interface Receiving {
  receive(name: string, options: ReceiveOptions): Promise<QueueMessage[]>;
  /** Ends every long poll, with nothing. */
  close(): void;
}

/** Most messages of a queue that may be in flight. */
export const IN_FLIGHT_LIMIT = 120_000;
/** Longest sleep of a poll that knows when a message will be visible: the clock may be set meanwhile. */
const RECHECK_MS = 1_000;

export function createReceiving(options: {
  readonly store: SqsStore;
  readonly queues: Queues;
  readonly waiters: Waiters;
  readonly now: () => number;
  readonly log: Log;
  readonly inFlightLimit?: number | undefined;
}): Receiving {
  const { store, queues, waiters, now, log, inFlightLimit = IN_FLIGHT_LIMIT } = options;
  const attempts = createAttempts(store);
  let closed = false;

  function take(
    queue: Queue,
    { max, inside }: ReceiveOptions,
    at: number,
    visibleAt: number,
  ): readonly ReceivedMessage[] {
    const { RedrivePolicy: redrive, MessageRetentionPeriod } = queue.settings;
    const fifo = queue.settings.fifo !== undefined;
    // A FIFO queue at its limit looks empty; a standard one says so.
    if (store.messages.hasInFlight(queue.name, inFlightLimit, at)) {
      if (fifo) return [];
      throw overLimit(inFlightLimit);
    }
    const deadLetters = redrive && nameOf(redrive.deadLetterTargetArn);
    const { messages, moved } = store.messages.receive(queue.name, {
      max,
      now: at,
      visibleAt,
      sentAfter: at - MessageRetentionPeriod * 1000,
      fifo,
      inside,
      // A dead-letter queue that is gone keeps nothing: then the messages stay where they are.
      deadLetter:
        redrive && deadLetters && queues.find(deadLetters)
          ? { queue: deadLetters, after: redrive.maxReceiveCount }
          : undefined,
    });
    if (moved > 0 && deadLetters) {
      log.warn('sqs', `${moved} message(s) of ${queue.name} moved to ${deadLetters}`);
      waiters.wake(deadLetters);
    }
    return messages;
  }

  /** System attributes of a received message, as SQS names them. */
  const systemAttributes = (message: ReceivedMessage): Record<string, string> => ({
    ApproximateReceiveCount: String(message.receiveCount),
    SentTimestamp: String(message.sentAt),
    SenderId: message.senderId,
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
    ...(message.traceHeader !== undefined && { AWSTraceHeader: message.traceHeader }),
    ...(message.deadLetterSource !== undefined && {
      DeadLetterQueueSourceArn: queues.arnOf(message.deadLetterSource),
    }),
    ...(message.groupId !== undefined && { MessageGroupId: message.groupId }),
    ...(message.deduplicationId !== undefined && { MessageDeduplicationId: message.deduplicationId }),
    ...(message.sequenceNumber !== undefined && { SequenceNumber: message.sequenceNumber }),
  });

  const toQueueMessage = (message: ReceivedMessage): QueueMessage => ({
    messageId: message.messageId,
    receiptHandle: message.receiptHandle,
    body: message.body,
    md5OfBody: md5(message.body),
    attributes: systemAttributes(message),
    messageAttributes: { ...message.attributes },
  });

  return {
    async receive(name, request) {
      // By a clock that nobody sets: a wait ends when its seconds are over.
      const deadline = performance.now() + request.waitSeconds * 1000;
      for (;;) {
        const queue = queues.get(name);
        if (closed || request.signal?.aborted) return [];
        const at = now();
        const visibleAt = at + (request.visibilityTimeout ?? queue.settings.VisibilityTimeout) * 1000;
        const { attemptId } = request;
        const again = attemptId ? attempts.repeat(name, attemptId, at, visibleAt) : undefined;
        const messages = again ?? take(queue, request, at, visibleAt);
        if (attemptId && !again) attempts.remember(name, attemptId, messages, at, visibleAt);
        const left = deadline - performance.now();
        if (messages.length > 0 || left <= 0) return messages.map(toQueueMessage);
        const next = store.messages.nextVisible(name, at);
        const sleep = next === undefined ? left : Math.min(next - at, left, RECHECK_MS);
        await waiters.wait(name, Math.max(1, sleep), request.signal);
      }
    },

    close() {
      closed = true;
      waiters.wakeAll();
    },
  };
}
