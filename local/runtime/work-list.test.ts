import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openDatabase } from './database.ts';
import { testRuntime } from './testing.ts';
import { createWorkList, type Job, type JobOutcome } from './work-list.ts';

let dispose: () => void;
let database: ReturnType<typeof openDatabase>;
beforeEach(() => {
  const made = testRuntime();
  dispose = made.dispose;
  database = openDatabase(join(made.runtime.directory('test'), 'work.sqlite'), '');
});
afterEach(() => {
  database.close();
  dispose();
});

function listOf(run: (job: Job<string>) => Promise<JobOutcome>, concurrency = 2) {
  const faults: unknown[] = [];
  const clock = { now: () => Date.now() };
  const list = createWorkList<string>({
    database,
    table: 'work',
    clock,
    concurrency,
    run,
    onFault: (error) => faults.push(error),
  });
  return { list, faults };
}

describe('a work list', () => {
  it('runs each job once, in order, and forgets it', async () => {
    const done: string[] = [];
    const { list } = listOf(async ({ body }) => {
      done.push(body);
      return 'done';
    });
    list.start();
    list.add(['a', 'b', 'c']);
    await vi.waitFor(() => expect(done).toEqual(['a', 'b', 'c']));
    await list.stop();
    expect(database.prepare('SELECT count(*) AS n FROM work').get()).toEqual({ n: 0 });
  });

  it('runs after a restart what an earlier process had accepted, or had under way', async () => {
    let release = () => {};
    const first = listOf(() => new Promise((resolve) => (release = () => resolve('done'))));
    first.list.start();
    first.list.add(['under way']);
    const done: string[] = [];
    const second = listOf(async ({ body }) => {
      done.push(body);
      return 'done';
    });
    second.list.start();
    await vi.waitFor(() => expect(done).toEqual(['under way']));
    await second.list.stop();
    release();
    await first.list.stop();
  });

  it('tries again when told to, counting', async () => {
    const attempts: number[] = [];
    const { list } = listOf(async (job) => {
      attempts.push(job.attempts);
      return job.attempts < 2 ? { retryAt: Date.now() + 1 } : 'done';
    });
    list.start();
    list.add(['a']);
    await vi.waitFor(() => expect(attempts).toEqual([0, 1, 2]));
    await list.stop();
  });

  it('keeps a job whose run threw, and says so', async () => {
    const { list, faults } = listOf(async () => {
      throw new Error('broken');
    });
    list.start();
    list.add(['a']);
    await vi.waitFor(() => expect(faults).toHaveLength(1));
    await list.stop();
    expect(database.prepare('SELECT attempts FROM work').all()).toEqual([{ attempts: 1 }]);
  });

  it('runs again a job whose end could not be written down', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    let runs = 0;
    const { list, faults } = listOf(async () => {
      runs += 1;
      database.exec(`PRAGMA query_only = ${runs === 1 ? 'ON' : 'OFF'}`);
      return 'done';
    });
    list.start();
    list.add(['a']);
    await vi.waitFor(() => expect(faults).toHaveLength(1));
    database.exec('PRAGMA query_only = OFF');
    vi.advanceTimersByTime(5_000);
    await vi.waitFor(() => expect(runs).toBe(2));
    vi.useRealTimers();
    await list.stop();
    expect(database.prepare('SELECT count(*) AS n FROM work').get()).toEqual({ n: 0 });
  });

  it('does not wait longer because the clock was set back', async () => {
    let now = 2e12;
    const done: string[] = [];
    const list = createWorkList<string>({
      database,
      table: 'work',
      clock: { now: () => now },
      concurrency: 1,
      run: async ({ body }) => {
        done.push(body);
        return 'done';
      },
      onFault: () => {},
    });
    list.add(['before the start']);
    now -= 86_400_000;
    list.start();
    await vi.waitFor(() => expect(done).toHaveLength(1));
    list.add(['while it runs']);
    now -= 86_400_000;
    await vi.waitFor(() => expect(done).toHaveLength(2));
    await list.stop();
  });

  it('does not wait for a time that the clock showed in an earlier life', async () => {
    const { list: earlier } = listOf(async () => ({ retryAt: Date.now() + 365 * 86_400_000 }));
    earlier.start();
    earlier.add(['tried when the clock was a year ahead']);
    await vi.waitFor(() =>
      expect(database.prepare('SELECT attempts FROM work').get()).toEqual({ attempts: 1 }),
    );
    await earlier.stop();
    let runs = 0;
    const { list } = listOf(async () => {
      runs += 1;
      return 'done';
    });
    list.start();
    await vi.waitFor(() => expect(runs).toBe(1));
    await list.stop();
  });

  it('goes on after its database could not be read', async () => {
    vi.useFakeTimers();
    let broken = true;
    const faults: unknown[] = [];
    let runs = 0;
    const list = createWorkList<string>({
      database,
      table: 'work',
      clock: {
        now() {
          if (broken && runs === 0) throw new Error('disk I/O error');
          return 2e12;
        },
      },
      concurrency: 1,
      run: async () => {
        runs += 1;
        return 'done';
      },
      onFault: (error) => faults.push(error),
    });
    broken = false;
    list.start();
    list.add(['a']);
    broken = true;
    await vi.advanceTimersByTimeAsync(0);
    expect([runs, faults]).toEqual([0, [new Error('disk I/O error')]]);
    broken = false;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(runs).toBe(1);
    vi.useRealTimers();
    await list.stop();
  });

  it('runs no more at a time than it may', async () => {
    let running = 0;
    let most = 0;
    let ended = 0;
    const { list } = listOf(async () => {
      most = Math.max(most, (running += 1));
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      ended += 1;
      return 'done';
    });
    list.start();
    list.add(Array.from({ length: 20 }, (_, index) => String(index)));
    await vi.waitFor(() => expect(ended).toBe(20));
    await list.stop();
    expect(most).toBe(2);
  });
});
