import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../runtime/clock.ts';
import { transaction } from '../../runtime/database.ts';
import type { Log } from '../../runtime/log.ts';
import { createWorkList, type JobOutcome } from '../../runtime/work-list.ts';
import type { Documents } from '../documents.ts';
import { isTaken, LONGEST_SECONDS, pauseAfter, type Delivery, type NewDelivery } from './delivery.ts';
import { postNotice } from './post.ts';

/** Events on their way to webhooks: at least once each, for a day, over restarts. */
export interface Deliveries {
  /** Inside a `transaction` on the same database they leave if that commits: an outbox. */
  add(deliveries: readonly NewDelivery[]): void;
  /** The newest first. */
  list(): Delivery[];
  /** Makes one attempt now, whatever was before, and answers with what came of it. */
  send(id: string): Promise<Delivery | undefined>;
  isPaused(): boolean;
  /** While paused, events are kept and none is sent by itself; afterwards all that were kept are. */
  pause(paused: boolean): void;
  start(): void;
  stop(): Promise<void>;
}

export interface DeliveriesOptions {
  readonly database: DatabaseSync;
  readonly documents: Documents;
  readonly clock: Clock;
  readonly log: Log;
  /** Headers that depend on when it is sent: a signature with an instant in it. */
  readonly sign?: (delivery: Delivery, now: number) => Readonly<Record<string, string>>;
  /** Told of one that was in vain for a day. */
  readonly onGivenUp: (delivery: Delivery) => void;
}

const TIMEOUT_MS = 5_000;
const KIND = 'delivery';
const PAUSE = { kind: 'switch', id: 'deliveries-paused' } as const;

export function createDeliveries(options: DeliveriesOptions): Deliveries {
  const { database, documents, clock, log, sign, onGivenUp } = options;
  const seconds = () => Math.floor(clock.now() / 1000);
  const find = (id: string) => documents.find<Delivery>(KIND, id);
  const isPaused = () => documents.find<{ on: boolean }>(PAUSE.kind, PAUSE.id)?.on ?? false;

  const work = createWorkList<string>({
    ...{ database, table: 'delivery_work', clock, concurrency: 4, run: ({ body }) => run(body) },
    onFault: (error) => log.fault('sandbox', error),
  });

  function update(id: string, change: (delivery: Delivery) => Partial<Delivery>): Delivery {
    const delivery = find(id)!;
    const changed = { ...delivery, ...change(delivery) };
    documents.put(KIND, changed);
    return changed;
  }

  async function attempt(delivery: Delivery): Promise<Delivery> {
    const headers = { ...delivery.headers, ...sign?.(delivery, seconds()) };
    let outcome: { status: number } | { problem: string };
    try {
      outcome = { status: await postNotice({ ...delivery, headers }, TIMEOUT_MS) };
    } catch (error) {
      outcome = { problem: (error as Error).message };
    }
    const sent = update(delivery.id, ({ attempts, state }) => {
      const last = { at: seconds(), ...outcome };
      const taken = isTaken({ ...delivery, last });
      return { attempts: attempts + 1, last, state: taken ? 'DELIVERED' : state };
    });
    const came = 'status' in outcome ? String(outcome.status) : outcome.problem;
    log.step('sandbox', `${sent.event} → ${new URL(sent.url).pathname}: ${came}`);
    return sent;
  }

  async function run(id: string): Promise<JobOutcome<string>> {
    const delivery = find(id);
    if (delivery?.state !== 'WAITING') return 'done';
    if (isPaused()) {
      update(id, () => ({ state: 'HELD' }));
      return 'done';
    }
    const sent = await attempt(delivery);
    // It may have been delivered by hand meanwhile.
    if (sent.state !== 'WAITING') return 'done';
    const retryAt = seconds() + pauseAfter(sent.attempts);
    if (retryAt - sent.created_at <= LONGEST_SECONDS) return { retryAt: retryAt * 1000 };
    onGivenUp(update(id, () => ({ state: 'FAILED' })));
    return 'done';
  }

  return {
    isPaused,
    list: () => documents.list<Delivery>(KIND),

    add(deliveries) {
      transaction(database, () => {
        for (const one of deliveries)
          documents.put<Delivery>(KIND, { ...one, state: 'WAITING', attempts: 0, created_at: seconds() });
        work.add(deliveries.map(({ id }) => id));
      });
    },

    async send(id) {
      const delivery = find(id);
      return delivery && attempt(delivery);
    },

    pause(paused) {
      transaction(database, () => {
        documents.put(PAUSE.kind, { id: PAUSE.id, created_at: seconds(), on: paused });
        if (paused) return;
        // The oldest first, as they happened.
        const held = documents
          .list<Delivery>(KIND)
          .filter(({ state }) => state === 'HELD')
          .map(({ id }) => update(id, () => ({ state: 'WAITING' })).id)
          .reverse();
        work.add(held);
      });
    },

    start: () => work.start(),
    stop: () => work.stop(),
  };
}
