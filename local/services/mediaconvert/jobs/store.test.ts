import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterEach, expect, it, vi } from 'vitest';
import { openDatabase } from '../../../runtime/database.ts';
import { testRuntime } from '../../../runtime/testing.ts';
import { createOutbox } from './outbox.ts';
import { JOBS_SCHEMA, openStore, type JobStatus } from './store.ts';

const disposals: (() => void)[] = [];
afterEach(() => disposals.splice(0).forEach((dispose) => dispose()));

function open(directory: string) {
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

const STATES: readonly JobStatus[] = ['SUBMITTED', 'PROGRESSING', 'COMPLETE', 'CANCELED', 'ERROR'];
const step = fc.oneof(
  fc.record({ do: fc.constant('insert' as const), id: fc.nat(5) }),
  fc.record({
    do: fc.constant('change' as const),
    id: fc.nat(5),
    to: fc.constantFrom(...STATES),
    fails: fc.boolean(),
  }),
  fc.record({ do: fc.constant('crash' as const) }),
);

it('keeps every change with its event, and neither without the other, wherever the process dies', () => {
  const root = mkdtempSync(join(tmpdir(), 'jobs-'));
  disposals.push(() => rmSync(root, { recursive: true, force: true }));
  let run = 0;
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      let directory = join(root, String(++run));
      let opened = open(directory);
      const jobs = new Map<string, JobStatus>();
      const events: string[] = [];
      for (const [index, action] of steps.entries()) {
        const { database, store } = opened;
        if (action.do === 'crash') {
          // What a new process finds: the files as they are, with nothing closed or written back.
          const copy = join(root, `${run}-${index}`);
          cpSync(directory, copy, { recursive: true });
          directory = copy;
          opened = open(copy);
          database.close();
        } else if (action.do === 'insert') {
          const id = String(action.id);
          const request = { role: 'r', settings: {} };
          const insert = () =>
            store.insert({ id, queue: 'q', priority: 0, token: null, request, created: 0 });
          if (jobs.has(id)) expect(insert).toThrow(/UNIQUE/);
          else insert();
          jobs.set(id, jobs.get(id) ?? 'SUBMITTED');
        } else {
          const id = String(action.id);
          const event = { source: 's', detailType: `${index}`, detail: action.fails ? 1n : 1 };
          const from = ['SUBMITTED', 'PROGRESSING'] as const;
          const may = from.some((state) => state === jobs.get(id));
          const change = () => store.change(id, from, { status: action.to }, event);
          // An event that cannot be stored takes the change back with it.
          if (may && action.fails) expect(change).toThrow();
          else expect(change()).toBe(may);
          if (may && !action.fails) {
            jobs.set(id, action.to);
            events.push(`${index}`);
          }
        }
        for (const [id, status] of jobs) expect(opened.store.find(id)?.status).toBe(status);
        expect(eventsIn(opened.database)).toEqual(events);
      }
      opened.database.close();
    }),
    { numRuns: 25 },
  );
});

it('says that there is no room, and keeps nothing of what was asked for', () => {
  const directory = mkdtempSync(join(tmpdir(), 'jobs-'));
  disposals.push(() => rmSync(directory, { recursive: true, force: true }));
  const { database, store } = open(directory);
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
