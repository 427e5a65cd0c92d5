import type { QueueMessage } from '../../runtime/peers.ts';
import type { PolicyDocument, Principal } from '../../runtime/principal.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { md5, md5OfAttributes, type MessageAttributes } from './digest.ts';
import { invalidParameter, messageNotInflight, queueDoesNotExist, receiptHandleIsInvalid } from './errors.ts';
import { checkMessage } from './message-check.ts';
import { changeSettings, DEFAULT_SETTINGS, settingsOnWire } from './queue-attributes.ts';
import {
  readReceiptHandle,
  type NewMessage,
  type Queue,
  type ReceivedMessage,
  type SqsStore,
} from './store.ts';
import { createWaiters } from './waiters.ts';

export interface MessageInput {
  readonly body: unknown;
  readonly attributes?: MessageAttributes | undefined;
  readonly traceHeader?: string | undefined;
  readonly delaySeconds?: number | undefined;
}

export interface SentMessage {
  readonly messageId: string;
  readonly md5OfBody: string;
  readonly md5OfAttributes: string | undefined;
}

export interface ReceiveOptions {
  readonly max: number;
  readonly waitSeconds: number;
  readonly visibilityTimeout?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export type Queues = ReturnType<typeof createQueues>;

const MAX_VISIBILITY_SECONDS = 43_200;

/** The queues and what can be done with them. Knows nothing of callers' rights nor of wire formats. */
export function createQueues(store: SqsStore, runtime: Runtime) {
  const { clock } = runtime;
  const queues = new Map(store.queues().map((queue) => [queue.name, queue]));
  const waiters = createWaiters();
  let closed = false;
  const arnOf = (name: string) => runtime.arn('sqs', name);

  function get(name: string): Queue {
    const queue = queues.get(name);
    if (!queue) throw queueDoesNotExist();
    return queue;
  }

  function put(queue: Queue): void {
    store.putQueue(queue);
    queues.set(queue.name, queue);
  }

  /** Messages sent at or before this time are past their retention. */
  const sentAfter = ({ settings }: Queue) => clock.now() - settings.MessageRetentionPeriod * 1000;

  function prepare(queue: Queue, input: MessageInput, senderId: string): NewMessage {
    const attributes = input.attributes ?? {};
    const body = checkMessage(input.body, attributes, queue.settings.MaximumMessageSize);
    const delay = input.delaySeconds ?? queue.settings.DelaySeconds;
    if (!Number.isInteger(delay) || delay < 0 || delay > 900)
      throw invalidParameter(
        `Value ${delay} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.`,
      );
    const now = clock.now();
    const traceHeader = input.traceHeader;
    return {
      messageId: runtime.uuid(),
      body,
      attributes,
      traceHeader,
      senderId,
      sentAt: now,
      visibleAt: now + delay * 1000,
    };
  }

  function take(queue: Queue, { max, visibilityTimeout }: ReceiveOptions): readonly ReceivedMessage[] {
    const now = clock.now();
    const { RedrivePolicy: redrive, VisibilityTimeout } = queue.settings;
    const deadLetterName = redrive && nameOf(redrive.deadLetterTargetArn);
    const { messages, moved } = store.receive(queue.name, {
      max,
      now,
      visibleAt: now + (visibilityTimeout ?? VisibilityTimeout) * 1000,
      sentAfter: sentAfter(queue),
      // A dead-letter queue that is gone keeps nothing: then the messages stay where they are.
      deadLetter:
        redrive && deadLetterName && queues.has(deadLetterName)
          ? { queue: deadLetterName, after: redrive.maxReceiveCount }
          : undefined,
    });
    if (moved > 0 && deadLetterName) {
      runtime.log.warn('sqs', `${moved} message(s) of ${queue.name} moved to ${deadLetterName}`);
      waiters.wake(deadLetterName);
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
      DeadLetterQueueSourceArn: arnOf(message.deadLetterSource),
    }),
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
    arnOf,
    get,
    all: (): readonly Queue[] => [...queues.values()],

    create(name: string, changes: Readonly<Record<string, unknown>>): Queue {
      const now = clock.now();
      const known = queues.get(name);
      const settings = changeSettings(DEFAULT_SETTINGS, changes);
      const queue = { name, settings, createdAt: known?.createdAt ?? now, modifiedAt: now };
      put(queue);
      return queue;
    },

    change(name: string, changes: Readonly<Record<string, unknown>>): void {
      const queue = get(name);
      put({ ...queue, settings: changeSettings(queue.settings, changes), modifiedAt: clock.now() });
      waiters.wake(name);
    },

    delete(name: string): void {
      get(name);
      store.deleteQueue(name);
      queues.delete(name);
      waiters.wake(name);
    },

    policy: (name: string): PolicyDocument | undefined => queues.get(name)?.settings.Policy,

    /** All of the messages are kept when it returns, or none. */
    send(name: string, inputs: readonly MessageInput[], sender: Principal): readonly SentMessage[] {
      const queue = get(name);
      const messages = inputs.map((input) => prepare(queue, input, senderIdOf(sender)));
      store.send(name, messages);
      waiters.wake(name);
      return messages.map(({ messageId, body, attributes }) => ({
        messageId,
        md5OfBody: md5(body),
        md5OfAttributes: md5OfAttributes(attributes),
      }));
    },

    async receive(name: string, options: ReceiveOptions): Promise<QueueMessage[]> {
      const deadline = clock.now() + options.waitSeconds * 1000;
      for (;;) {
        const queue = get(name);
        if (closed || options.signal?.aborted) return [];
        const messages = take(queue, options);
        const now = clock.now();
        if (messages.length > 0 || now >= deadline) return messages.map(toQueueMessage);
        const next = store.nextVisible(name, now) ?? deadline;
        await waiters.wait(name, Math.max(1, Math.min(next, deadline) - now), options.signal);
      }
    },

    remove(name: string, receiptHandle: string): void {
      get(name);
      store.delete(name, receiptOf(receiptHandle));
    },

    changeVisibility(name: string, receiptHandle: string, seconds: number): void {
      get(name);
      if (!Number.isInteger(seconds) || seconds < 0 || seconds > MAX_VISIBILITY_SECONDS)
        throw invalidParameter(
          `Value ${seconds} for parameter VisibilityTimeout is invalid. Reason: Must be between 0 and 43200.`,
        );
      const now = clock.now();
      switch (store.changeVisibility(name, receiptOf(receiptHandle), now, now + seconds * 1000)) {
        case 'gone':
          throw invalidParameter(
            `Value ${receiptHandle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
          );
        case 'not in flight':
          throw messageNotInflight();
        case 'changed':
          waiters.wake(name);
      }
    },

    attributes(name: string): Record<string, string> {
      const queue = get(name);
      const { visible, inFlight, delayed } = store.counts(name, clock.now(), sentAfter(queue));
      return {
        QueueArn: arnOf(name),
        ApproximateNumberOfMessages: String(visible),
        ApproximateNumberOfMessagesNotVisible: String(inFlight),
        ApproximateNumberOfMessagesDelayed: String(delayed),
        CreatedTimestamp: String(Math.floor(queue.createdAt / 1000)),
        LastModifiedTimestamp: String(Math.floor(queue.modifiedAt / 1000)),
        ...settingsOnWire(queue.settings),
      };
    },

    purge(name: string): void {
      get(name);
      store.purge(name);
    },

    /** Moves the messages of a dead-letter queue back to their sources, or to `destination`. */
    redrive(name: string, destination: string | undefined): number {
      get(name);
      const moved = store.redrive(
        name,
        destination === undefined ? undefined : get(destination).name,
        clock.now(),
      );
      waiters.wakeAll();
      return moved;
    },

    sourcesOf: (name: string): readonly Queue[] =>
      [...queues.values()].filter(
        ({ settings }) => settings.RedrivePolicy?.deadLetterTargetArn === arnOf(name),
      ),

    /**
     * For the start of the process: whoever received what is still in flight lived, but for callers on the AWS port,
     * in the process before, and is dead. On AWS only the visibility timeout can tell; here nobody need wait for it.
     * A caller that did outlive the restart may see a message twice, as a standard queue allows at any time.
     */
    releaseInFlight(): void {
      const released = store.release(clock.now());
      if (released > 0) runtime.log.step('sqs', `${released} message(s) of the last run are taken up again`);
    },

    /** Deletes what is past its retention. */
    expire(): void {
      for (const queue of queues.values()) store.expire(queue.name, sentAfter(queue));
    },

    /** Ends every long poll, with nothing. */
    close(): void {
      closed = true;
      waiters.wakeAll();
    },
  };
}

export const nameOf = (queueArn: string) => queueArn.slice(queueArn.lastIndexOf(':') + 1);

function receiptOf(receiptHandle: string) {
  const receipt = readReceiptHandle(String(receiptHandle));
  if (!receipt) throw receiptHandleIsInvalid(String(receiptHandle));
  return receipt;
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
