import { hash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Level, type Row } from './dynalite.ts';
import { openDynamoDb } from './testing.ts';

const dataDirectory = mkdtempSync(join(tmpdir(), 'dynamodb-keys-'));
let db: Awaited<ReturnType<typeof openDynamoDb>>;
beforeAll(async () => {
  db = await openDynamoDb({ dataDirectory });
});
afterAll(async () => {
  await db.close();
  rmSync(dataDirectory, { recursive: true, force: true });
});

const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });
const table = {
  TableName: 'Rows',
  BillingMode: 'PAY_PER_REQUEST' as const,
  AttributeDefinitions: ['owner', 'id', 'kind', 'at'].map(text),
  KeySchema: [
    { AttributeName: 'owner', KeyType: 'HASH' as const },
    { AttributeName: 'id', KeyType: 'RANGE' as const },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'byKind',
      KeySchema: [{ AttributeName: 'kind', KeyType: 'HASH' as const }],
      Projection: { ProjectionType: 'ALL' as const },
    },
  ],
  LocalSecondaryIndexes: [
    {
      IndexName: 'byTime',
      KeySchema: [
        { AttributeName: 'owner', KeyType: 'HASH' as const },
        { AttributeName: 'at', KeyType: 'RANGE' as const },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' as const },
    },
  ],
};

const query = (IndexName: string, name: string, value: string) =>
  db.client.send(
    new QueryCommand({
      ...{ TableName: 'Rows', IndexName, KeyConditionExpression: '#name = :value' },
      ...{
        ExpressionAttributeNames: { '#name': name },
        ExpressionAttributeValues: { ':value': { S: value } },
      },
    }),
  );

/** Two sort keys under one owner which dynalite's own index keys, with six digits of a hash, could not tell apart. */
function twins(): readonly [string, string] {
  const seen = new Map<string, string>();
  for (let n = 0; ; n += 1) {
    const id = `id-${n}`;
    const digits = hash('md5', `Outliersann${id}`, 'hex').slice(0, 6);
    const other = seen.get(digits);
    if (other !== undefined) return [other, id];
    seen.set(digits, id);
  }
}

it('items of one index key have rows of their own, however many they are', async () => {
  await db.client.send(new CreateTableCommand(table));
  const ids = twins();
  for (const id of ids)
    await db.client.send(
      new PutItemCommand({
        TableName: 'Rows',
        Item: { owner: { S: 'ann' }, id: { S: id }, kind: { S: 'same' }, at: { S: 'now' }, more: { S: 'x' } },
      }),
    );
  for (const [index, name, value] of [
    ['byKind', 'kind', 'same'],
    ['byTime', 'owner', 'ann'],
  ] as const) {
    const { Items = [] } = await query(index, name, value);
    expect(Items.map((item) => item['id']!.S).sort()).toEqual([...ids].sort());
  }
});

it('makes the rows of indexes anew that an earlier version kept under other keys', async () => {
  await db.close();
  const level = new Level(join(dataDirectory, 'dynamodb', 'leveldb'), { valueEncoding: 'json' });
  await level.open();
  const rows: Row[] = [{ type: 'del', key: 'format~index-keys' }];
  for (const key of await level.keys({ gte: 'index-', lt: 'index-~' }).nextv(100))
    rows.push({ type: 'del', key }, { type: 'put', key: key.slice(0, -26), value: level.getSync(key) });
  // The two rows of each index, and what became of them under their short keys.
  expect(rows.length).toBe(1 + 2 * 4);
  await level.batch(rows);
  await level.close();
  db = await openDynamoDb({ dataDirectory });
  expect((await query('byKind', 'kind', 'same')).Count).toBe(2);
  expect((await query('byTime', 'owner', 'ann')).Items).toHaveLength(2);
});
