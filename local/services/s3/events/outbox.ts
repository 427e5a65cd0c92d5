import { setTimeout as sleep } from 'node:timers/promises';
import type { DatabaseSync } from 'node:sqlite';

/** A notification on its way. */
export interface Message {
  readonly kind: 'queue' | 'function' | 'bus';
  /** ARN of the queue or function; `default` for the event bus. */
  readonly target: string;
  readonly bucket: string;
  readonly body: string;
}

interface Row extends Message {
  readonly id: number;
  readonly created: number;
}

interface Options {
  readonly database: DatabaseSync;
  readonly now: () => number;
  readonly deliver: (message: Message) => Promise<void>;
  /** Told once for every message that fails for the first time, and for one that is given up. */
  readonly onFailure: (message: Message, error: unknown, givenUp: boolean) => void;
  /** Wait before the first retry, in milliseconds (default 200); doubles up to a minute. */
  readonly firstRetry?: number;
}

const BATCH = 16;
const LONGEST_WAIT_MS = 60_000;
/** S3 itself tries for "a day or so" before it drops an event. */
const LIFETIME_MS = 24 * 3600 * 1000;

/**
 * Delivers notifications at least once. A message is written in the same transaction as the object it
 * tells of, and removed after its target took it: a killed process delivers it again after its start.
 * Each target has a worker of its own, so that a broken one holds up no other.
 */
export class Outbox {
  readonly #options: Options;
  readonly #workers = new Map<string, Promise<void>>();
  readonly #fresh = new Set<string>();
  readonly #stopping = new AbortController();
  #started = false;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Call inside the transaction that the message belongs to, then `wake` after it. */
  add(message: Message): void {
    this.#options.database
      .prepare('INSERT INTO outbox (kind, target, bucket, body, created) VALUES (?, ?, ?, ?, ?)')
      .run(message.kind, message.target, message.bucket, message.body, this.#options.now());
    this.#fresh.add(message.target);
  }

  /** Takes up what an earlier process left, too. */
  start(): void {
    const targets = this.#options.database.prepare('SELECT DISTINCT target FROM outbox').all() as {
      target: string;
    }[];
    for (const { target } of targets) this.#fresh.add(target);
    this.#started = true;
    this.wake();
  }

  /** Sees to it that every target with new messages has a worker. */
  wake(): void {
    if (!this.#started || this.#stopping.signal.aborted) return;
    for (const target of this.#fresh)
      if (!this.#workers.has(target)) {
        // Set first, run after: a worker with nothing to do ends at once and takes itself off the list.
        const begin = Promise.resolve();
        this.#workers.set(
          target,
          begin.then(() => this.#work(target)),
        );
      }
    this.#fresh.clear();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#workers.values());
  }

  async #work(target: string): Promise<void> {
    const { database, firstRetry = 200 } = this.#options;
    const pending = database.prepare('SELECT * FROM outbox WHERE target = ? ORDER BY id LIMIT ?');
    let wait = firstRetry;
    while (!this.#stopping.signal.aborted) {
      const rows = pending.all(target, BATCH) as unknown as Row[];
      if (rows.length === 0) break;
      const delivered = await Promise.all(rows.map((row) => this.#deliver(row, wait === firstRetry)));
      if (delivered.every(Boolean)) {
        wait = firstRetry;
        continue;
      }
      await sleep(wait, undefined, { signal: this.#stopping.signal }).catch(ignoreAbort);
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    }
    // In the same turn as the last look at the table: a message that comes later finds no worker and wakes one.
    this.#workers.delete(target);
  }

  async #deliver(row: Row, firstTry: boolean): Promise<boolean> {
    const { database, deliver, now, onFailure } = this.#options;
    const done = () => database.prepare('DELETE FROM outbox WHERE id = ?').run(row.id);
    try {
      await deliver(row);
      done();
      return true;
    } catch (error) {
      const givenUp = now() - row.created > LIFETIME_MS;
      if (givenUp) done();
      if (givenUp || firstTry) onFailure(row, error, givenUp);
      return givenUp;
    }
  }
}

function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error && error.name === 'AbortError')) throw error;
}
