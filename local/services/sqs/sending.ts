import type { Principal } from '../../runtime/principal.ts';
import { md5, md5OfAttributes } from './digest.ts';
import { SqsError } from './errors.ts';
import { checkMessage, delayOf, orderOf, type MessageInput } from './message-check.ts';
import type { Queues } from './queues.ts';
import type { NewMessage } from './store/message.ts';
import type { Queue } from './store/queue-rows.ts';
import type { SqsStore } from './store/store.ts';
import type { Waiters } from './waiters.ts';

export interface SentMessage {
  readonly messageId: string;
  readonly md5OfBody: string;
  readonly md5OfAttributes: string | undefined;
  readonly md5OfSystemAttributes: string | undefined;
  /** In a FIFO queue. */
  readonly sequenceNumber: string | undefined;
}

export interface Sending {
  /**
   * Sends each message that is in order, and answers for each. Those it took are kept when it returns.
   *
   * @throws whatever is not the sender's fault; nothing is kept then
   */
  send(name: string, inputs: readonly MessageInput[], sender: Principal): readonly (SentMessage | SqsError)[];
}

export function createSending(options: {
  readonly store: SqsStore;
  readonly queues: Queues;
  readonly waiters: Waiters;
  readonly now: () => number;
  readonly uuid: () => string;
}): Sending {
  const { store, queues, waiters, now, uuid } = options;

  function prepare(queue: Queue, input: MessageInput, senderId: string): NewMessage {
    const { settings } = queue;
    const body = checkMessage(input, settings);
    const sentAt = now();
    return {
      messageId: uuid(),
      body,
      attributes: input.attributes ?? {},
      traceHeader: input.systemAttributes?.['AWSTraceHeader']?.StringValue,
      senderId,
      sentAt,
      visibleAt: sentAt + delayOf(input, settings) * 1000,
      ...orderOf(input, settings),
    };
  }

  return {
    send(name, inputs, sender) {
      const queue = queues.get(name);
      const senderId = senderIdOf(sender);
      const prepared = inputs.map((input) => refusalOr(() => prepare(queue, input, senderId)));
      const good = prepared.filter((message): message is NewMessage => !(message instanceof SqsError));
      const sent = store.messages.send(name, good)[Symbol.iterator]();
      waiters.wake(name);
      return prepared.map((message, index) => {
        if (message instanceof SqsError) return message;
        const { systemAttributes = {} } = inputs[index]!;
        return {
          ...sent.next().value!,
          md5OfBody: md5(message.body),
          md5OfAttributes: md5OfAttributes(message.attributes),
          md5OfSystemAttributes: md5OfAttributes(systemAttributes),
        };
      });
    },
  };
}

/** The result, or what was wrong with the request. */
export function refusalOr<T>(work: () => T): T | SqsError {
  try {
    return work();
  } catch (error) {
    if (error instanceof SqsError) return error;
    throw error;
  }
}

function senderIdOf(sender: Principal): string {
  switch (sender.kind) {
    case 'root':
      return sender.accountId;
    case 'role':
      return sender.arn.split(':assumed-role/').pop()!.replace('/', ':');
    case 'service':
      return sender.service;
    case 'anonymous':
      return 'anonymous';
  }
}
