import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../../runtime/log.ts';
import type { EventsPeer } from '../../../runtime/peers.ts';
import type { Store } from './store.ts';

/** Milliseconds. */
const RETRY_AFTER = 1000;

/**
 * Hands stored events to EventBridge, one after another in their order. An event leaves the store only
 * once it was taken, so one may be handed over twice (the service delivers at least once, too).
 */
export function createOutbox(
  store: Pick<Store, 'nextEvent' | 'removeEvent'>,
  events: () => EventsPeer,
  log: Log,
) {
  const stopping = new AbortController();
  let busy = false;
  let drained = Promise.resolve();

  /** Finding nothing more and being idle are one step: an event stored after it finds nobody busy. */
  function takeNext() {
    const next = stopping.signal.aborted ? undefined : store.nextEvent();
    busy = next !== undefined;
    return next;
  }

  async function drain(): Promise<void> {
    for (let next = takeNext(); next; next = takeNext()) {
      try {
        await events().put(next.event);
        store.removeEvent(next.sequence);
      } catch (error) {
        log.warn('mediaconvert', `an event waits, EventBridge answered: ${String(error)}`);
        await sleep(RETRY_AFTER, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  }

  return {
    /** Starts handing over what is stored, unless that is under way. */
    flush(): void {
      if (busy) return;
      drained = drain().catch((error: unknown) => {
        busy = false;
        log.fault('mediaconvert', error);
      });
    },
    async stop(): Promise<void> {
      stopping.abort();
      await drained;
    },
  };
}

export type Outbox = ReturnType<typeof createOutbox>;
