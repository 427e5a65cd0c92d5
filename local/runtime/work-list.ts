import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from './clock.ts';
import { transaction } from './database.ts';
import { steadyClock } from './steady-clock.ts';

/** One piece of work, kept until it is done or given up. */
export interface Job<T> {
  readonly id: number;
  readonly body: T;
  /** How often it was tried before. */
  readonly attempts: number;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/**
 * `done` takes the job off the list (also when it was given up); `retryAt` is in milliseconds since the epoch.
 * A `body` takes the place of the job's own: what is to be known of this attempt at the next.
 */
export type JobOutcome<T = never> = 'done' | { readonly retryAt: number; readonly body?: T };

export interface WorkList<T> {
  /**
   * Durable when it returns: the jobs will run, after a restart if need be. All of them are kept, or none.
   * Inside a `transaction` on the same database they are kept if that commits: an outbox.
   */
  add(bodies: readonly T[]): void;
  /** Begins to run what is due, what an earlier process left behind included. */
  start(): void;
  /** Starts nothing more and waits for what is running. */
  stop(): Promise<void>;
}

export interface WorkListOptions<T> {
  readonly database: DatabaseSync;
  /** Table of the list inside the database. */
  readonly table: string;
  readonly clock: Clock;
  /** Jobs run at the same time. */
  readonly concurrency: number;
  readonly run: (job: Job<T>) => Promise<JobOutcome<T>>;
  /** Told of an error that `run` threw; the job is tried again after `FAULT_DELAY_MS`. */
  readonly onFault: (error: unknown) => void;
}

const FAULT_DELAY_MS = 5_000;
/** Longest sleep: the timers of Node cannot hold much more than 24 days, and clocks get set. */
const LONGEST_SLEEP_MS = 60_000;

/** Nobody waits longer between two attempts: what does was put off by a clock that was set back in the meantime. */
const LONGEST_PAUSE_MS = 24 * 3_600_000;

/**
 * A list of work in SQLite, run at least once each: a job is forgotten only after it was done. What
 * runs is remembered in memory alone, so that the death of the process sets it free again.
 */
export function createWorkList<T>(options: WorkListOptions<T>): WorkList<T> {
  const { database, table, concurrency, run, onFault } = options;
  database.exec(`
    CREATE TABLE IF NOT EXISTS ${table} (
      id INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
      created_at INTEGER NOT NULL, due_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS ${table}_due ON ${table} (due_at, id);`);
  const insert = database.prepare(`INSERT INTO ${table} (body, created_at, due_at) VALUES (?, ?, ?)`);
  const next = database.prepare(`SELECT * FROM ${table} ORDER BY due_at, id LIMIT ?`);
  const remove = database.prepare(`DELETE FROM ${table} WHERE id = ?`);
  const postpone = database.prepare(
    `UPDATE ${table} SET attempts = attempts + 1, due_at = ?, body = ifnull(?, body) WHERE id = ?`,
  );

  // What waits must not wait for the time that a clock showed before it was set back.
  const setBack = database.prepare(`UPDATE ${table} SET due_at = due_at - ? WHERE due_at > ?`);
  const clock = steadyClock(options.clock, (milliseconds, now) => setBack.run(milliseconds, now));
  const dueAtOnce = database.prepare(
    `UPDATE ${table} SET due_at = ?1 WHERE due_at > CASE WHEN attempts = 0 THEN ?1 ELSE ?1 + ${LONGEST_PAUSE_MS} END`,
  );

  const running = new Map<number, Promise<void>>();
  let started = false;
  let timer: NodeJS.Timeout | undefined;

  function pump(): void {
    clearTimeout(timer);
    if (!started) return;
    try {
      runDue();
    } catch (error) {
      // Called by timers too: nobody else would catch what a disk that is full says when the clock was set back.
      onFault(error);
      timer = setTimeout(pump, FAULT_DELAY_MS).unref();
    }
  }

  function runDue(): void {
    const now = clock.now();
    for (const row of next.all(concurrency + running.size)) {
      if (running.size >= concurrency) return;
      const id = Number(row['id']);
      if (running.has(id)) continue;
      const due = Number(row['due_at']);
      if (due > now) {
        timer = setTimeout(pump, Math.min(due - now, LONGEST_SLEEP_MS)).unref();
        return;
      }
      const body = JSON.parse(String(row['body'])) as T;
      running.set(
        id,
        attempt({ id, body, attempts: Number(row['attempts']), createdAt: Number(row['created_at']) }),
      );
    }
  }

  async function attempt(job: Job<T>): Promise<void> {
    let outcome: JobOutcome<T>;
    try {
      outcome = await run(job);
    } catch (error) {
      onFault(error);
      // Not of the steady clock: that one writes, and nobody would catch what goes wrong.
      outcome = { retryAt: options.clock.now() + FAULT_DELAY_MS };
    }
    try {
      settle(job, outcome);
    } catch (error) {
      // The disk is full, perhaps: the job stays as it is, and is run again.
      onFault(error);
      setTimeout(() => free(job), FAULT_DELAY_MS).unref();
      return;
    }
    free(job);
  }

  function settle(job: Job<T>, outcome: JobOutcome<T>): void {
    if (outcome === 'done') remove.run(job.id);
    else {
      const body = outcome.body === undefined ? null : JSON.stringify(outcome.body);
      postpone.run(Math.round(outcome.retryAt), body, job.id);
    }
  }

  function free(job: Job<T>): void {
    running.delete(job.id);
    pump();
  }

  return {
    add(bodies) {
      const now = clock.now();
      transaction(database, () => {
        for (const body of bodies) insert.run(JSON.stringify(body), now, now);
      });
      if (started) setImmediate(pump);
    },
    start() {
      started = true;
      dueAtOnce.run(clock.now());
      pump();
    },
    async stop() {
      started = false;
      clearTimeout(timer);
      await Promise.all(running.values());
    },
  };
}
