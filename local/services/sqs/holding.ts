import { invalidParameter, messageNotInflight, receiptHandleIsInvalid } from './errors.ts';
import type { Queues } from './queues.ts';
import { readReceiptHandle, type Receipt } from './store/message.ts';
import type { SqsStore } from './store/store.ts';
import type { Waiters } from './waiters.ts';

const MAX_VISIBILITY_SECONDS = 43_200;

export type Holding = ReturnType<typeof createHolding>;

/** What the holder of a message can do to it. */
export function createHolding(options: {
  readonly store: SqsStore;
  readonly queues: Queues;
  readonly waiters: Waiters;
  readonly now: () => number;
}) {
  const { store, queues, waiters, now } = options;

  return {
    /** A late holder of a standard queue may still delete; in a FIFO queue its turn is over. */
    remove(name: string, receiptHandle: string): void {
      const { settings } = queues.get(name);
      const receipt = receiptOf(receiptHandle);
      if (settings.fifo && store.messages.stateOf(name, receipt, now()) === 'expired')
        throw invalidParameter(
          `Value ${receiptHandle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`,
        );
      store.messages.delete(name, receipt);
      // The next message of its group may go.
      if (settings.fifo) waiters.wake(name);
    },

    changeVisibility(name: string, receiptHandle: string, seconds: number): void {
      queues.get(name);
      if (!Number.isInteger(seconds) || seconds < 0 || seconds > MAX_VISIBILITY_SECONDS)
        throw invalidParameter(
          `Value ${seconds} for parameter VisibilityTimeout is invalid. Reason: Must be between 0 and 43200.`,
        );
      const receipt = receiptOf(receiptHandle);
      const at = now();
      switch (store.messages.stateOf(name, receipt, at)) {
        case 'gone':
          throw invalidParameter(
            `Value ${receiptHandle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
          );
        case 'expired':
          throw messageNotInflight();
        case 'held':
          store.messages.show(receipt, at + seconds * 1000);
          waiters.wake(name);
      }
    },
  };
}

function receiptOf(receiptHandle: string): Receipt {
  const receipt = readReceiptHandle(receiptHandle);
  if (!receipt) throw receiptHandleIsInvalid(receiptHandle);
  return receipt;
}
