import type { PolicyDocument } from '../../runtime/principal.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { invalidParameter, queueDoesNotExist, queueNameExists, SqsError } from './errors.ts';
import { changeSettings, newSettings, settingsOnWire, type QueueSettings } from './queue-attributes.ts';
import { checkDeadLetterQueue } from './redrive.ts';
import type { Queue } from './store/queue-rows.ts';
import type { SqsStore } from './store/store.ts';
import type { Waiters } from './waiters.ts';

type Attributes = Readonly<Record<string, unknown>>;
type Tags = Readonly<Record<string, string>>;

export type Queues = ReturnType<typeof createQueues>;

/** A queue of a name that was just deleted cannot be made at once; nor can one be purged again and again. */
const PATIENCE_MS = 60_000;
const MAX_TAGS = 50;
const STANDARD_NAME = /^[A-Za-z0-9_-]{1,80}$/;
const FIFO_NAME = /^[A-Za-z0-9_-]{1,75}\.fifo$/;

export const nameOf = (queueArn: string) => queueArn.slice(queueArn.lastIndexOf(':') + 1);

/** The queues themselves: their settings, tags and ends. Knows nothing of callers' rights nor of wire formats. */
export function createQueues(store: SqsStore, waiters: Waiters, runtime: Pick<Runtime, 'arn' | 'clock'>) {
  const { clock } = runtime;
  const queues = new Map(store.queues.all().map((queue) => [queue.name, queue]));
  const deletedAt = new Map<string, number>();
  const purgedAt = new Map<string, number>();
  const arnOf = (name: string) => runtime.arn('sqs', name);
  const recently = (times: ReadonlyMap<string, number>, name: string) =>
    Math.abs(clock.now() - (times.get(name) ?? -Infinity)) < PATIENCE_MS;

  function get(name: string): Queue {
    const queue = queues.get(name);
    if (!queue) throw queueDoesNotExist();
    return queue;
  }

  function put(queue: Queue): Queue {
    const { RedrivePolicy: redrive } = queue.settings;
    if (redrive) {
      const { deadLetterTargetArn: arn } = redrive;
      const target = arn === arnOf(nameOf(arn)) ? queues.get(nameOf(arn)) : undefined;
      checkDeadLetterQueue(arnOf(queue.name), queue.settings, target?.settings);
    }
    store.queues.put(queue);
    queues.set(queue.name, queue);
    waiters.wake(queue.name);
    return queue;
  }

  function blank(name: string, attributes: Attributes): QueueSettings {
    const fifo = String(attributes['FifoQueue'] ?? 'false') === 'true';
    if (fifo && !FIFO_NAME.test(name))
      throw invalidParameter(
        'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length',
      );
    if (!fifo && !STANDARD_NAME.test(name))
      throw invalidParameter(
        'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
      );
    // In a template `false` says what a standard queue is anyway.
    const { FifoQueue, ...others } = attributes;
    return changeSettings(newSettings(fifo), fifo ? { ...others, FifoQueue } : others);
  }

  return {
    arnOf,
    get,
    find: (name: string): Queue | undefined => queues.get(name),
    all: (): readonly Queue[] => [...queues.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    policy: (name: string): PolicyDocument | undefined => queues.get(name)?.settings.Policy,

    /** As the API makes one: making it again with the same attributes changes nothing. */
    create(name: string, attributes: Attributes, tags: Tags): Queue {
      const settings = blank(name, attributes);
      const known = queues.get(name);
      if (known) {
        const [now, wanted] = [settingsOnWire(known.settings), settingsOnWire(settings)];
        if (Object.keys(attributes).some((attribute) => now[attribute] !== wanted[attribute]))
          throw queueNameExists();
        return known;
      }
      if (recently(deletedAt, name))
        throw new SqsError(
          'QueueDeletedRecently',
          'You must wait 60 seconds after deleting a queue before you can create another with the same name.',
          'AWS.SimpleQueueService.QueueDeletedRecently',
        );
      checkTags(tags);
      const now = clock.now();
      return put({ name, settings, tags, createdAt: now, modifiedAt: now });
    },

    /** As a template has it: made, or brought to these attributes. What the API changed stays until the template does. */
    declare(name: string, logicalId: string, attributes: Attributes, tags: Tags): Queue {
      const known = queues.get(name);
      const declared = JSON.stringify({ attributes, tags });
      if (known?.declared === declared && known.logicalId === logicalId) return known;
      const settings = blank(name, attributes);
      const now = clock.now();
      // The policy is a resource of its own.
      const Policy = known?.settings.Policy;
      return put({
        name,
        settings: { ...settings, Policy },
        tags,
        createdAt: known?.createdAt ?? now,
        modifiedAt: now,
        logicalId,
        declared,
      });
    },

    change(name: string, attributes: Attributes): void {
      const queue = get(name);
      put({ ...queue, settings: changeSettings(queue.settings, attributes), modifiedAt: clock.now() });
    },

    tag(name: string, tags: Tags): void {
      const queue = get(name);
      const all = { ...queue.tags, ...tags };
      checkTags(all);
      put({ ...queue, tags: all });
    },

    untag(name: string, keys: readonly string[]): void {
      const queue = get(name);
      const kept = Object.entries(queue.tags).filter(([key]) => !keys.includes(key));
      put({ ...queue, tags: Object.fromEntries(kept) });
    },

    delete(name: string): void {
      get(name);
      store.queues.delete(name);
      queues.delete(name);
      deletedAt.set(name, clock.now());
      waiters.wake(name);
    },

    purge(name: string): void {
      get(name);
      if (recently(purgedAt, name))
        throw new SqsError(
          'PurgeQueueInProgress',
          `Only one PurgeQueue operation on ${name} is allowed every 60 seconds.`,
          'AWS.SimpleQueueService.PurgeQueueInProgress',
        );
      store.messages.purge(name);
      purgedAt.set(name, clock.now());
    },

    /** The queues whose dead letters this one takes. */
    sourcesOf: (name: string): readonly Queue[] =>
      [...queues.values()].filter(
        ({ settings }) => settings.RedrivePolicy?.deadLetterTargetArn === arnOf(name),
      ),
  };
}

function checkTags(tags: Tags): void {
  if (Object.keys(tags).length > MAX_TAGS)
    throw invalidParameter(`Too many tags added for queue. Maximum number of tags: ${MAX_TAGS}.`);
  for (const [key, value] of Object.entries(tags))
    if (key === '' || key.length > 128 || value.length > 256)
      throw invalidParameter('Tag keys must be between 1 and 128 characters in length, values at most 256.');
}
