import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openDatabase } from '../database.ts';
import { testRuntime } from '../testing.ts';
import { createTicker, type Plan, type Ticker, type TickerOptions } from './ticker.ts';

const START = Date.parse('2026-01-01T00:00:00Z');
const MINUTE = 60_000;

let database: DatabaseSync;
let dispose: () => void;
let fired: string[];
let faults: unknown[];
let ticker: Ticker;

beforeEach(() => {
  vi.useFakeTimers({ now: START });
  const made = testRuntime();
  dispose = made.dispose;
  database = openDatabase(join(made.runtime.directory('test'), 'ticks.sqlite'), '');
  fired = [];
  faults = [];
  ticker = begin();
});
afterEach(() => {
  ticker.stop();
  database.close();
  dispose();
  vi.useRealTimers();
});

function begin(options: Partial<TickerOptions> = {}): Ticker {
  const made = createTicker({
    database,
    table: 'ticks',
    clock: { now: () => Date.now() },
    fire: (key, at, over) => fired.push(`${key} ${(at - START) / MINUTE}${over ? ' over' : ''}`),
    onFault: (error) => faults.push(error),
    ...options,
  });
  made.start();
  return made;
}

const plan = (expression: string, more: Partial<Plan> = {}): Plan => ({ expression, ...more });
const pass = (minutes: number) => vi.advanceTimersByTime(minutes * MINUTE);

describe('a ticker', () => {
  it('runs rates from their beginning, cron by the clock, and one moment once', () => {
    ticker.set('rate', plan('rate(2 minutes)'));
    ticker.set('eager', plan('rate(3 minutes)', { atOnce: true }));
    ticker.set('cron', plan('cron(0/4 * * * ? *)'));
    ticker.set('at', plan('at(2026-01-01T00:03:00)'));
    pass(4);
    expect(fired).toEqual(['cron 0', 'eager 0', 'rate 2', 'at 3 over', 'eager 3', 'cron 4', 'rate 4']);
  });

  it('runs one moment that has gone by within the last minute at once, and no older one', () => {
    pass(10);
    ticker.set('just gone', plan('at(2026-01-01T00:09:30)'));
    ticker.set('long gone', plan('at(2026-01-01T00:08:59)'));
    pass(1);
    expect(fired).toEqual(['just gone 9.5 over']);
  });

  it('keeps between start and end', () => {
    ticker.set(
      'a',
      plan('rate(1 minute)', { start: START + 5 * MINUTE, end: START + 7 * MINUTE, atOnce: true }),
    );
    pass(10);
    expect(fired).toEqual(['a 5', 'a 6', 'a 7 over']);
  });

  it('runs once, at the start, for all that was missed, and then in its rhythm', () => {
    ticker.set('a', plan('rate(2 minutes)'));
    ticker.set('b', plan('at(2026-01-01T00:05:00)'));
    pass(2);
    ticker.stop();
    vi.setSystemTime(START + 9 * MINUTE);
    ticker = begin();
    ticker.set('a', plan('rate(2 minutes)'));
    pass(1);
    expect(fired).toEqual(['a 2', 'a 4', 'b 5 over', 'a 10']);
  });

  it('begins anew when the plan changed, and not when it did not', () => {
    ticker.set('a', plan('rate(5 minutes)'));
    pass(3);
    ticker.set('a', plan('rate(5 minutes)'));
    pass(2);
    expect(fired).toEqual(['a 5']);
    ticker.set('a', plan('rate(10 minutes)'));
    pass(10);
    expect(fired).toEqual(['a 5', 'a 15']);
    ticker.delete('a');
    pass(20);
    expect(fired).toHaveLength(2);
  });

  it('is late within its window, and loses no run by it', () => {
    ticker.stop();
    ticker = begin({ jitter: () => 0.5 });
    ticker.set('a', plan('rate(1 minute)', { windowMs: 4 * MINUTE }));
    pass(2);
    expect(fired).toEqual([]);
    pass(2);
    expect(fired).toEqual(['a 1', 'a 2']);
  });

  it('takes a run off and writes what it fires in one transaction', () => {
    ticker.stop();
    let broken = true;
    ticker = begin({
      fire: (key) => {
        if (broken) throw new Error('disk full');
        fired.push(key);
      },
    });
    ticker.set('a', plan('rate(1 minute)'));
    pass(1);
    expect([fired, faults.length]).toEqual([[], 1]);
    broken = false;
    pass(1);
    expect(fired[0]).toBe('a');
  });

  it('does not wait for the time that the clock showed before it was set back', () => {
    vi.setSystemTime(START + 365 * 24 * 60 * MINUTE);
    ticker.set('rate', plan('rate(1 minute)'));
    ticker.set('cron', plan('cron(0/5 * * * ? *)'));
    vi.setSystemTime(START);
    pass(7);
    expect(fired).toContain('cron 5');
    expect(fired.filter((run) => run.startsWith('rate')).length).toBeGreaterThan(4);
  });

  it('does not begin before its start because the clock was set back', () => {
    vi.setSystemTime(START + 365 * 24 * 60 * MINUTE);
    const start = START + 60 * MINUTE;
    ticker.set('rate', plan('rate(10 minutes)', { start }));
    ticker.set('cron', plan('cron(0/10 * * * ? *)', { start }));
    vi.setSystemTime(START);
    pass(59);
    expect(fired).toEqual([]);
    pass(20);
    expect(fired.sort()).toEqual(['cron 60', 'cron 70', 'rate 70']);
  });
});
