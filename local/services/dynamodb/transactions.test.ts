import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  TransactGetCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDynamoDb, videos } from './testing.ts';

const TableName = 'Videos';
// Signatures are checked against the same clock: it starts at the real time.
let now = Date.now();
let dynamo: Awaited<ReturnType<typeof openDynamoDb>>;
let client: DynamoDBDocumentClient;

beforeAll(async () => {
  dynamo = await openDynamoDb({ clock: { now: () => now } });
  await dynamo.service.create(videos());
  client = DynamoDBDocumentClient.from(dynamo.client);
});
afterAll(() => dynamo.close());

const get = async (id: string) => (await client.send(new GetCommand({ TableName, Key: { id } }))).Item;
const add = (id: string, n = 1) => ({
  Update: { TableName, Key: { id }, UpdateExpression: 'ADD n :n', ExpressionAttributeValues: { ':n': n } },
});

describe('transactions', () => {
  it('does everything or nothing, and says why', async () => {
    await client.send(new PutCommand({ TableName, Item: { id: 'old', n: 1 } }));
    const failing = client.send(
      new TransactWriteCommand({
        TransactItems: [
          { Put: { TableName, Item: { id: 'new', ownerId: 'o', createdAt: '1' } } },
          {
            ConditionCheck: {
              TableName,
              Key: { id: 'old' },
              ConditionExpression: 'n = :two',
              ExpressionAttributeValues: { ':two': 2 },
              ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
            },
          },
          { Update: { ...add('odd').Update, ExpressionAttributeValues: { ':n': new Set(['a']) } } },
          { Delete: { TableName, Key: { id: 'absent' } } },
        ],
      }),
    );
    const error = await failing.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(TransactionCanceledException);
    expect(error).toMatchObject({
      message:
        'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed, None, None]',
      CancellationReasons: [
        { Code: 'None' },
        {
          Code: 'ConditionalCheckFailed',
          Message: 'The conditional request failed',
          Item: { id: { S: 'old' }, n: { N: '1' } },
        },
        { Code: 'None' },
        { Code: 'None' },
      ],
    });
    expect(await get('new')).toBeUndefined();
    expect(await get('odd')).toBeUndefined();
  });

  it('reports an update that does not fit its item as a reason', async () => {
    await client.send(new PutCommand({ TableName, Item: { id: 'text', n: 'not a number' } }));
    await expect(
      client.send(new TransactWriteCommand({ TransactItems: [add('text'), add('other')] })),
    ).rejects.toMatchObject({
      CancellationReasons: [
        {
          Code: 'ValidationError',
          Message: 'An operand in the update expression has an incorrect data type',
        },
        { Code: 'None' },
      ],
    });
  });

  it('runs crossing transactions one after the other', async () => {
    const ids = ['x1', 'x2', 'x3'];
    await Promise.all(
      Array.from({ length: 30 }, (_, n) => {
        const order = n % 2 === 0 ? ids : [...ids].reverse();
        return client.send(new TransactWriteCommand({ TransactItems: order.map((id) => add(id)) }));
      }),
    );
    const { Responses } = await client.send(
      new TransactGetCommand({
        TransactItems: [...ids, 'nothing'].map((id) => ({ Get: { TableName, Key: { id } } })),
      }),
    );
    expect(Responses?.map((one) => one.Item?.n)).toEqual([30, 30, 30, undefined]);
  });

  it('takes a repeated token for the same call during ten minutes', async () => {
    const call = (n: number) =>
      client.send(
        new TransactWriteCommand({ ClientRequestToken: 'token-1', TransactItems: [add('once', n)] }),
      );
    await call(5);
    await call(5);
    expect(await get('once')).toMatchObject({ n: 5 });
    await expect(call(6)).rejects.toMatchObject({ name: 'IdempotentParameterMismatchException' });
    now += 11 * 60 * 1000;
    const input = {
      ClientRequestToken: 'token-1',
      TransactItems: [
        {
          Update: {
            TableName,
            Key: { id: { S: 'once' } },
            UpdateExpression: 'ADD n :n',
            ExpressionAttributeValues: { ':n': { N: '5' } },
          },
        },
      ],
    };
    await dynamo.service.call('TransactWriteItems', input, { kind: 'anonymous' });
    now -= 11 * 60 * 1000;
    expect(await get('once')).toMatchObject({ n: 10 });
  });

  it.each([
    ['nothing', []],
    ['101 members', Array.from({ length: 101 }, (_, n) => add(`many-${n}`))],
    ['one item twice', [add('same'), { Delete: { TableName, Key: { id: 'same' } } }]],
    ['two operations in one member', [{ ...add('two'), Delete: { TableName, Key: { id: 'two' } } }]],
    [
      'a check without a condition',
      [{ ConditionCheck: { TableName, Key: { id: 'c' }, ConditionExpression: undefined } }],
    ],
  ])('refuses %s', async (_name, TransactItems) => {
    await expect(client.send(new TransactWriteCommand({ TransactItems }))).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });
});
