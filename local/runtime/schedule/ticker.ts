import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../clock.ts';
import { transaction } from '../database.ts';
import { readSchedule } from './expression.ts';

/** When a thing is to run. Kept as JSON: what is equal goes on as it was. */
export interface Plan {
  readonly expression: string;
  readonly timeZone?: string | undefined;
  /** Milliseconds since the epoch; of no meaning for `at(…)`. */
  readonly start?: number | undefined;
  readonly end?: number | undefined;
  /** A run may come later by up to this. */
  readonly windowMs?: number | undefined;
  /** Whether a rate runs at its start already, or a period later. */
  readonly atOnce?: boolean | undefined;
}

export interface Ticker {
  /** Sets what runs under a key. An equal plan goes on counting as before, over restarts too. */
  set(key: string, plan: Plan): void;
  delete(key: string): void;
  start(): void;
  stop(): void;
}

export interface TickerOptions {
  readonly database: DatabaseSync;
  readonly table: string;
  readonly clock: Clock;
  /**
   * Called inside the transaction that takes the run off the plan: what it writes to the same database happens once
   * for each run, whatever dies. `over` when there is no other run.
   */
  readonly fire: (key: string, scheduledAt: number, over: boolean) => void;
  readonly onFault: (error: unknown) => void;
  /** Share of the window by which a run is late, 0–1. */
  readonly jitter?: () => number;
}

interface Entry {
  readonly plan: Plan;
  /** When a rate began to count. */
  readonly anchor: number;
  /** The run that comes next by the plan; when it comes in fact, its window considered. */
  readonly next: number | undefined;
  readonly fireAt: number | undefined;
}

/** Schedules run within the minute that they name. */
export const PRECISION_MS = 60_000;
/** Longest sleep: timers cannot hold a month, and clocks get set. */
const LONGEST_SLEEP_MS = 60_000;
const FAULT_DELAY_MS = 5_000;
/** A next run that was reckoned by a clock which has been set back by more than this is reckoned anew. */
const SET_BACK_MS = 3_600_000;

/**
 * Schedules that survive the process. Runs that were missed while there was none come once, at the next start.
 */
export function createTicker(options: TickerOptions): Ticker {
  const { database, table, clock, fire, onFault, jitter = Math.random } = options;
  database.exec(`
    CREATE TABLE IF NOT EXISTS ${table} (
      key TEXT PRIMARY KEY, plan TEXT NOT NULL, anchor INTEGER NOT NULL, next INTEGER, fire_at INTEGER,
      reckoned_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS ${table}_due ON ${table} (fire_at) WHERE fire_at IS NOT NULL;`);
  const select = database.prepare(`SELECT plan FROM ${table} WHERE key = ?`);
  const put = database.prepare(`INSERT OR REPLACE INTO ${table} VALUES (?, ?, ?, ?, ?, ?)`);
  const remove = database.prepare(`DELETE FROM ${table} WHERE key = ?`);
  const due = database.prepare(`SELECT * FROM ${table} WHERE fire_at <= ? ORDER BY fire_at, key LIMIT 100`);
  const soonest = database.prepare(`SELECT min(fire_at) AS at FROM ${table} WHERE fire_at IS NOT NULL`);
  const misreckoned = database.prepare(`SELECT * FROM ${table} WHERE reckoned_at > ?`);
  let started = false;
  let timer: NodeJS.Timeout | undefined;

  function write(key: string, plan: Plan, anchor: number, next: number | undefined): void {
    const fireAt = next === undefined ? undefined : next + Math.floor(jitter() * (plan.windowMs ?? 0));
    put.run(key, JSON.stringify(plan), anchor, next ?? null, fireAt ?? null, clock.now());
  }

  function fireDue(now: number): void {
    for (const row of due.all(now)) {
      const { plan, anchor, next } = entryOf(row);
      const key = String(row['key']);
      transaction(database, () => {
        // Runs that were missed come as one; within its window the plan is not behind.
        const after = Math.max(next!, now - (plan.windowMs ?? 0));
        const following = nextRun(plan, anchor, after);
        write(key, plan, anchor, following);
        fire(key, next!, following === undefined);
      });
    }
  }

  function tick(): void {
    if (!started) return;
    let sleep = LONGEST_SLEEP_MS;
    try {
      const now = clock.now();
      for (const row of misreckoned.all(now + SET_BACK_MS)) {
        const { plan } = entryOf(row);
        const anchor = Math.max(plan.start ?? -Infinity, now);
        if (row['fire_at'] !== null)
          write(String(row['key']), plan, anchor, nextRun(plan, anchor, Math.max(now, anchor - 1)));
      }
      fireDue(now);
      const at = soonest.get()?.['at'];
      if (typeof at === 'number') sleep = Math.max(0, Math.min(at - now, LONGEST_SLEEP_MS));
    } catch (error) {
      onFault(error);
      sleep = FAULT_DELAY_MS;
    }
    wakeIn(sleep);
  }

  function wakeIn(milliseconds: number): void {
    clearTimeout(timer);
    timer = setTimeout(tick, milliseconds).unref();
  }

  return {
    set(key, plan) {
      if (select.get(key)?.['plan'] === JSON.stringify(plan)) return;
      const anchor = Math.max(plan.start ?? -Infinity, clock.now());
      write(key, plan, anchor, firstRun(plan, anchor, clock.now()));
      // Not now: the caller may be in the middle of a transaction.
      if (started) wakeIn(0);
    },
    delete: (key) => void remove.run(key),
    start() {
      started = true;
      tick();
    },
    stop() {
      started = false;
      clearTimeout(timer);
    },
  };
}

/** A single time that has just gone by still runs: what was set in its last moment is not to be lost. */
function firstRun(plan: Plan, anchor: number, now: number): number | undefined {
  const isSingle = readSchedule(plan.expression, plan.timeZone)?.kind === 'at';
  return nextRun(plan, anchor, isSingle ? now - PRECISION_MS : anchor - 1);
}

/** The first run after a moment; `undefined` when there is none before the end. */
function nextRun(plan: Plan, anchor: number, after: number): number | undefined {
  const schedule = readSchedule(plan.expression, plan.timeZone);
  let next: number | undefined;
  switch (schedule?.kind) {
    case 'at':
      return schedule.time > after ? schedule.time : undefined;
    case 'rate': {
      const first = plan.atOnce ? 0 : 1;
      const periods = Math.max(first, Math.floor((after - anchor) / schedule.periodMs) + 1);
      next = anchor + periods * schedule.periodMs;
      break;
    }
    case 'cron':
      next = schedule.next(Math.max(after, anchor - 1));
      break;
  }
  return next !== undefined && plan.end !== undefined && next > plan.end ? undefined : next;
}

const entryOf = (row: Readonly<Record<string, unknown>>): Entry => ({
  plan: JSON.parse(String(row['plan'])) as Plan,
  anchor: Number(row['anchor']),
  next: row['next'] === null ? undefined : Number(row['next']),
  fireAt: row['fire_at'] === null ? undefined : Number(row['fire_at']),
});
