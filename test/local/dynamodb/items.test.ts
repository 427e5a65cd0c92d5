import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
  type AttributeValue,
  type PutItemCommandInput,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLocal, type LocalAws } from '../../support/local.ts';
import { template } from './template.ts';

let aws: LocalAws;
let client: DynamoDBClient;
beforeAll(async () => {
  aws = await startLocal({ template });
  client = new DynamoDBClient({ ...aws.client, maxAttempts: 1 });
});
afterAll(async () => {
  client.destroy();
  await aws.stop();
});

type Item = Record<string, AttributeValue>;
const put = (TableName: string, Item: Item, more: Partial<PutItemCommandInput> = {}) =>
  client.send(new PutItemCommand({ TableName, Item, ...more }));
const song = (Artist: string, SongTitle: string): Item => ({
  Artist: { S: Artist },
  SongTitle: { S: SongTitle },
});
const post = (ForumName: string, Subject: string): Item => ({
  ForumName: { S: ForumName },
  Subject: { S: Subject },
});

describe('PutItem', () => {
  it('answers the example of the API reference', async () => {
    const answer = await put(
      'Music',
      { AlbumTitle: { S: 'Somewhat Famous' }, ...song('No One You Know', 'Call Me Today') },
      { ReturnConsumedCapacity: 'TOTAL' },
    );
    expect(answer.ConsumedCapacity).toEqual({ CapacityUnits: 1, TableName: 'Music' });
  });

  it('takes it only under its condition, and shows what is there on demand', async () => {
    const Item = post('Amazon DynamoDB', 'New discussion thread');
    const condition = { ConditionExpression: 'ForumName <> :f and Subject <> :s' };
    const values = { ExpressionAttributeValues: { ':f': { S: 'Amazon DynamoDB' }, ':s': Item.Subject! } };
    await put('Thread', Item, { ...condition, ...values });
    const refused = await put('Thread', Item, {
      ...condition,
      ...values,
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ConditionalCheckFailedException);
    expect(refused).toMatchObject({ message: 'The conditional request failed', Item });
  });

  it('costs a unit for each KB, in the table and in each index that changes', async () => {
    const Item = {
      ...song('Capacity', 'One'),
      Genre: { S: 'Rock' },
      Year: { N: '1999' },
      Pad: { S: 'x'.repeat(2100) },
    };
    const cost = async (item: Item) =>
      (await put('Music', item, { ReturnConsumedCapacity: 'INDEXES' })).ConsumedCapacity;
    const whole = (table: number, index?: number) => ({
      TableName: 'Music',
      CapacityUnits: table + (index ?? 0),
      Table: { CapacityUnits: table },
      ...(index && { GlobalSecondaryIndexes: { GenreIndex: { CapacityUnits: index } } }),
    });
    expect(await cost(Item)).toEqual(whole(3, 1));
    expect(await cost({ ...Item, Pad: { S: 'y'.repeat(2100) } })).toEqual(whole(3));
    expect(await cost({ ...Item, Genre: { S: 'Jazz' } })).toEqual(whole(3, 2));
    expect(await cost(song('Capacity', 'One'))).toEqual(whole(3, 1));
  });

  it('tells of the item collection of a table with local indexes', async () => {
    const answer = await put('Thread', post('Metrics', 'one'), { ReturnItemCollectionMetrics: 'SIZE' });
    expect(answer.ItemCollectionMetrics).toEqual({
      ItemCollectionKey: { ForumName: { S: 'Metrics' } },
      SizeEstimateRangeGB: [0, 1],
    });
    expect(
      (await put('Music', song('M', '1'), { ReturnItemCollectionMetrics: 'SIZE' })).ItemCollectionMetrics,
    ).toBe(undefined);
  });
});

describe('GetItem', () => {
  it('answers the example of the API reference', async () => {
    await put('Thread', {
      ...post('Amazon DynamoDB', 'How do I update multiple items?'),
      LastPostDateTime: { S: '201303190436' },
      LastPostedBy: { S: 'fred@example.com' },
      Tags: { SS: ['Update', 'Multiple items', 'HelpMe'] },
      Message: { S: 'I want to update multiple items in a single call.' },
    });
    const answer = await client.send(
      new GetItemCommand({
        TableName: 'Thread',
        Key: post('Amazon DynamoDB', 'How do I update multiple items?'),
        ProjectionExpression: 'LastPostDateTime, Message, Tags',
        ConsistentRead: true,
        ReturnConsumedCapacity: 'TOTAL',
      }),
    );
    expect(answer).toMatchObject({
      ConsumedCapacity: { CapacityUnits: 1, TableName: 'Thread' },
      Item: {
        LastPostDateTime: { S: '201303190436' },
        Message: { S: expect.stringContaining('multiple items') },
      },
    });
    expect(answer.Item!.Tags!.SS!.toSorted()).toEqual(['HelpMe', 'Multiple items', 'Update']);
  });

  it('keeps every type as it was', async () => {
    const Item: Item = {
      Id: { N: '1' },
      text: { S: 'Ünï 🎬' },
      empty: { S: '' },
      number: { N: '-1.5' },
      big: { N: '99999999999999999999999999999999999999' },
      binary: { B: new Uint8Array([0, 255, 128]) },
      yes: { BOOL: false },
      nothing: { NULL: true },
      list: { L: [{ S: 'a' }, { L: [] }, { M: {} }] },
      map: { M: { constructor: { S: 'own' }, deep: { M: { n: { N: '0' } } } } },
      numbers: { NS: ['1', '2'] },
    };
    await put('ProductCatalog', Item);
    const answer = await client.send(
      new GetItemCommand({ TableName: 'ProductCatalog', Key: { Id: { N: '1.0' } } }),
    );
    expect(answer.Item).toEqual(Item);
  });
});

describe('UpdateItem', () => {
  it('answers the example of the API reference', async () => {
    const Key = post('Amazon DynamoDB', 'Maximum number of items?');
    await put('Thread', { ...Key, LastPostedBy: { S: 'fred@example.com' } });
    const answer = await client.send(
      new UpdateItemCommand({
        TableName: 'Thread',
        Key,
        UpdateExpression: 'set LastPostedBy = :val1',
        ConditionExpression: 'LastPostedBy = :val2',
        ExpressionAttributeValues: {
          ':val1': { S: 'alice@example.com' },
          ':val2': { S: 'fred@example.com' },
        },
        ReturnValues: 'ALL_NEW',
      }),
    );
    expect(answer.Attributes).toEqual({ ...Key, LastPostedBy: { S: 'alice@example.com' } });
  });

  it('that only takes away makes no item, and answers with none', async () => {
    const Key = post('Nobody', 'wrote this');
    const update = (more: Partial<UpdateItemCommandInput>) =>
      client.send(new UpdateItemCommand({ TableName: 'Thread', Key, ReturnValues: 'ALL_NEW', ...more }));
    const stored = async () =>
      (await client.send(new GetItemCommand({ TableName: 'Thread', Key, ConsistentRead: true }))).Item;
    for (const more of [
      { UpdateExpression: 'REMOVE Message, Author' },
      { UpdateExpression: 'DELETE Tags :t', ExpressionAttributeValues: { ':t': { SS: ['a'] } } },
      { AttributeUpdates: { Message: { Action: 'DELETE' as const } } },
    ])
      expect(await update(more)).not.toHaveProperty('Attributes');
    expect(await stored()).toBeUndefined();
    // What asks for nothing at all makes one.
    expect((await update({ AttributeUpdates: {} })).Attributes).toEqual(Key);
    expect((await update({ UpdateExpression: 'REMOVE Message' })).Attributes).toEqual(Key);
    expect(await stored()).toEqual(Key);
  });

  it('does all that an update expression can say', async () => {
    const Key = { Id: { N: '789' } };
    const update = (UpdateExpression: string, values?: Item, names?: Record<string, string>) =>
      client.send(
        new UpdateItemCommand({
          ...{ TableName: 'ProductCatalog', Key, UpdateExpression, ReturnValues: 'ALL_NEW' },
          ExpressionAttributeValues: values,
          ExpressionAttributeNames: names,
        }),
      );
    await put('ProductCatalog', {
      ...Key,
      Price: { N: '52' },
      Related: { L: [{ S: 'Hammer' }] },
      Color: { SS: ['Red', 'Blue'] },
      Pictures: { M: { Front: { S: 'f.jpg' }, Rear: { S: 'r.jpg' } } },
    });
    const { Attributes } = await update(
      'SET Price = Price - :p, #m.#s = if_not_exists(#m.#s, :s), Related = list_append(:l, Related) ' +
        'REMOVE Pictures.Rear ADD Sold :one DELETE Color :red',
      {
        ...{ ':p': { N: '15' }, ':s': { S: 's.jpg' }, ':l': { L: [{ S: 'Nails' }] } },
        ...{ ':one': { N: '1' }, ':red': { SS: ['Red'] } },
      },
      { '#m': 'Pictures', '#s': 'Side' },
    );
    expect(Attributes).toEqual({
      ...Key,
      Price: { N: '37' },
      Sold: { N: '1' },
      Color: { SS: ['Blue'] },
      Related: { L: [{ S: 'Nails' }, { S: 'Hammer' }] },
      Pictures: { M: { Front: { S: 'f.jpg' }, Side: { S: 's.jpg' } } },
    });
    await expect(update('SET Nowhere.a = :p', { ':p': { N: '1' } })).rejects.toThrow(
      'The document path provided in the update expression is invalid for update',
    );
  });
});

describe('DeleteItem', () => {
  it('answers the example of the API reference', async () => {
    const Item = post('Amazon DynamoDB', 'How do I delete?');
    await put('Thread', Item);
    const remove = new DeleteItemCommand({
      TableName: 'Thread',
      Key: Item,
      ConditionExpression: 'attribute_not_exists(Replies)',
      ReturnValues: 'ALL_OLD',
    });
    expect((await client.send(remove)).Attributes).toEqual(Item);
    expect((await client.send(remove)).Attributes).toBeUndefined();
  });
});

describe('an expression', () => {
  const holds = async (FilterExpression: string, values: Item = {}) => {
    const names = { '#id': 'Id', '#list': 'list', '#map': 'map', '#bin': 'binary' };
    const used = Object.entries(names).filter(([name]) => FilterExpression.includes(name));
    const { Count } = await client.send(
      new ScanCommand({
        TableName: 'ProductCatalog',
        FilterExpression: `Kind = :kind AND (${FilterExpression})`,
        ExpressionAttributeValues: { ':kind': { S: 'expression' }, ...values },
        ...(used.length > 0 && { ExpressionAttributeNames: Object.fromEntries(used) }),
      }),
    );
    return Count === 1;
  };
  beforeAll(() =>
    put('ProductCatalog', {
      Id: { N: '500' },
      Kind: { S: 'expression' },
      word: { S: 'é🎬' },
      flag: { BOOL: false },
      emoji: { S: '🎬' },
      blank: { S: '' },
      binary: { B: new Uint8Array([200, 201, 202]) },
      colors: { SS: ['a', 'b'] },
      list: { L: [{ M: { a: { N: '1' } } }, { BOOL: true }] },
      map: { M: { a: { N: '1' }, b: { S: 'x' } } },
    }),
  );

  it.each([
    ['size(word) = :v', { N: '6' }],
    ['size(colors) = :v', { N: '2' }],
    ['size(#bin) = :v', { N: '3' }],
    ['size(#map) = :v', { N: '2' }],
    ['attribute_exists(flag)', undefined],
    ['attribute_exists(#map.a)', undefined],
    ['attribute_not_exists(#map.a.b.c)', undefined],
    ['attribute_type(blank, :v)', { S: 'S' }],
    ['flag IN (:v)', { BOOL: false }],
    ['blank = :v', { S: '' }],
    ['colors = :v', { SS: ['b', 'a'] }],
    ['NOT colors = :v', { SS: ['a'] }],
    ['NOT colors = :v', { SS: ['a', 'b', 'c'] }],
    ['#map = :v', { M: { b: { S: 'x' }, a: { N: '1.0' } } }],
    ['#list = :v', { L: [{ M: { a: { N: '1' } } }, { BOOL: true }] }],
    ['contains(#list, :v)', { BOOL: true }],
    ['contains(#list, :v)', { M: { a: { N: '1' } } }],
    ['contains(colors, :v)', { S: 'a' }],
    ['contains(word, :v)', { S: '🎬' }],
    ['contains(#bin, :v)', { B: new Uint8Array([201]) }],
    ['begins_with(#bin, :v)', { B: new Uint8Array([200]) }],
    ['NOT begins_with(#bin, :v)', { B: new Uint8Array([201]) }],
    ['emoji > :v', { S: '\uFFFD' }],
    ['NOT absent = gone', undefined],
    ['absent <> :v', { S: 'x' }],
    ['NOT #id BETWEEN :v AND absent', { N: '1' }],
    ['#id BETWEEN :v AND #id', { N: '-1e3' }],
  ])('%s holds', async (expression, value) => {
    expect(await holds(expression, value && { ':v': value as AttributeValue })).toBe(true);
  });
});

describe('Query', () => {
  const Items = Array.from({ length: 12 }, (_, n) => ({
    ForumName: { S: 'Paging' },
    Subject: { S: `subject-${String(n).padStart(2, '0')}` },
    LastPostDateTime: { S: String(2030 - n) },
    Message: { S: 'm'.repeat(200_000) },
  }));
  beforeAll(() => Promise.all(Items.map((Item) => put('Thread', Item))));
  const query = {
    TableName: 'Thread',
    KeyConditionExpression: 'ForumName = :f',
    ExpressionAttributeValues: { ':f': { S: 'Paging' } },
  };

  it('answers 1 MB at a time', async () => {
    const counts: number[] = [];
    let ExclusiveStartKey: Item | undefined;
    do {
      const page = await client.send(new QueryCommand({ ...query, ExclusiveStartKey }));
      counts.push(page.Count!);
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    // The second page ends at its size too, and nobody knows yet that nothing follows.
    expect(counts).toEqual([6, 6, 0]);
  });

  it('of a local index gives what it projects, and more on demand', async () => {
    const byDate = { ...query, IndexName: 'LastPostIndex', Limit: 1 };
    const { ForumName, Subject, LastPostDateTime } = Items[11]!;
    const projected = { ForumName, Subject, LastPostDateTime };
    expect((await client.send(new QueryCommand(byDate))).Items).toEqual([projected]);
    const all = await client.send(
      new QueryCommand({ ...byDate, Select: 'ALL_ATTRIBUTES', ConsistentRead: true }),
    );
    expect(all.Items).toEqual([Items[11]]);
    const some = await client.send(new QueryCommand({ ...byDate, ProjectionExpression: 'Message' }));
    expect(some.Items).toEqual([{ Message: Items[11]!.Message }]);
  });

  it('of a global index gives what it projects, and refuses more', async () => {
    await put('Music', {
      ...song('G', '1'),
      Genre: { S: 'Folk' },
      Year: { N: '1' },
      AlbumTitle: { S: 'A' },
      Price: { N: '1' },
    });
    const byGenre = {
      TableName: 'Music',
      IndexName: 'GenreIndex',
      KeyConditionExpression: 'Genre = :g',
      ExpressionAttributeValues: { ':g': { S: 'Folk' } },
    };
    expect((await client.send(new QueryCommand(byGenre))).Items).toEqual([
      { ...song('G', '1'), Genre: { S: 'Folk' }, Year: { N: '1' }, AlbumTitle: { S: 'A' } },
    ]);
    await expect(
      client.send(new QueryCommand({ ...byGenre, ProjectionExpression: 'Price' })),
    ).rejects.toThrow('Global secondary index GenreIndex does not project [Price]');
    await expect(client.send(new QueryCommand({ ...byGenre, ConsistentRead: true }))).rejects.toThrow(
      'Consistent reads are not supported on global secondary indexes',
    );
  });

  it('orders numbers as numbers, both ways', async () => {
    for (const year of ['10', '9', '-1', '100'])
      await put('Music', { ...song('N', year), Genre: { S: 'Order' }, Year: { N: year } });
    const years = async (ScanIndexForward: boolean) =>
      (
        await client.send(
          new QueryCommand({
            TableName: 'Music',
            IndexName: 'GenreIndex',
            KeyConditionExpression: 'Genre = :g',
            ExpressionAttributeValues: { ':g': { S: 'Order' } },
            ScanIndexForward,
          }),
        )
      ).Items!.map((item) => item.Year!.N);
    expect(await years(true)).toEqual(['-1', '9', '10', '100']);
    expect(await years(false)).toEqual(['100', '10', '9', '-1']);
  });
});

describe('Scan', () => {
  it('in parallel segments gives every item once', async () => {
    const ids = Array.from({ length: 60 }, (_, n) => `segment-${n}`);
    await Promise.all(ids.map((id) => put('Music', song('Segments', id))));
    const segments = await Promise.all(
      [0, 1, 2, 3].map((Segment) =>
        client.send(
          new ScanCommand({
            ...{
              TableName: 'Music',
              Segment,
              TotalSegments: 4,
              FilterExpression: 'begins_with(SongTitle, :s)',
            },
            ExpressionAttributeValues: { ':s': { S: 'segment-' } },
          }),
        ),
      ),
    );
    const found = segments.flatMap(({ Items }) => Items!.map((item) => item.SongTitle!.S!));
    expect(found.toSorted()).toEqual(ids.toSorted());
  });
});

describe('a batch', () => {
  const keys = (count: number) => Array.from({ length: count }, (_, n) => ({ Id: { N: String(1000 + n) } }));
  const write = (count: number, more: Item = {}) =>
    client.send(
      new BatchWriteItemCommand({
        RequestItems: {
          ProductCatalog: keys(count).map((Key) => ({ PutRequest: { Item: { ...Key, ...more } } })),
        },
        ReturnConsumedCapacity: 'TOTAL',
      }),
    );

  it('writes 25 items and reads 100', async () => {
    expect(await write(25)).toMatchObject({
      UnprocessedItems: {},
      ConsumedCapacity: [{ TableName: 'ProductCatalog', CapacityUnits: 25 }],
    });
    await expect(write(26)).rejects.toMatchObject({ name: 'ValidationException' });
    const read = (count: number) =>
      client.send(new BatchGetItemCommand({ RequestItems: { ProductCatalog: { Keys: keys(count) } } }));
    const answer = await read(100);
    expect(answer.UnprocessedKeys).toEqual({});
    expect(answer.Responses!.ProductCatalog).toHaveLength(25);
    await expect(read(101)).rejects.toMatchObject({ name: 'ValidationException' });
    const half = { Keys: keys(60) };
    await expect(
      client.send(
        new BatchGetItemCommand({
          RequestItems: { ProductCatalog: half, Music: { Keys: keys(60).map(({ Id }) => song(Id.N, 'x')) } },
        }),
      ),
    ).rejects.toThrow('Too many items requested for the BatchGetItem call');
  });

  it('reads no more than 16 MB, and says what is left', async () => {
    for (let at = 0; at < 50; at += 10)
      await client.send(
        new BatchWriteItemCommand({
          RequestItems: {
            ProductCatalog: keys(50)
              .slice(at, at + 10)
              .map((Key) => ({ PutRequest: { Item: { ...Key, pad: { S: 'x'.repeat(400_000) } } } })),
          },
        }),
      );
    const answer = await client.send(
      new BatchGetItemCommand({ RequestItems: { ProductCatalog: { Keys: keys(50) } } }),
    );
    expect(answer.Responses!.ProductCatalog).toHaveLength(41);
    expect(answer.UnprocessedKeys!.ProductCatalog!.Keys).toHaveLength(9);
  });
});
