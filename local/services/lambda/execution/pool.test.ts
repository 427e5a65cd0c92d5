import { describe, expect, it } from 'vitest';
import { createBudget, type Budget } from './budget.ts';
import type { Environment } from './environment.ts';
import { createPool, InitError } from './pool.ts';

/** Environments that run nothing: what is tested is who gets which, and how many there are. */
function poolOf(options: { limit?: number; budget?: Budget; fails?: boolean; lifetime?: number } = {}) {
  const clock = { time: 1000 };
  const closed: Environment[] = [];
  const pool = createPool({
    limit: options.limit ?? 10,
    budget: options.budget ?? createBudget(100, 100),
    now: () => clock.time,
    start() {
      const state = { alive: true };
      const environment: Environment = {
        logStream: 's',
        useUntil: clock.time + (options.lifetime ?? Infinity),
        takeInitDuration: () => undefined,
        ready: Promise.resolve(options.fails ? { errorType: 'E', errorMessage: 'not loaded' } : undefined),
        invoke: () => Promise.reject(new Error('not called here')),
        get alive() {
          return state.alive;
        },
        async close() {
          state.alive = false;
          closed.push(environment);
        },
      };
      return environment;
    },
  });
  return { pool, clock, closed };
}

describe('a pool', () => {
  it('gives a released environment to the next caller rather than starting one', async () => {
    const { pool } = poolOf();
    const first = await pool.acquire();
    pool.release(first);
    expect(await pool.acquire()).toBe(first);
    expect(pool.size).toBe(1);
  });

  it('grows to its limit, and lets the rest wait', async () => {
    const { pool } = poolOf({ limit: 2 });
    const [a, b] = await Promise.all([pool.acquire(), pool.acquire()]);
    expect(a).not.toBe(b);
    const third = pool.acquire();
    pool.release(b!);
    expect(await third).toBe(b);
    expect(pool.size).toBe(2);
  });

  it('hands out no environment that has ended, or whose credentials end', async () => {
    const { pool, clock, closed } = poolOf({ lifetime: 1000 });
    const first = await pool.acquire();
    pool.release(first);
    clock.time = 2000;
    expect(await pool.acquire()).not.toBe(first);
    expect(closed).toEqual([first]);
  });

  it('ends what has been idle for long, and nothing that works', async () => {
    const { pool, clock, closed } = poolOf();
    const [busy, idle] = await Promise.all([pool.acquire(), pool.acquire()]);
    pool.release(idle!);
    clock.time = 5000;
    pool.retireIdle(4000);
    expect(closed).toEqual([idle]);
    expect(busy!.alive).toBe(true);
    expect(pool.size).toBe(1);
  });

  it('tells one caller for each environment that cannot be loaded', async () => {
    const { pool } = poolOf({ fails: true });
    await expect(pool.acquire()).rejects.toThrow(InitError);
    expect(pool.size).toBe(0);
  });

  it('refuses who waits, and who comes, once it is closed', async () => {
    const { pool } = poolOf({ limit: 1 });
    await pool.acquire();
    const waiting = pool.acquire();
    await pool.close();
    await expect(waiting).rejects.toThrow(InitError);
    await expect(pool.acquire()).rejects.toThrow(InitError);
  });
});

describe('pools that share a budget', () => {
  it('end the longest idle environment of any to make room', async () => {
    const budget = createBudget(2, 2);
    const [one, two, three] = [poolOf({ budget }), poolOf({ budget }), poolOf({ budget })];
    one.pool.release(await one.pool.acquire());
    two.clock.time = 2000;
    two.pool.release(await two.pool.acquire());
    await three.pool.acquire();
    expect([one.pool.size, two.pool.size, three.pool.size]).toEqual([0, 1, 1]);
  });

  it('keep few warm, whatever the number that ran at once: those that worked last', async () => {
    const budget = createBudget(9, 2);
    const [one, two] = [poolOf({ budget }), poolOf({ budget })];
    const ran = await Promise.all([one.pool.acquire(), one.pool.acquire(), one.pool.acquire()]);
    expect(one.pool.size).toBe(3);
    for (const environment of ran) one.pool.release(environment);
    expect(one.closed).toEqual([ran[0]]);
    two.clock.time = 2000;
    two.pool.release(await two.pool.acquire());
    expect([one.pool.size, two.pool.size]).toEqual([1, 1]);
  });

  it('let each function have one, though the others hold all', async () => {
    const budget = createBudget(1, 1);
    const [one, two] = [poolOf({ budget }), poolOf({ budget })];
    await one.pool.acquire();
    const environment = await two.pool.acquire();
    const second = two.pool.acquire();
    expect(two.pool.size).toBe(1);
    two.pool.release(environment);
    expect(await second).toBe(environment);
  });
});
