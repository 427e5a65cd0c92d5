import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterEach, expect, it, vi } from 'vitest';
import { survivesCrashes } from '../../../runtime/crash-testing.ts';
import { openDatabase } from '../../../runtime/database.ts';
import { testRuntime } from '../../../runtime/testing.ts';
import { createOutbox } from './outbox.ts';
import { JOBS_SCHEMA, openStore, type JobStatus } from './store.ts';

const disposals: (() => void)[] = [];
afterEach(() => disposals.splice(0).forEach((dispose) => dispose()));

function openIn(directory: string) {
  const { runtime, dispose } = testRuntime();
  const database = openDatabase(join(directory, 'jobs.sqlite'), JOBS_SCHEMA);
  const outbox = createOutbox(database, runtime);
  disposals.push(dispose);
  return { database, store: openStore(database, outbox) };
}

const eventsIn = (database: DatabaseSync) =>
  database
    .prepare('SELECT body FROM outgoing_events ORDER BY id')
    .all()
    .map(({ body }) => (JSON.parse(String(body)) as { detailType: string }).detailType);

const id = fc.nat(5).map(String);
const UNFINISHED: readonly JobStatus[] = ['SUBMITTED', 'PROGRESSING'];
const anyState = fc.constantFrom(...UNFINISHED, 'COMPLETE', 'CANCELED', 'ERROR');

it('keeps every change with its event, and neither without the other, wherever the process dies', () =>
  survivesCrashes({
    operations: {
      insert: fc.tuple(id),
      change: fc.tuple(id, anyState, fc.uuid()),
      /** An event that cannot be stored takes the change back with it. */
      fail: fc.tuple(id, anyState),
    },
    open(runtime) {
      const { database, store } = openIn(runtime.directory('mediaconvert'));
      const change = (job: string, status: JobStatus, detailType: string, detail: unknown) =>
        store.change(job, UNFINISHED, { status }, { source: 's', detailType, detail });
      return {
        do: {
          insert(job) {
            const request = { role: 'r', settings: {} };
            const insert = () =>
              store.insert({ id: job, queue: 'q', priority: 0, token: null, request, created: 0 });
            if (store.find(job)) expect(insert).toThrow(/UNIQUE/);
            else insert();
          },
          change: (job, status, event) => change(job, status, event, 1),
          fail(job, status) {
            const isUnfinished = UNFINISHED.some((one) => one === store.find(job)?.status);
            if (isUnfinished) expect(() => change(job, status, 'never', 1n)).toThrow();
            else expect(change(job, status, 'never', 1n)).toBe(false);
          },
        },
        state: () => ({
          jobs: Object.fromEntries(
            store.list({ ascending: true, limit: 100 }).map((job) => [job.id, job.status]),
          ),
          events: eventsIn(database),
        }),
        close: () => database.close(),
      };
    },
    model() {
      const jobs: Record<string, JobStatus> = {};
      const events: string[] = [];
      return {
        do: {
          insert: (job) => void (jobs[job] ??= 'SUBMITTED'),
          change(job, status, event) {
            if (!UNFINISHED.some((one) => one === jobs[job])) return;
            jobs[job] = status;
            events.push(event);
          },
          fail: () => {},
        },
        state: () => ({ jobs, events }),
      };
    },
    numRuns: 25,
  }));

it('says that there is no room, and keeps nothing of what was asked for', () => {
  const directory = mkdtempSync(join(tmpdir(), 'jobs-'));
  disposals.push(() => rmSync(directory, { recursive: true, force: true }));
  const { database, store } = openIn(directory);
  const insert = (id: string, size: number) =>
    store.atomically(() =>
      store.insert({
        id,
        queue: 'q',
        priority: 0,
        token: null,
        request: { role: 'r', settings: 'x'.repeat(size) },
        created: 0,
      }),
    );
  insert('first', 10);
  database.exec(`PRAGMA max_page_count = 20`);
  expect(() => insert('second', 1_000_000)).toThrow(
    expect.objectContaining({ code: 'InternalServerErrorException', status: 500 }),
  );
  expect(store.find('second')).toBeUndefined();
  expect(store.find('first')).toBeDefined();
  database.close();
});

it('hands events over again until EventBridge takes them', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'jobs-'));
  disposals.push(() => rmSync(directory, { recursive: true, force: true }));
  const put = vi.fn().mockRejectedValueOnce(new Error('not now')).mockResolvedValue(undefined);
  const { runtime, dispose } = testRuntime({ events: { put, putAs: put } });
  disposals.push(dispose);
  const database = openDatabase(join(directory, 'jobs.sqlite'), JOBS_SCHEMA);
  const outbox = createOutbox(database, runtime);
  outbox.start();
  const time = new Date(5);
  outbox.add([{ source: 's', detailType: 'd', detail: {}, time }]);
  await expect.poll(() => put.mock.calls.length, { timeout: 5000 }).toBe(2);
  expect(put).toHaveBeenLastCalledWith({ source: 's', detailType: 'd', detail: {}, time });
  await expect.poll(() => eventsIn(database)).toEqual([]);
  await outbox.stop();
  database.close();
});
