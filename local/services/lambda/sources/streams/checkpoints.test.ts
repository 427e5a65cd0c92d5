import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../../runtime/database.ts';
import { testRuntime } from '../../../../runtime/testing.ts';
import type { StreamsPeer } from '../../../../runtime/peers.ts';
import type { Functions } from '../../function.ts';
import { readMapping } from '../mapping.ts';
import { CHECKPOINTS_SCHEMA, createCheckpoints } from './checkpoints.ts';
import { startStreamPoller } from './poller.ts';

const STREAM = 'arn:aws:dynamodb:us-east-1:000000000000:table/t/stream/1';
const root = mkdtempSync(join(tmpdir(), 'checkpoints-'));
let directories = 0;
const newDirectory = () => join(root, String((directories += 1)));
afterEach(() => rmSync(root, { recursive: true, force: true }));

const step = fc.oneof(
  fc.record({ do: fc.constant('place' as const), shard: fc.nat(2), sequence: fc.nat(2000) }),
  fc.record({ do: fc.constant('read' as const), shard: fc.nat(2), lanes: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ do: fc.constant('write' as const), shard: fc.nat(2), lane: fc.nat(3), sequence: fc.nat(2000) }),
  fc.record({ do: fc.constant('remove' as const) }),
  fc.record({ do: fc.constant('crash' as const) }),
);

it('checkpoints are what was written, wherever the process dies, and the lowest for other lanes', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      let directory = newDirectory();
      const open = () => openDatabase(join(directory, 'lambda.sqlite'), CHECKPOINTS_SCHEMA);
      let database = open();
      let checkpoints = createCheckpoints(database);
      const model = new Map<string, number[]>();
      for (const action of [...steps, { do: 'crash' as const }]) {
        if (action.do === 'remove') {
          checkpoints.remove('m');
          model.clear();
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
            checkpoints.write('m', STREAM, shard, lane, String(action.sequence));
            known[lane] = action.sequence;
          } else if (action.do === 'read' && known) {
            const { lanes } = action;
            const expected = known.length === lanes ? known : Array<number>(lanes).fill(Math.min(...known));
            expect(checkpoints.read('m', STREAM, shard, lanes)).toEqual(expected.map(String));
            model.set(shard, expected);
          }
        }
        expect(checkpoints.isPlaced('m', STREAM)).toBe(model.size > 0);
      }
      for (const [shard, sequences] of model)
        expect(checkpoints.read('m', STREAM, shard, sequences.length)).toEqual(sequences.map(String));
      database.close();
    }),
    { numRuns: 25 },
  );
});

/** A stream of one shard: what it holds does not change. */
function streamOf(keys: readonly string[]): StreamsPeer {
  const records = keys.map((key, index) => ({
    eventID: String(index),
    eventName: 'INSERT',
    dynamodb: {
      ...{ ApproximateCreationDateTime: 0, Keys: { id: { S: key } } },
      SequenceNumber: String(100 + index),
    },
  }));
  const answers: Record<string, (input: Record<string, string>) => unknown> = {
    DescribeStream: () => ({ StreamDescription: { Shards: [{ ShardId: 'shard-1' }] } }),
    GetShardIterator: ({ SequenceNumber = '99' }) => ({ ShardIterator: String(Number(SequenceNumber) - 99) }),
    GetRecords({ ShardIterator, Limit }) {
      const from = Number(ShardIterator);
      const Records = records.slice(from, from + Number(Limit));
      return { Records, NextShardIterator: String(from + Records.length) };
    },
  };
  return {
    call: async (operation, input) => answers[operation]!(input as Record<string, string>),
    changed: (_arn, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) resolve();
        signal.addEventListener('abort', () => resolve());
      }),
  };
}

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
        const { runtime, dispose } = testRuntime({ streams: streamOf(keys) });
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
