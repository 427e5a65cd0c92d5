import {
  BatchWriteItemCommand,
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  type AttributeValue,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLocal, type LocalAws } from '../../support/local.ts';

const TableName = 'Readings';
const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' });
const key = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' },
  { AttributeName: range, KeyType: 'RANGE' },
];
const local = (IndexName: string, range: string) => ({
  IndexName,
  KeySchema: key('reader', range),
  Projection: { ProjectionType: 'KEYS_ONLY' },
});
/** What readers did with books: sparse local indexes, as CDK's `TableV2` writes them. */
const template = {
  Resources: {
    Readings: {
      Type: 'AWS::DynamoDB::GlobalTable',
      Properties: {
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: key('reader', 'book'),
        AttributeDefinitions: ['reader', 'book', 'likedAt', 'readAt'].map(text),
        LocalSecondaryIndexes: [local('liked', 'likedAt'), local('reading', 'readAt')],
        StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
        Replicas: [{ Region: 'us-east-1' }],
      },
    },
  },
};

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

const reading = (reader: string, book: string) => ({ reader: { S: reader }, book: { S: book } });
const update = (reader: string, book: string, UpdateExpression: string, values: object = {}) =>
  client.send(
    new UpdateItemCommand({
      ...{ TableName, Key: reading(reader, book), UpdateExpression, ReturnValues: 'ALL_NEW' as const },
      ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values as Item }),
    }),
  );
type Item = Record<string, AttributeValue>;
const like = (reader: string, book: string, at: string) =>
  update(reader, book, 'SET likedAt = if_not_exists(likedAt, :at)', { ':at': { S: at } });
const query = (reader: string, more: Partial<QueryCommandInput> = {}) =>
  client.send(
    new QueryCommand({
      ...{ TableName, IndexName: 'liked', ConsistentRead: true, KeyConditionExpression: 'reader = :r' },
      ...{ ExpressionAttributeValues: { ':r': { S: reader } }, ...more },
    }),
  );
const books = async (reader: string) => ((await query(reader)).Items ?? []).map((item) => item['book']!.S);

/** The changes of a reader's items that the stream tells, in their order. */
async function records(reader: string) {
  const streams = new DynamoDBStreamsClient(aws.client);
  const StreamArn = (await streams.send(new ListStreamsCommand({ TableName }))).Streams![0]!.StreamArn!;
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
  const pages = await Promise.all(
    StreamDescription!.Shards!.map(async ({ ShardId }) => {
      const { ShardIterator } = await streams.send(
        new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
      );
      return (await streams.send(new GetRecordsCommand({ ShardIterator }))).Records!;
    }),
  );
  streams.destroy();
  return pages.flat().filter(({ dynamodb }) => dynamodb!.Keys!['reader']!.S === reader);
}

describe('a sparse local index', () => {
  it('has what has its key, from the very moment on, and projects the keys', async () => {
    expect((await query('ann')).Count).toBe(0);
    await like('ann', 'b1', '2026-01-02');
    await like('ann', 'b2', '2026-01-01');
    await update('ann', 'b3', 'SET stars = :s', { ':s': { N: '5' } });
    expect((await query('ann')).Items).toEqual([
      { ...reading('ann', 'b2'), likedAt: { S: '2026-01-01' } },
      { ...reading('ann', 'b1'), likedAt: { S: '2026-01-02' } },
    ]);
    await update('ann', 'b2', 'REMOVE likedAt SET stars = :s', { ':s': { N: '1' } });
    expect(await books('ann')).toEqual(['b1']);
    await like('ann', 'b2', '2026-01-03');
    expect(await books('ann')).toEqual(['b1', 'b2']);
    await client.send(new DeleteItemCommand({ TableName, Key: reading('ann', 'b1') }));
    expect(await books('ann')).toEqual(['b2']);
    await client.send(new PutItemCommand({ TableName, Item: reading('ann', 'b2') }));
    expect(await books('ann')).toEqual([]);
  });

  it('is read in pages both ways, and no page has two rows or none of the same moment', async () => {
    const names = Array.from({ length: 23 }, (_, n) => `b${String(n).padStart(2, '0')}`);
    // Five of each moment.
    const at = (n: number) => `2026-01-${String(Math.floor(n / 5) + 1).padStart(2, '0')}`;
    const puts = names.map((book, n) => ({
      PutRequest: { Item: { ...reading('bob', book), likedAt: { S: at(n) }, readAt: { S: 'now' } } },
    }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: puts } }));
    for (const ScanIndexForward of [true, false]) {
      const seen: string[] = [];
      let ExclusiveStartKey: Item | undefined;
      do {
        const page = await query('bob', { Limit: 4, ScanIndexForward, ExclusiveStartKey });
        const times = (page.Items ?? []).map((item) => item['likedAt']!.S!);
        expect(times).toEqual(ScanIndexForward ? times.toSorted() : times.toSorted().toReversed());
        seen.push(...(page.Items ?? []).map((item) => item['book']!.S!));
        ExclusiveStartKey = page.LastEvaluatedKey;
        // The keys of the index and of the table: all that it takes to go on.
        if (ExclusiveStartKey)
          expect(Object.keys(ExclusiveStartKey).sort()).toEqual(['book', 'likedAt', 'reader']);
      } while (ExclusiveStartKey);
      expect(seen.toSorted()).toEqual(names);
    }
  });

  it('refuses a start key that is not one of its own', async () => {
    const ExclusiveStartKey = { ...reading('bob', 'b01'), readAt: { S: 'now' } };
    await expect(query('bob', { ExclusiveStartKey })).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('The provided starting key is invalid') as string,
    });
    await expect(
      query('ann', { ExclusiveStartKey: { ...reading('bob', 'b01'), likedAt: { S: 'x' } } }),
    ).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('a write that changes nothing', () => {
  it('leaves no record in the stream', async () => {
    await like('cleo', 'b1', 'first');
    expect((await like('cleo', 'b1', 'second')).Attributes).toEqual({
      ...reading('cleo', 'b1'),
      likedAt: { S: 'first' },
    });
    await update('cleo', 'b1', 'SET likedAt = :at', { ':at': { S: 'first' } });
    await update('cleo', 'b1', 'REMOVE stars');
    const item = { ...reading('cleo', 'b1'), likedAt: { S: 'first' } };
    await client.send(new PutItemCommand({ TableName, Item: item }));
    await client.send(
      new BatchWriteItemCommand({ RequestItems: { [TableName]: [{ PutRequest: { Item: item } }] } }),
    );
    await client.send(new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName, Item: item } }] }));
    await client.send(new DeleteItemCommand({ TableName, Key: reading('cleo', 'b2') }));
    await update('cleo', 'b1', 'REMOVE likedAt');
    expect((await records('cleo')).map(({ eventName }) => eventName)).toEqual(['INSERT', 'MODIFY']);
  });

  it('takes nothing from an item that is not there, and makes none', async () => {
    expect(await update('dan', 'b1', 'REMOVE likedAt')).not.toHaveProperty('Attributes');
    await client.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          { Update: { TableName, Key: reading('dan', 'b2'), UpdateExpression: 'REMOVE likedAt' } },
          { Put: { TableName, Item: reading('dan', 'b3') } },
        ],
      }),
    );
    const { Items } = await query('dan', { IndexName: undefined });
    expect(Items).toEqual([reading('dan', 'b3')]);
    expect((await records('dan')).map(({ dynamodb }) => dynamodb!.Keys!['book']!.S)).toEqual(['b3']);
  });
});
