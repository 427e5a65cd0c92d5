import { join } from 'node:path';
import type { SendOptions, SqsPeer } from '../../runtime/peers.ts';
import type { Principal } from '../../runtime/principal.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Service } from '../../runtime/service.ts';
import { steadyClock } from '../../runtime/steady-clock.ts';
import { sqsApi } from './api.ts';
import { authorizeQueue } from './authorize.ts';
import type { MessageAttributes } from './digest.ts';
import { SqsError } from './errors.ts';
import { createHolding } from './holding.ts';
import { createMoveTasks } from './move-tasks.ts';
import { settingsOnWire } from './queue-attributes.ts';
import { createQueues, nameOf } from './queues.ts';
import { createReceiving } from './receiving.ts';
import { createSending } from './sending.ts';
import { openSqsStore } from './store/store.ts';
import { sqsResources } from './template.ts';
import { createWaiters } from './waiters.ts';

const SWEEP_MS = 60_000;

/**
 * Amazon SQS: standard and FIFO queues, durable in SQLite; long polls are woken inside the process.
 *
 * @param limits for tests
 */
export function createSqs(runtime: Runtime, limits: { readonly inFlight?: number } = {}): Service & SqsPeer {
  const store = openSqsStore(join(runtime.directory('sqs'), 'sqs.sqlite'));
  const clock = steadyClock(runtime.clock, store.messages.setBack);
  const waiters = createWaiters();
  const { log, uuid } = runtime;
  const queues = createQueues(store, waiters, { arn: runtime.arn, clock });
  const parts = { store, queues, waiters, log, uuid, now: clock.now };
  const sending = createSending(parts);
  const receiving = createReceiving({ ...parts, inFlightLimit: limits.inFlight });
  const holding = createHolding(parts);
  const moves = createMoveTasks(parts);
  const urlOf = (name: string) => `${runtime.urls.aws}/${runtime.accountId}/${name}`;
  const resources = sqsResources({ store, queues, runtime, urlOf });

  /** Deletes what is past its time. */
  function sweep(): void {
    const now = clock.now();
    for (const { name, settings } of queues.all())
      store.messages.expire(name, now - settings.MessageRetentionPeriod * 1000);
    store.messages.forgetSent(now);
  }
  const sweeper = setInterval(() => {
    try {
      sweep();
    } catch (error) {
      log.fault('sqs', error);
    }
  }, SWEEP_MS).unref();

  function attributesOf(name: string): Record<string, string> {
    const { settings, createdAt, modifiedAt } = queues.get(name);
    const now = clock.now();
    const sentAfter = now - settings.MessageRetentionPeriod * 1000;
    const { visible, inFlight, delayed } = store.messages.counts(name, now, sentAfter);
    return {
      QueueArn: queues.arnOf(name),
      ApproximateNumberOfMessages: String(visible),
      ApproximateNumberOfMessagesNotVisible: String(inFlight),
      ApproximateNumberOfMessagesDelayed: String(delayed),
      CreatedTimestamp: String(Math.floor(createdAt / 1000)),
      LastModifiedTimestamp: String(Math.floor(modifiedAt / 1000)),
      ...settingsOnWire(settings),
    };
  }

  /** The name of the queue, once the caller may do `action` to it. */
  function target(queueArn: string, action: string, caller: Principal): string {
    const name = nameOf(queueArn);
    // No policy speaks for a queue that is not there: its senders are told so.
    if (caller.kind === 'service') queues.get(name);
    authorizeQueue(runtime, queues, name, action, caller);
    return name;
  }

  return {
    /**
     * Who received inside the process before this one ended with it: what it held need not wait for its visibility
     * timeout. Receivers on the AWS port may live on, so what they hold stays theirs, and their handles good.
     */
    start() {
      const now = clock.now();
      const released = store.messages.releaseHeldInside(now);
      store.messages.limitHidden(now);
      if (released > 0) log.step('sqs', `${released} message(s) of the last run are taken up again`);
    },

    create: (resource) => resources.create(resource),
    delete: (resource) => resources.delete(resource),

    connect() {
      sweep();
      moves.resume();
    },

    stop() {
      clearInterval(sweeper);
      moves.close();
      receiving.close();
      store.close();
    },

    handle: sqsApi(
      {
        ...{ queues, sending, receiving, holding, moves, urlOf },
        accountId: runtime.accountId,
        atomically: store.atomically,
        authorize: (name, action, call) => authorizeQueue(runtime, queues, name, action, call.caller),
      },
      attributesOf,
      log,
    ),

    async sendMessage(queueArn, body, caller, attributes = {}, options: SendOptions = {}) {
      const name = target(queueArn, 'SendMessage', caller);
      const message = { body, attributes: attributes as MessageAttributes, ...options };
      const [sent] = sending.send(name, [message], caller);
      if (sent instanceof SqsError) throw sent;
      return sent!.messageId;
    },

    async receiveMessages(queueArn, options, caller) {
      const name = target(queueArn, 'ReceiveMessage', caller);
      return receiving.receive(name, { ...options, inside: true });
    },

    async deleteMessage(queueArn, receiptHandle, caller) {
      holding.remove(target(queueArn, 'DeleteMessage', caller), receiptHandle);
    },

    async changeVisibility(queueArn, receiptHandle, seconds, caller) {
      holding.changeVisibility(target(queueArn, 'ChangeMessageVisibility', caller), receiptHandle, seconds);
    },

    async queueAttributes(queueArn, caller) {
      return attributesOf(target(queueArn, 'GetQueueAttributes', caller));
    },
  };
}
