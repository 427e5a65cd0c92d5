import { setTimeout as sleep } from 'node:timers/promises';
import type { EventsPeer } from '../../../runtime/peers.ts';
import type { Log } from '../../../runtime/log.ts';
import type { Store } from './store.ts';

const RETRY_AFTER = 1000;

/**
 * Hands stored events to EventBridge, one after another in their order. An event leaves the store only
 * once it was taken, so one may be handed over twice (the service delivers at least once, too).
 */
export function createOutbox(store: Store, events: () => EventsPeer, log: Log) {
  const stopping = new AbortController();
  let running: Promise<void> | undefined;
  let again = false;

  async function drain(): Promise<void> {
    for (let next = store.nextEvent(); next && !stopping.signal.aborted; next = store.nextEvent()) {
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
      again = true;
      running ??= (async () => {
        while (again && !stopping.signal.aborted) {
          again = false;
          await drain();
        }
      })()
        .catch((error: unknown) => log.fault('mediaconvert', error))
        .finally(() => {
          running = undefined;
        });
    },
    async stop(): Promise<void> {
      stopping.abort();
      await running;
    },
  };
}

export type Outbox = ReturnType<typeof createOutbox>;
