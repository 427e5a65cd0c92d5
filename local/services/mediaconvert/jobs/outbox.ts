import type { DatabaseSync } from 'node:sqlite';
import type { CloudEvent } from '../../../runtime/peers.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import { createWorkList, type WorkList } from '../../../runtime/work-list.ts';

/** Milliseconds. */
const RETRY_AFTER = 1000;

/** What JSON makes of an event. */
type StoredEvent = Omit<CloudEvent, 'time'> & { readonly time?: string };

/**
 * The events on their way to EventBridge, one after another. They are stored in the transaction of the change
 * that they tell of, and forgotten once EventBridge has taken them; one may be handed over twice and, after
 * trouble, late (the service promises no more).
 */
export function createOutbox(database: DatabaseSync, runtime: Runtime): WorkList<CloudEvent> {
  const { clock, log } = runtime;
  return createWorkList<CloudEvent>({
    database,
    table: 'outgoing_events',
    clock,
    concurrency: 1,
    async run({ body }) {
      const { time, ...event } = body as unknown as StoredEvent;
      try {
        await runtime.peers.events.put({ ...event, ...(time && { time: new Date(time) }) });
        return 'done';
      } catch (error) {
        log.warn('mediaconvert', `an event waits, EventBridge answered: ${String(error)}`);
        return { retryAt: clock.now() + RETRY_AFTER };
      }
    },
    onFault: (error) => log.fault('mediaconvert', error),
  });
}
