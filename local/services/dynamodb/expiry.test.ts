import { expect, it } from 'vitest';
import { root, testRuntime } from '../../runtime/testing.ts';
import { deleteExpired } from './expiry.ts';
import { createLocks } from './locks.ts';
import { createOperations } from './operations.ts';
import { openTables } from './tables.ts';
import { createTable } from './cloudformation.ts';
import { videos } from './testing.ts';
import { createWrites } from './writes.ts';

it('deletes items past their time, and no others, and says in the stream that it was DynamoDB', async () => {
  const clock = { now: () => Date.parse('2026-01-01T00:00:00Z') };
  const { runtime, dispose } = testRuntime({}, { clock });
  const locks = createLocks();
  const tables = await openTables(runtime, locks);
  const writes = createWrites({
    storage: tables.storage,
    locks,
    findTable: tables.find,
    streams: tables.streams,
  });
  const operations = createOperations({ runtime, tables, writes, locks });
  await createTable(
    videos({ TimeToLiveSpecification: { Enabled: true, AttributeName: 'expires' } }),
    runtime,
    tables,
  );
  const seconds = clock.now() / 1000;
  const put = (id: string, expires: unknown) =>
    operations.PutItem!(
      { TableName: 'Videos', Item: { id: { S: id }, ...(expires ? { expires } : {}) } },
      root,
    );
  await put('past', { N: String(seconds - 1) });
  await put('future', { N: String(seconds + 1) });
  await put('none', undefined);
  await put('text', { S: '1' });
  await put('long ago', { N: String(seconds - 6 * 365 * 24 * 3600) });
  await deleteExpired(tables, writes, clock);
  const { Items } = (await operations.Scan!({ TableName: 'Videos' }, root)) as {
    Items: { id: { S: string } }[];
  };
  expect(Items.map((item) => item.id.S).sort()).toEqual(['future', 'long ago', 'none', 'text']);
  const [stream] = tables.streams.all();
  const records = await Promise.all(
    stream!.shards.map((shard) => tables.streams.read(stream!, shard, shard.trimmed, 100)),
  );
  const removed = records.flat().filter((record) => record.eventName === 'REMOVE');
  expect(removed).toMatchObject([
    {
      dynamodb: { Keys: { id: { S: 'past' } } },
      userIdentity: { Type: 'Service', PrincipalId: 'dynamodb.amazonaws.com' },
    },
  ]);
  expect(records.flat().filter((record) => record.userIdentity)).toEqual(removed);
  await tables.close();
  dispose();
});
