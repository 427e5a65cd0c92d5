import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, expect, it, vi } from 'vitest';
import { openDatabase } from '../../../runtime/database.ts';
import { testRuntime } from '../../../runtime/testing.ts';
import type { Functions } from '../function.ts';
import { createAsynchronousInvocations } from './invocations.ts';

/** Lambda's two retries come a minute and two minutes after a failure. */
const PAST_ANY_RETRY_MS = 10 * 60_000;
const RUNS_OF_A_FAILURE = 3;
const root = mkdtempSync(join(tmpdir(), 'events-'));
let directories = 0;
const newDirectory = () => join(root, String((directories += 1)));
afterEach(() => rmSync(root, { recursive: true, force: true }));

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('add' as const), fails: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('settle' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('crash' as const) }) },
);

it('an accepted event runs to its end, and again only what a crash interrupted', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 20 }), async (steps) => {
      const clock = { time: 1_000_000, now: () => clock.time };
      const { runtime, dispose } = testRuntime({}, { clock });
      /** By the id of the event: how often it began, and how often it was still running at a crash. */
      const began = new Map<string, number>();
      const interrupted = new Map<string, number>();
      const accepted = new Map<string, { readonly fails: boolean }>();
      const count = (counts: Map<string, number>, id: string) => counts.set(id, (counts.get(id) ?? 0) + 1);

      function boot(directory: string) {
        const database = openDatabase(join(directory, 'lambda.sqlite'), '');
        const running = new Set<string>();
        async function execute({ requestId }: { readonly requestId: string }) {
          count(began, requestId);
          running.add(requestId);
          await new Promise(setImmediate);
          // The list is told before the event loop turns.
          setImmediate(() => running.delete(requestId));
          const error = { functionError: 'Unhandled', failure: 'Error: no' };
          return { ...(accepted.get(requestId)!.fails && error), payload: '', durationMs: 0, logTail: '' };
        }
        const target = { arn: 'arn', version: { definition: { roleArn: 'role' }, executor: { execute } } };
        const functions = { find: () => target } as unknown as Functions;
        const events = createAsynchronousInvocations(database, runtime, functions);
        events.start();
        const waiting = database.prepare(
          'SELECT count(*) AS n FROM asynchronous_invocations WHERE due_at <= ?',
        );
        const left = database.prepare('SELECT count(*) AS n FROM asynchronous_invocations');
        return {
          directory,
          running,
          add: events.add,
          isEmpty: () => left.get()!['n'] === 0,
          hasDue: () => waiting.get(clock.time)!['n'] !== 0,
          async close() {
            await events.stop();
            database.close();
          },
        };
      }

      let service = boot(newDirectory());
      async function restart() {
        for (const id of service.running) count(interrupted, id);
        // What is on the disk at this moment is all that a dead process leaves.
        const copy = newDirectory();
        cpSync(service.directory, copy, { recursive: true });
        const dead = service;
        clock.time += PAST_ANY_RETRY_MS;
        service = boot(copy);
        await dead.close();
      }
      const settle = () => vi.waitFor(() => expect(service.hasDue()).toBe(false), { interval: 1 });

      for (const action of steps)
        if (action.do === 'add') {
          const requestId = String(accepted.size);
          accepted.set(requestId, action);
          service.add({ functionName: 'fn', qualifier: undefined, requestId, payload: '{}' });
          await new Promise(setImmediate);
        } else if (action.do === 'settle') await settle();
        else await restart();
      await settle();
      while (!service.isEmpty()) {
        await restart();
        await settle();
      }
      await service.close();
      dispose();

      for (const [id, { fails }] of accepted) {
        const wanted = fails ? RUNS_OF_A_FAILURE : 1;
        expect(began.get(id)).toBeGreaterThanOrEqual(wanted);
        expect(began.get(id)).toBeLessThanOrEqual(wanted + (interrupted.get(id) ?? 0));
      }
    }),
    { numRuns: 25 },
  );
});
