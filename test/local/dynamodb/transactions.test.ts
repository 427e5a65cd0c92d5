import {
  BatchExecuteStatementCommand,
  DynamoDBClient,
  GetItemCommand,
  IdempotentParameterMismatchException,
  PutItemCommand,
  ScanCommand,
  TransactGetItemsCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  type AttributeValue,
  type TransactWriteItem,
  type TransactWriteItemsCommandInput,
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

const TableName = 'Music';
type Item = Record<string, AttributeValue>;
const key = (Artist: string, SongTitle = 'x'): Item => ({
  Artist: { S: Artist },
  SongTitle: { S: SongTitle },
});
const write = (TransactItems: TransactWriteItem[], more: Partial<TransactWriteItemsCommandInput> = {}) =>
  client.send(new TransactWriteItemsCommand({ TransactItems, ...more }));
const put = (artist: string, more: Item = {}): TransactWriteItem => ({
  Put: { TableName, Item: { ...key(artist), ...more } },
});
const add = (artist: string): TransactWriteItem => ({
  Update: {
    TableName,
    Key: key(artist),
    UpdateExpression: 'ADD Plays :one',
    ExpressionAttributeValues: { ':one': { N: '1' } },
  },
});
const get = async (artist: string) =>
  (await client.send(new GetItemCommand({ TableName, Key: key(artist), ConsistentRead: true }))).Item;

describe('TransactWriteItems', () => {
  it('says for each member why it was cancelled, and does nothing', async () => {
    const there = { ...key('there'), Plays: { S: 'many' } };
    await client.send(new PutItemCommand({ TableName, Item: there }));
    const error = await write([
      put('new'),
      {
        ConditionCheck: {
          TableName,
          Key: key('there'),
          ConditionExpression: 'attribute_not_exists(Artist)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      },
      { Delete: { TableName, Key: key('gone'), ConditionExpression: 'attribute_exists(Artist)' } },
    ]).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TransactionCanceledException);
    expect(error).toMatchObject({
      message:
        'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed, ConditionalCheckFailed]',
      CancellationReasons: [
        { Code: 'None' },
        { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed', Item: there },
        { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' },
      ],
    });
    await expect(write([add('there'), put('new')])).rejects.toMatchObject({
      CancellationReasons: [
        {
          Code: 'ValidationError',
          Message: 'An operand in the update expression has an incorrect data type',
        },
        { Code: 'None' },
      ],
    });
    expect(await get('new')).toBeUndefined();
  });

  it('with a token happens once, also across the death of the process', async () => {
    const ClientRequestToken = 'once-and-only-once';
    await write([add('token')], { ClientRequestToken });
    aws = await aws.restart();
    client.destroy();
    client = new DynamoDBClient({ ...aws.client, maxAttempts: 1 });
    await write([add('token')], { ClientRequestToken });
    expect((await get('token'))?.Plays).toEqual({ N: '1' });
    await expect(write([add('token'), add('other')], { ClientRequestToken })).rejects.toBeInstanceOf(
      IdempotentParameterMismatchException,
    );
  });

  it('costs twice what its writes do', async () => {
    const ask = { ReturnConsumedCapacity: 'INDEXES' as const, ClientRequestToken: 'costs' };
    const items = [put('cost-1', { Genre: { S: 'g' }, Year: { N: '1' } }), put('cost-2')];
    expect((await write(items, ask)).ConsumedCapacity).toEqual([
      {
        TableName,
        CapacityUnits: 6,
        WriteCapacityUnits: 6,
        Table: { CapacityUnits: 4, WriteCapacityUnits: 4 },
        GlobalSecondaryIndexes: { GenreIndex: { CapacityUnits: 2, WriteCapacityUnits: 2 } },
      },
    ]);
    // A repeated call reads what the first one wrote.
    expect((await write(items, { ...ask, ReturnConsumedCapacity: 'TOTAL' })).ConsumedCapacity).toEqual([
      { TableName, CapacityUnits: 4, ReadCapacityUnits: 4 },
    ]);
  });

  it.each<[string, () => TransactWriteItem[]]>([
    ['more than 100 members', () => Array.from({ length: 101 }, (_, n) => add(`many-${n}`))],
    [
      'more than 4 MB',
      () => Array.from({ length: 11 }, (_, n) => put(`big-${n}`, { pad: { S: 'x'.repeat(399_000) } })),
    ],
    ['one item twice', () => [add('twice'), { Delete: { TableName, Key: key('twice') } }]],
    ['no member', () => []],
    ['an empty member', () => [{}]],
    ['a key that does not fit', () => [{ Delete: { TableName, Key: { Artist: { S: 'a' } } } }]],
  ])('refuses %s', async (_name, items) => {
    await expect(write(items())).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('takes 100 members, and lets no reader see half of them', async () => {
    const names = Array.from({ length: 100 }, (_, n) => `hundred-${n}`);
    const seen: (number | undefined)[] = [];
    const writing = Promise.all([0, 1, 2, 3, 4].map(() => write(names.map(add))));
    let isWriting = true;
    void writing.then(() => (isWriting = false));
    while (isWriting) {
      const { Responses } = await client.send(
        new TransactGetItemsCommand({
          TransactItems: names.map((name) => ({ Get: { TableName, Key: key(name) } })),
        }),
      );
      const plays = new Set(Responses!.map((one) => one.Item?.Plays?.N));
      expect(plays.size).toBe(1);
      seen.push(plays.size);
    }
    await writing;
    expect(seen.length).toBeGreaterThan(0);
    expect((await get('hundred-99'))?.Plays).toEqual({ N: '5' });
  });
});

describe('TransactGetItems', () => {
  it('answers in the order of the request, with its costs', async () => {
    await write([put('first'), put('second')]);
    const Get = (artist: string) => ({
      Get: { TableName, Key: key(artist), ProjectionExpression: 'Artist' },
    });
    const answer = await client.send(
      new TransactGetItemsCommand({
        TransactItems: [Get('second'), Get('nobody'), Get('first')],
        ReturnConsumedCapacity: 'TOTAL',
      }),
    );
    expect(answer.Responses).toEqual([
      { Item: { Artist: { S: 'second' } } },
      {},
      { Item: { Artist: { S: 'first' } } },
    ]);
    expect(answer.ConsumedCapacity).toEqual([{ TableName, CapacityUnits: 6, ReadCapacityUnits: 6 }]);
  });
});

describe('DynamoDB Streams', () => {
  it('gives the records of a table, to the letter of the API', async () => {
    const streams = new DynamoDBStreamsClient({ ...aws.client, maxAttempts: 1 });
    await write([put('streamed', { Plays: { N: '1' } })]);
    await write([add('streamed')]);
    const { Streams } = await streams.send(new ListStreamsCommand({ TableName }));
    const StreamArn = Streams![0]!.StreamArn!;
    const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
    const pages = await Promise.all(
      StreamDescription!.Shards!.map(async ({ ShardId }) => {
        const { ShardIterator } = await streams.send(
          new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
        );
        return (await streams.send(new GetRecordsCommand({ ShardIterator }))).Records!;
      }),
    );
    const mine = pages.flat().filter((record) => record.dynamodb!.Keys!.Artist!.S === 'streamed');
    const image = (plays: string) => ({ ...key('streamed'), Plays: { N: plays } });
    expect(mine.map(({ eventName }) => eventName)).toEqual(['INSERT', 'MODIFY']);
    expect(mine[1]!.dynamodb).toMatchObject({
      OldImage: image('1'),
      NewImage: image('2'),
      Keys: key('streamed'),
    });
    expect(mine[1]!.dynamodb!.ApproximateCreationDateTime).toBeInstanceOf(Date);
    streams.destroy();
  });
});

describe('PartiQL', () => {
  it('is refused in so many words', async () => {
    const statement = new BatchExecuteStatementCommand({
      Statements: [{ Statement: 'SELECT * FROM Music' }],
    });
    await expect(client.send(statement)).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: 'PartiQL is not supported on this machine.',
    });
    expect((await client.send(new ScanCommand({ TableName, Limit: 1 }))).Count).toBe(1);
  });
});
