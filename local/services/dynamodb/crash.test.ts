import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { root } from '../../runtime/testing.ts';
import { COUNTER, counts, stepOf, type Model } from './crash.operations.ts';
import type { Item } from './dynalite.ts';
import type { StreamRecord } from './streams/record.ts';
import { openDynamoDb, videos } from './testing.ts';

type Dynamo = Awaited<ReturnType<typeof openDynamoDb>>;
const LANES = 4;

/** Runs a writer until it has acknowledged so many steps, kills it, and tells how many each lane had. */
async function crash(dataDirectory: string, seed: number, lanes: readonly string[], after: number) {
  const writer = spawn(
    process.execPath,
    [join(import.meta.dirname, 'crash.writer.ts'), dataDirectory, String(seed), ...lanes],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const exited = once(writer, 'exit');
  const acknowledged = new Map(lanes.map((lane) => [lane, 0]));
  let total = 0;
  for await (const lane of createInterface({ input: writer.stdout })) {
    acknowledged.set(lane, acknowledged.get(lane)! + 1);
    if (++total === after) writer.kill('SIGKILL');
  }
  await exited;
  return acknowledged;
}

async function itemsOf(dynamo: Dynamo, IndexName?: string): Promise<Map<string, Item>> {
  const { Items } = (await dynamo.service.call('Scan', { TableName: 'Videos', IndexName }, root)) as {
    Items: readonly Item[];
  };
  return new Map(Items.map((item) => [String(item.id!.S), item]));
}

/** What the items are by the stream: each record has to begin where the one before it ended. */
async function replay(dynamo: Dynamo, StreamArn: string): Promise<Map<string, Item>> {
  const { streams } = dynamo.service;
  const items = new Map<string, Item>();
  const { StreamDescription } = (await streams.call('DescribeStream', { StreamArn }, root)) as {
    StreamDescription: { Shards: readonly { ShardId: string }[] };
  };
  for (const { ShardId } of StreamDescription.Shards) {
    const start = { StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' };
    let next = (await streams.call('GetShardIterator', start, root)) as { ShardIterator?: string };
    for (;;) {
      const page = (await streams.call('GetRecords', next, root)) as {
        Records: readonly StreamRecord[];
        NextShardIterator: string;
      };
      if (page.Records.length === 0) break;
      for (const { dynamodb } of page.Records) {
        const id = String(dynamodb.Keys.id!.S);
        expect(dynamodb.OldImage).toEqual(items.get(id));
        if (dynamodb.NewImage) items.set(id, dynamodb.NewImage);
        else items.delete(id);
      }
      next = { ShardIterator: page.NextShardIterator };
    }
  }
  return items;
}

const only = (items: ReadonlyMap<string, Item>, isMine: (id: string) => boolean) =>
  Object.fromEntries([...items].filter(([id]) => isMine(id)).sort(([a], [b]) => (a < b ? -1 : 1)));

it(
  'keeps every acknowledged write over kill -9; items, index and stream agree',
  { timeout: 60_000 },
  async () => {
    const dataDirectory = mkdtempSync(join(tmpdir(), 'dynamodb-crash-'));
    let round = 0;
    /** What earlier rounds left, which no later one may touch. */
    const settled = new Map<string, Item>();
    const counter = { least: 0, most: 0 };
    try {
      await fc.assert(
        fc.asyncProperty(fc.integer(), fc.integer({ min: 1, max: 300 }), async (seed, after) => {
          round++;
          const lanes = Array.from({ length: LANES }, (_, lane) => `${round}.${lane}`);
          const acknowledged = await crash(dataDirectory, seed, lanes, after);
          const dynamo = await openDynamoDb({ dataDirectory });
          try {
            const created = await dynamo.service.create(videos());
            const items = await itemsOf(dynamo);
            for (const [lane, count] of acknowledged) {
              const done = Array.from({ length: count }, (_, n) => stepOf(seed, lane, n));
              const model = done.reduce<Model>((before, step) => step.apply(before), new Map());
              const next = stepOf(seed, lane, count);
              // The step under way was done, or it was not; nothing of it alone.
              const isMine = (id: string) => id.startsWith(`${lane}-`);
              expect([only(model, isMine), only(next.apply(model), isMine)]).toContainEqual(
                only(items, isMine),
              );
              counter.least += done.filter(counts).length;
              counter.most += done.filter(counts).length + Number(counts(next));
              for (const [id, item] of items) if (isMine(id)) settled.set(id, item);
            }
            const isSettled = (id: string) => id !== COUNTER;
            expect(only(items, isSettled)).toEqual(only(settled, isSettled));
            const counted = Number(items.get(COUNTER)?.n?.N ?? 0);
            expect(counted).toBeGreaterThanOrEqual(counter.least);
            expect(counted).toBeLessThanOrEqual(counter.most);
            const indexed = [...items].filter(([, item]) => item.ownerId && item.createdAt);
            const all = () => true;
            expect(only(await itemsOf(dynamo, 'byOwner'), all)).toEqual(only(new Map(indexed), all));
            expect(only(await replay(dynamo, created.attributes!.StreamArn!), all)).toEqual(only(items, all));
          } finally {
            await dynamo.close();
          }
        }),
        { numRuns: 4, endOnFailure: true },
      );
    } finally {
      rmSync(dataDirectory, { recursive: true });
    }
  },
);
