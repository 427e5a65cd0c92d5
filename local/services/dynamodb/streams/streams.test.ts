import {
  DescribeStreamCommand,
  ExpiredIteratorException,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
  ResourceNotFoundException,
  TrimmedDataAccessException,
  type _Record,
  type GetRecordsCommandInput,
  type Shard,
} from '@aws-sdk/client-dynamodb-streams';
import {
  BatchWriteCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  PutCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { root } from '../../../runtime/testing.ts';
import { openDynamoDb, videos } from '../testing.ts';

const TableName = 'Videos';
const HOUR_MS = 3600 * 1000;
let now: number;
let dataDirectory: string;
let dynamo: Awaited<ReturnType<typeof openDynamoDb>>;
let client: DynamoDBDocumentClient;
let StreamArn: string;

async function boot(changes: Record<string, unknown> = {}) {
  dynamo = await openDynamoDb({ dataDirectory, clock: { now: () => now } });
  client = DynamoDBDocumentClient.from(dynamo.client);
  StreamArn = (await dynamo.service.create(videos(changes))).attributes?.StreamArn ?? '';
}

beforeEach(async () => {
  now = Date.now();
  dataDirectory = mkdtempSync(join(tmpdir(), 'dynamodb-streams-'));
  await boot();
});
afterEach(async () => {
  await dynamo.close();
  rmSync(dataDirectory, { recursive: true });
});

const put = (id: string, more: Record<string, unknown> = {}) =>
  client.send(new PutCommand({ TableName, Item: { id, ...more } }));
const shardsOf = async (): Promise<readonly Shard[]> =>
  (await dynamo.streams.send(new DescribeStreamCommand({ StreamArn }))).StreamDescription!.Shards!;
const iterator = async (shard: Shard, more: Record<string, unknown> = {}) =>
  (
    await dynamo.streams.send(
      new GetShardIteratorCommand({
        StreamArn,
        ShardId: shard.ShardId,
        ShardIteratorType: 'TRIM_HORIZON',
        ...more,
      }),
    )
  ).ShardIterator!;
const get = (input: GetRecordsCommandInput) => dynamo.streams.send(new GetRecordsCommand(input));

async function records(): Promise<_Record[]> {
  const found: _Record[] = [];
  for (const shard of await shardsOf())
    found.push(...((await get({ ShardIterator: await iterator(shard) })).Records ?? []));
  return found.sort((a, b) => (a.dynamodb!.SequenceNumber! < b.dynamodb!.SequenceNumber! ? -1 : 1));
}
const ids = async () => (await records()).map((record) => record.dynamodb?.Keys?.id?.S);

describe('a record', () => {
  it('is written for each change and for nothing else', async () => {
    const Key = { id: '1' };
    await put('1', { n: 1, tags: new Set(['a', 'b']) });
    await put('1', { n: 1, tags: new Set(['b', 'a']) });
    const ADD = { TableName, Key, UpdateExpression: 'ADD n :n' };
    await client.send(new UpdateCommand({ ...ADD, ExpressionAttributeValues: { ':n': 0 } }));
    await client.send(new UpdateCommand({ ...ADD, ExpressionAttributeValues: { ':n': 1 } }));
    const refused = new UpdateCommand({
      ...ADD,
      ConditionExpression: 'attribute_not_exists(id)',
      ExpressionAttributeValues: { ':n': 1 },
    });
    await expect(client.send(refused)).rejects.toThrow('The conditional request failed');
    await client.send(new DeleteCommand({ TableName, Key }));
    await client.send(new DeleteCommand({ TableName, Key }));
    const image = (n: number) => ({ id: { S: '1' }, n: { N: String(n) }, tags: { SS: expect.any(Array) } });
    const about = (changed: object) => ({
      ...{ eventVersion: '1.1', eventSource: 'aws:dynamodb', awsRegion: 'us-east-1' },
      eventID: expect.stringMatching(/^[0-9a-f]{32}$/),
      ...changed,
    });
    expect(await records()).toMatchObject([
      about({ eventName: 'INSERT', dynamodb: { NewImage: image(1) } }),
      about({ eventName: 'MODIFY', dynamodb: { OldImage: image(1), NewImage: image(2) } }),
      about({ eventName: 'REMOVE', dynamodb: { OldImage: image(2) } }),
    ]);
  });

  // The table, the changes and the sizes are the example of the API reference of DynamoDB Streams.
  it('has the size that AWS gives it', async () => {
    await dynamo.service.create({
      logicalId: 'Example',
      type: 'AWS::DynamoDB::Table',
      properties: {
        TableName: 'Example',
        KeySchema: [{ AttributeName: 'Id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'Id', AttributeType: 'N' }],
        StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      },
    });
    const Key = { Id: 101 };
    const example = { TableName: 'Example', Key };
    await client.send(new PutCommand({ TableName: 'Example', Item: { ...Key, Message: 'New item!' } }));
    await client.send(
      new UpdateCommand({
        ...example,
        UpdateExpression: 'SET Message = :m',
        ExpressionAttributeValues: { ':m': 'This item has changed' },
      }),
    );
    await client.send(new DeleteCommand(example));
    StreamArn = (await dynamo.streams.send(new ListStreamsCommand({ TableName: 'Example' }))).Streams![0]!
      .StreamArn!;
    expect((await records()).map((record) => record.dynamodb?.SizeBytes)).toEqual([26, 59, 38]);
  });

  it.each([
    ['KEYS_ONLY', []],
    ['NEW_IMAGE', ['NewImage']],
    ['OLD_IMAGE', ['OldImage']],
    ['NEW_AND_OLD_IMAGES', ['NewImage', 'OldImage']],
  ])('of a stream with %s holds just that', async (StreamViewType, images) => {
    await dynamo.close();
    await boot({ StreamSpecification: { StreamViewType } });
    await put('1');
    await put('1', { n: 2 });
    const [, modified] = await records();
    expect(modified?.dynamodb).toMatchObject({ StreamViewType, Keys: { id: { S: '1' } } });
    expect(
      Object.keys(modified!.dynamodb!)
        .filter((name) => name.endsWith('Image'))
        .sort(),
    ).toEqual(images);
  });

  it('comes of each item of a batch and of a transaction, and of none of a cancelled one', async () => {
    const Put = (id: string, condition?: string) => ({
      Put: { TableName, Item: { id }, ConditionExpression: condition },
    });
    await client.send(
      new BatchWriteCommand({
        RequestItems: { [TableName]: ['a', 'b'].map((id) => ({ PutRequest: { Item: { id } } })) },
      }),
    );
    await client.send(new TransactWriteCommand({ TransactItems: [Put('c'), Put('d')] }));
    const cancelled = new TransactWriteCommand({
      TransactItems: [Put('e'), Put('a', 'attribute_not_exists(id)')],
    });
    await expect(client.send(cancelled)).rejects.toThrow('Transaction cancelled');
    expect((await ids()).sort()).toEqual(['a', 'b', 'c', 'd']);
  });
});

describe('a shard', () => {
  it('holds all records of a key, in order; all shards together hold all', async () => {
    for (let n = 0; n < 5; n++)
      await Promise.all(Array.from({ length: 40 }, (_, id) => put(`key-${id}`, { n })));
    const shards = await shardsOf();
    expect(shards).toHaveLength(4);
    const seen = new Map<string, string[]>();
    for (const shard of shards) {
      const { Records } = await get({ ShardIterator: await iterator(shard) });
      expect(Records!.length).toBeGreaterThan(0);
      for (const { dynamodb } of Records!) {
        const key = dynamodb!.Keys!.id!.S!;
        seen.set(key, [...(seen.get(key) ?? []), `${shard.ShardId} ${dynamodb!.NewImage!.n!.N}`]);
      }
    }
    expect(seen.size).toBe(40);
    for (const places of seen.values()) {
      const [shard] = places[0]!.split(' ');
      expect(places).toEqual([0, 1, 2, 3, 4].map((n) => `${shard} ${n}`));
    }
  });

  it('is read from any place, in pages', async () => {
    for (let n = 0; n < 5; n++) await put('1', { n });
    const all = await records();
    const numbers = all.map((record) => record.dynamodb!.SequenceNumber!);
    for (const number of numbers) expect(number).toMatch(/^\d{21,40}$/);
    const mine = (
      await Promise.all(
        (await shardsOf()).map(async (one) => ({
          one,
          count: (await get({ ShardIterator: await iterator(one) })).Records!.length,
        })),
      )
    ).find(({ count }) => count === 5)!.one;
    const from = async (more: Record<string, unknown>, Limit?: number) => {
      const page = await get({ ShardIterator: await iterator(mine, more), Limit });
      return {
        next: page.NextShardIterator,
        found: page.Records!.map((one) => one.dynamodb!.SequenceNumber),
      };
    };
    const at = { ShardIteratorType: 'AT_SEQUENCE_NUMBER', SequenceNumber: numbers[2] };
    expect((await from(at)).found).toEqual(numbers.slice(2));
    expect((await from({ ...at, ShardIteratorType: 'AFTER_SEQUENCE_NUMBER' })).found).toEqual(
      numbers.slice(3),
    );
    const start = { ...at, SequenceNumber: mine.SequenceNumberRange!.StartingSequenceNumber };
    expect((await from(start)).found).toEqual(numbers);
    const page = await from({}, 2);
    expect(page.found).toEqual(numbers.slice(0, 2));
    expect((await get({ ShardIterator: page.next })).Records).toHaveLength(3);
    const latest = await from({ ShardIteratorType: 'LATEST' });
    expect(latest.found).toEqual([]);
    await put('1', { n: 'new' });
    expect((await get({ ShardIterator: latest.next })).Records).toMatchObject([
      { dynamodb: { NewImage: { n: { S: 'new' } } } },
    ]);
  });

  it('answers no more than 1 MB at once', async () => {
    for (let n = 0; n < 5; n++) await put('1', { n, pad: 'x'.repeat(200_000) });
    expect(await records()).toHaveLength(3);
  });

  it('forgets a record after a day, and says so to who stands before it', async () => {
    await put('1', { n: 1 });
    const [first] = await records();
    const SequenceNumber = first!.dynamodb!.SequenceNumber;
    now += 23 * HOUR_MS;
    await put('1', { n: 2 });
    await put('1', { n: 3 });
    expect(await ids()).toHaveLength(3);
    now += 2 * HOUR_MS;
    expect((await records()).map((one) => one.dynamodb!.NewImage!.n!.N)).toEqual(['2', '3']);
    const shards = await shardsOf();
    const behind = await Promise.allSettled(
      shards.map((shard) => iterator(shard, { ShardIteratorType: 'AT_SEQUENCE_NUMBER', SequenceNumber })),
    );
    const refused = behind.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    expect(refused).toHaveLength(1);
    expect(refused[0]).toBeInstanceOf(TrimmedDataAccessException);
    now += 25 * HOUR_MS;
    expect(await records()).toEqual([]);
    // Numbers go on, also after a restart with nothing left to count from.
    await dynamo.close();
    await boot();
    await put('1', { n: 4 });
    const [last] = await records();
    expect(BigInt(last!.dynamodb!.SequenceNumber!)).toBeGreaterThan(BigInt(SequenceNumber!) + 2n);
  });
});

describe('an iterator', () => {
  it('expires after fifteen minutes', async () => {
    const [shard] = await shardsOf();
    const ShardIterator = await iterator(shard!);
    now += 15 * 60 * 1000;
    await get({ ShardIterator });
    now += 1;
    await expect(get({ ShardIterator })).rejects.toBeInstanceOf(ExpiredIteratorException);
  });

  it.each(['x', '|', 'a|1|', `arn|1|${Buffer.from('[]').toString('base64url')}`, '{}|1|%%%'])(
    'that is none (%s) is refused',
    async (ShardIterator) => {
      await expect(get({ ShardIterator })).rejects.toMatchObject({
        name: 'ValidationException',
        message: 'Invalid ShardIterator',
      });
    },
  );
});

describe('a stream', () => {
  it('is the same at every boot, its records included', async () => {
    await put('1');
    const before = await records();
    await dynamo.close();
    await boot();
    expect(await records()).toEqual(before);
    const { Streams } = await dynamo.streams.send(new ListStreamsCommand({ TableName }));
    expect(Streams).toEqual([{ StreamArn, TableName, StreamLabel: StreamArn.split('/').pop() }]);
  });

  it('that is switched off ends, stays for a day, and is a new one when switched on again', async () => {
    await put('1');
    const off = await dynamo.service.create(videos({ StreamSpecification: undefined }));
    expect(off.attributes?.StreamArn).toBeUndefined();
    await put('2');
    const { StreamDescription } = await dynamo.streams.send(new DescribeStreamCommand({ StreamArn }));
    expect(StreamDescription).toMatchObject({
      StreamStatus: 'DISABLED',
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    });
    expect(await ids()).toEqual(['1']);
    for (const shard of await shardsOf()) {
      expect(shard.SequenceNumberRange?.EndingSequenceNumber).toMatch(/^\d+$/);
      let next: string | undefined = await iterator(shard);
      for (let page = 0; next !== undefined; page++) {
        expect(page).toBeLessThan(3);
        next = (await get({ ShardIterator: next })).NextShardIterator;
      }
    }
    const on = await dynamo.service.create(videos());
    expect(on.attributes?.StreamArn).not.toBe(StreamArn);
    await put('3');
    expect(await ids()).toEqual(['1']);
    now += 25 * HOUR_MS;
    await expect(shardsOf()).rejects.toBeInstanceOf(ResourceNotFoundException);
    StreamArn = on.attributes!.StreamArn!;
    expect(await ids()).toEqual([]);
  });

  it('tells who waits for it of the next commit', async () => {
    const { streams } = dynamo.service;
    let told = false;
    const changed = streams.changed(StreamArn, AbortSignal.timeout(10_000)).then(() => (told = true));
    await put('1');
    await changed;
    expect(told).toBe(true);
    const abort = new AbortController();
    const aborted = streams.changed(StreamArn, abort.signal);
    abort.abort();
    await aborted;
    await streams.changed(StreamArn, abort.signal);
  });

  it('has an API of its own', async () => {
    await expect(dynamo.service.call('ListStreams', {}, root)).rejects.toThrow('Unknown operation');
    await expect(dynamo.service.streams.call('GetItem', {}, root)).rejects.toThrow('Unknown operation');
  });
});
