import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../../runtime/database.ts';
import { testRuntime } from '../../../../runtime/testing.ts';
import type { Functions } from '../../function.ts';
import { readMapping } from '../mapping.ts';
import { CHECKPOINTS_SCHEMA, createCheckpoints } from './checkpoints.ts';
import type { OpenWindow } from './windows.ts';
import { startStreamPoller } from './poller.ts';
import { fakeStream, STREAM } from './testing.ts';

const root = mkdtempSync(join(tmpdir(), 'checkpoints-'));
let directories = 0;
const newDirectory = () => join(root, String((directories += 1)));
afterEach(() => rmSync(root, { recursive: true, force: true }));

const step = fc.oneof(
  fc.record({ do: fc.constant('place' as const), shard: fc.nat(2), sequence: fc.nat(2000) }),
  fc.record({ do: fc.constant('read' as const), shard: fc.nat(2), lanes: fc.integer({ min: 1, max: 4 }) }),
  fc.record({
    do: fc.constant('write' as const),
    ...{ shard: fc.nat(2), lane: fc.nat(3), sequence: fc.nat(2000) },
    /** What a function has counted, in a window that it opens or has open. */
    counted: fc.option(fc.nat(3)),
  }),
  fc.record({ do: fc.constant('close' as const), shard: fc.nat(2) }),
  fc.record({ do: fc.constant('remove' as const) }),
  fc.record({ do: fc.constant('crash' as const) }),
);

it('checkpoints and windows are what was written, wherever the process dies, and the lowest for other lanes', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      let directory = newDirectory();
      const open = () => openDatabase(join(directory, 'lambda.sqlite'), CHECKPOINTS_SCHEMA);
      let database = open();
      let checkpoints = createCheckpoints(database);
      const model = new Map<string, number[]>();
      const windows = new Map<string, OpenWindow>();
      for (const action of [...steps, { do: 'crash' as const }]) {
        if (action.do === 'remove') {
          checkpoints.remove('m');
          model.clear();
          windows.clear();
        } else if (action.do === 'crash') {
          // What is on the disk at this moment is all that a dead process leaves.
          const copy = newDirectory();
          cpSync(directory, copy, { recursive: true });
          database.close();
          directory = copy;
          database = open();
          checkpoints = createCheckpoints(database);
        } else {
          const shard = `shard-${action.shard}`;
          const known = model.get(shard);
          if (action.do === 'place' && !known) {
            checkpoints.place('m', STREAM, new Map([[shard, String(action.sequence)]]));
            model.set(shard, [action.sequence]);
          } else if (action.do === 'write' && known) {
            const lane = action.lane % known.length;
            const { sequence, counted } = action;
            const window = counted === null ? undefined : { start: 60, end: 120, state: { counted } };
            checkpoints.write('m', STREAM, shard, lane, String(sequence), window);
            if (window) windows.set(shard, window);
            known[lane] = sequence;
          } else if (action.do === 'close') {
            checkpoints.closeWindow('m', STREAM, shard);
            windows.delete(shard);
          } else if (action.do === 'read' && known) {
            const { lanes } = action;
            const expected = known.length === lanes ? known : Array<number>(lanes).fill(Math.min(...known));
            expect(checkpoints.read('m', STREAM, shard, lanes)).toEqual(expected.map(String));
            model.set(shard, expected);
          }
        }
        expect(checkpoints.isPlaced('m', STREAM)).toBe(model.size > 0);
        for (const shard of ['shard-0', 'shard-1', 'shard-2'])
          expect(checkpoints.window('m', STREAM, shard)).toEqual(windows.get(shard));
      }
      for (const [shard, sequences] of model)
        expect(checkpoints.read('m', STREAM, shard, sequences.length)).toEqual(sequences.map(String));
      database.close();
    }),
    { numRuns: 25 },
  );
});

describe('a mapping of a stream', () => {
  it('shows a function every record, each key in its order, and again only what a crash interrupted', async () => {
    const scene = fc.record({
      keys: fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 15 }),
      lanes: fc.integer({ min: 1, max: 3 }),
      batchSize: fc.integer({ min: 1, max: 4 }),
      /** At which executions the process dies, counted over all its lives. */
      deaths: fc.uniqueArray(fc.nat(12), { maxLength: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(scene, async ({ keys, lanes, batchSize, deaths }) => {
        const seen: string[] = [];
        const interrupted: string[] = [];
        let executions = 0;
        const finished = Promise.withResolvers<void>();
        const ends: (() => Promise<void>)[] = [];
        const { runtime, dispose } = testRuntime({
          streams: fakeStream(keys.map((key) => ({ key, at: 0 }))).peer,
        });
        const mapping = readMapping(
          {
            ...{ logicalId: 'Source', type: 'AWS::Lambda::EventSourceMapping' },
            properties: {
              ...{ FunctionName: 'fn', EventSourceArn: STREAM, StartingPosition: 'TRIM_HORIZON' },
              ...{ BatchSize: batchSize, ParallelizationFactor: lanes },
            },
          },
          'm',
        );

        function boot(directory: string): void {
          const database = openDatabase(join(directory, 'lambda.sqlite'), CHECKPOINTS_SCHEMA);
          const running = new Set<string>();
          const death = Promise.withResolvers<void>();
          let isDead = false;
          async function execute({ payload }: { readonly payload: string }) {
            const answer = { payload: 'null', durationMs: 0, logTail: '' };
            if (isDead) return death.promise.then(() => answer);
            const ids = (JSON.parse(payload) as { Records: { eventID: string }[] }).Records.map(
              ({ eventID }) => eventID,
            );
            seen.push(...ids);
            for (const id of ids) running.add(id);
            if (deaths.includes(executions++)) {
              isDead = true;
              interrupted.push(...running);
              const copy = newDirectory();
              cpSync(directory, copy, { recursive: true });
              boot(copy);
              await death.promise;
            }
            // Its checkpoint is written before the event loop turns.
            setImmediate(() => ids.forEach((id) => running.delete(id)));
            if (new Set(seen).size === keys.length) setImmediate(finished.resolve);
            return answer;
          }
          const target = {
            ...{ arn: 'arn', fn: { name: 'fn' } },
            version: { definition: { roleArn: 'role', name: 'fn' }, executor: { execute } },
          };
          const functions = { find: () => target } as unknown as Functions;
          const poller = startStreamPoller({
            ...{ mapping, runtime, functions },
            checkpoints: createCheckpoints(database),
          });
          ends.push(async () => {
            const stopped = poller.stop();
            death.resolve();
            await stopped;
            database.close();
          });
        }

        boot(newDirectory());
        await finished.promise;
        for (const end of ends) await end();
        dispose();
        const firsts = [...new Set(seen)].map(Number);
        for (const key of new Set(keys)) {
          const ofKey = firsts.filter((index) => keys[index] === key);
          expect(ofKey).toEqual(ofKey.toSorted((a, b) => a - b));
        }
        for (const id of new Set(seen))
          expect(seen.filter((each) => each === id).length).toBeLessThanOrEqual(
            1 + interrupted.filter((each) => each === id).length,
          );
      }),
      { numRuns: 25 },
    );
  });
});
