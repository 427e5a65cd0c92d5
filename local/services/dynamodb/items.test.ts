import {
  ConditionalCheckFailedException,
  PutItemCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  paginateQuery,
  PutCommand,
  QueryCommand,
  ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../runtime/testing.ts';
import { openDynamoDb, videos } from './testing.ts';

const TableName = 'Videos';
let dynamo: Awaited<ReturnType<typeof openDynamoDb>>;
let client: DynamoDBDocumentClient;

beforeAll(async () => {
  dynamo = await openDynamoDb();
  await dynamo.service.create(videos());
  client = DynamoDBDocumentClient.from(dynamo.client);
});
afterAll(() => dynamo.close());

const caught = async (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error as Error,
  );

describe('items', () => {
  it('puts, gets, updates and deletes', async () => {
    const Key = { id: 'plain' };
    await client.send(
      new PutCommand({ TableName, Item: { ...Key, title: 'Ünï 🎬', tags: new Set(['a', 'b']), n: 1.5 } }),
    );
    const { Item } = await client.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
    expect(Item).toEqual({ ...Key, title: 'Ünï 🎬', tags: new Set(['a', 'b']), n: 1.5 });
    const { Attributes } = await client.send(
      new UpdateCommand({
        TableName,
        Key,
        UpdateExpression: 'SET #s = :s, nested = :m REMOVE title ADD n :one',
        ExpressionAttributeNames: { '#s': 'status' },
        ExpressionAttributeValues: { ':s': 'READY', ':m': { a: [1, null, true] }, ':one': 1 },
        ReturnValues: 'ALL_NEW',
      }),
    );
    expect(Attributes).toEqual({
      ...Key,
      tags: new Set(['a', 'b']),
      n: 2.5,
      status: 'READY',
      nested: { a: [1, null, true] },
    });
    const deleted = await client.send(new DeleteCommand({ TableName, Key, ReturnValues: 'ALL_OLD' }));
    expect(deleted.Attributes).toEqual(Attributes);
    expect((await client.send(new GetCommand({ TableName, Key }))).Item).toBeUndefined();
  });

  it('takes a table ARN for the name', async () => {
    const arn = dynamo.runtime.arn('dynamodb', 'table/Videos');
    await client.send(
      new BatchWriteCommand({ RequestItems: { [arn]: [{ PutRequest: { Item: { id: 'arn' } } }] } }),
    );
    expect((await client.send(new GetCommand({ TableName: arn, Key: { id: 'arn' } }))).Item).toEqual({
      id: 'arn',
    });
    const batch = await client.send(
      new BatchGetCommand({ RequestItems: { [arn]: { Keys: [{ id: 'arn' }] } } }),
    );
    expect(batch.Responses).toEqual({ [arn]: [{ id: 'arn' }] });
  });

  it('pages through an index, forwards and backwards, with filter and count', async () => {
    const items = Array.from({ length: 45 }, (_, n) => ({
      id: `page-${n}`,
      ownerId: 'pager',
      createdAt: `2026-01-${String(n).padStart(3, '0')}`,
      even: n % 2 === 0,
    }));
    for (let at = 0; at < items.length; at += 25)
      await client.send(
        new BatchWriteCommand({
          RequestItems: { [TableName]: items.slice(at, at + 25).map((Item) => ({ PutRequest: { Item } })) },
        }),
      );
    const query = {
      TableName,
      IndexName: 'byOwner',
      KeyConditionExpression: 'ownerId = :o',
      ExpressionAttributeValues: { ':o': 'pager' },
    };
    const pages: unknown[][] = [];
    for await (const page of paginateQuery({ client, pageSize: 20 }, { ...query, ScanIndexForward: false }))
      pages.push(page.Items ?? []);
    expect(pages.map((page) => page.length)).toEqual([20, 20, 5]);
    expect(pages.flat()).toEqual([...items].reverse());

    const filtered = await client.send(
      new QueryCommand({
        ...query,
        KeyConditionExpression: 'ownerId = :o AND createdAt BETWEEN :a AND :b',
        FilterExpression: 'even = :yes',
        ExpressionAttributeValues: { ':o': 'pager', ':a': '2026-01-010', ':b': '2026-01-019', ':yes': true },
        Select: 'COUNT',
      }),
    );
    expect(filtered).toMatchObject({ Count: 5, ScannedCount: 10 });
    const scan = await client.send(
      new ScanCommand({
        TableName,
        FilterExpression: 'begins_with(id, :p)',
        ExpressionAttributeValues: { ':p': 'page-' },
        Select: 'COUNT',
      }),
    );
    expect(scan.Count).toBe(45);
  });

  it('moves an index row when its key changes, and drops it when the key goes', async () => {
    const Key = { id: 'mover' };
    const owned = async (owner: string) =>
      (
        await client.send(
          new QueryCommand({
            TableName,
            IndexName: 'byOwner',
            KeyConditionExpression: 'ownerId = :o',
            ExpressionAttributeValues: { ':o': owner },
          }),
        )
      ).Count;
    await client.send(new PutCommand({ TableName, Item: { ...Key, ownerId: 'a', createdAt: '1' } }));
    expect([await owned('a'), await owned('b')]).toEqual([1, 0]);
    const set = {
      TableName,
      Key,
      UpdateExpression: 'SET ownerId = :o',
      ExpressionAttributeValues: { ':o': 'b' },
    };
    await client.send(new UpdateCommand(set));
    expect([await owned('a'), await owned('b')]).toEqual([0, 1]);
    await client.send(new UpdateCommand({ TableName, Key, UpdateExpression: 'REMOVE createdAt' }));
    expect([await owned('a'), await owned('b')]).toEqual([0, 0]);
  });
});

describe('at the same time', () => {
  it('adds up 50 parallel ADDs to 50', async () => {
    const add = { UpdateExpression: 'ADD n :one', ExpressionAttributeValues: { ':one': 1 } };
    await Promise.all(
      Array.from({ length: 50 }, () =>
        client.send(new UpdateCommand({ TableName, Key: { id: 'counter' }, ...add })),
      ),
    );
    const { Item } = await client.send(new GetCommand({ TableName, Key: { id: 'counter' } }));
    expect(Item).toEqual({ id: 'counter', n: 50 });
  });

  it('lets one of 30 parallel creations win', async () => {
    const results = await Promise.all(
      Array.from({ length: 30 }, (_, n) =>
        client
          .send(
            new PutCommand({
              TableName,
              Item: { id: 'claim', n },
              ConditionExpression: 'attribute_not_exists(id)',
            }),
          )
          .then(
            () => 'won',
            (error: Error) => error.name,
          ),
      ),
    );
    expect(results.filter((result) => result === 'won')).toHaveLength(1);
    expect(results.filter((result) => result === 'ConditionalCheckFailedException')).toHaveLength(29);
  });
});

describe('refusals', () => {
  it('hands the item back with a failed condition when asked to', async () => {
    await client.send(new PutCommand({ TableName, Item: { id: 'taken', n: 7 } }));
    const put = { TableName, Item: { id: { S: 'taken' } }, ConditionExpression: 'attribute_not_exists(id)' };
    const plain = await caught(dynamo.client.send(new PutItemCommand(put)));
    expect(plain).toBeInstanceOf(ConditionalCheckFailedException);
    expect(plain).toMatchObject({ message: 'The conditional request failed' });
    expect((plain as ConditionalCheckFailedException).Item).toBeUndefined();
    const withItem = await caught(
      dynamo.client.send(new PutItemCommand({ ...put, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' })),
    );
    expect((withItem as ConditionalCheckFailedException).Item).toEqual({ id: { S: 'taken' }, n: { N: '7' } });
  });

  it('answers with the texts of DynamoDB', async () => {
    const error = async (promise: Promise<unknown>) => {
      const { name, message } = (await caught(promise)) ?? { name: 'none', message: '' };
      return `${name}: ${message}`;
    };
    expect(
      await caught(client.send(new GetCommand({ TableName: 'Nobody', Key: { id: '1' } }))),
    ).toBeInstanceOf(ResourceNotFoundException);
    expect(await error(client.send(new GetCommand({ TableName, Key: { other: '1' } })))).toBe(
      'ValidationException: The provided key element does not match the schema',
    );
    expect(
      await error(
        client.send(new PutCommand({ TableName, Item: { id: 'x'.repeat(500), pad: 'y'.repeat(409600) } })),
      ),
    ).toBe('ValidationException: Item size has exceeded the maximum allowed size');
    const update = { TableName, Key: { id: '1' }, ExpressionAttributeValues: { ':v': 1 } };
    expect(
      await error(client.send(new UpdateCommand({ ...update, UpdateExpression: 'SET status = :v' }))),
    ).toBe(
      'ValidationException: Invalid UpdateExpression: Attribute name is a reserved keyword; reserved keyword: status',
    );
    expect(
      await error(
        client.send(new UpdateCommand({ ...update, UpdateExpression: `SET a = ${'x'.repeat(4096)}` })),
      ),
    ).toContain('Expression size has exceeded the maximum allowed size');
    const twice = [{ PutRequest: { Item: { id: 'd' } } }, { DeleteRequest: { Key: { id: 'd' } } }];
    expect(await error(client.send(new BatchWriteCommand({ RequestItems: { [TableName]: twice } })))).toBe(
      'ValidationException: Provided list of item keys contains duplicates',
    );
  });

  it('survives an expression that cannot be evaluated', async () => {
    const scan = {
      TableName,
      FilterExpression: 'n BETWEEN :lo AND absent',
      ExpressionAttributeValues: { ':lo': 1 },
    };
    await caught(client.send(new ScanCommand(scan)));
    expect((await client.send(new GetCommand({ TableName, Key: { id: 'counter' } }))).Item).toBeDefined();
  });

  it('refuses what is nested too deep', async () => {
    const deep = `${'{"L":['.repeat(200_000)}${']}'.repeat(200_000)}`;
    const input: unknown = JSON.parse(`{"TableName":"Videos","Item":{"id":{"S":"deep"},"deep":${deep}}}`);
    await expect(dynamo.service.call('PutItem', input, root)).rejects.toMatchObject({
      code: 'ValidationException',
    });
  });

  it('refuses a null where a value belongs', async () => {
    const input = { TableName, Item: { id: { S: 'null' }, nothing: null } };
    await expect(dynamo.service.call('PutItem', input, root)).rejects.toMatchObject({
      code: 'ValidationException',
    });
  });

  it('does not change the input of an in-process call', async () => {
    const input = { TableName, Key: { id: { S: 'counter' } }, Extra: 1, ConsistentRead: null };
    const copy = structuredClone(input);
    await dynamo.service.call('GetItem', input, root);
    expect(input).toEqual(copy);
  });
});
