import { BatchWriteItemCommand, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { setTimeout as delay } from 'node:timers/promises';
import { startLocal } from '../test/support/local.ts';
import type { Figure } from './report.ts';

/** In turns, so that what else the machine does falls on both tables alike. */
const ROUNDS = 8;
const ROWS_A_ROUND = 5_000;
const ROWS = ROUNDS * ROWS_A_ROUND;
const ROWS_A_CALL = 25;
const CLIENTS = 4;

const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' });
const key = (...names: string[]) =>
  names.map((AttributeName, index) => ({ AttributeName, KeyType: index === 0 ? 'HASH' : 'RANGE' }));
const table = (TableName: string, properties: object) => ({
  Type: 'AWS::DynamoDB::Table',
  Properties: { TableName, BillingMode: 'PAY_PER_REQUEST', ...properties },
});
/** What people did, with an index of their own for each: the rows of a platform that come in masses. */
const masses = {
  AttributeDefinitions: ['user', 'thing', 'at'].map(text),
  KeySchema: key('user', 'thing'),
  LocalSecondaryIndexes: [
    { IndexName: 'byTime', KeySchema: key('user', 'at'), Projection: { ProjectionType: 'KEYS_ONLY' } },
  ],
};
const COUNT = `
const { DynamoDBClient, UpdateItemCommand } = require('@aws-sdk/client-dynamodb');
const client = new DynamoDBClient();
exports.handler = async ({ Records }) => {
  if (Records.length > 0)
    await client.send(new UpdateItemCommand({
      TableName: 'Counts', Key: { id: { S: 'all' } }, UpdateExpression: 'ADD n :n',
      ExpressionAttributeValues: { ':n': { N: String(Records.length) } },
    }));
  return { state: {} };
};`;

const template = {
  Resources: {
    Followed: table('Followed', { ...masses, StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' } }),
    Alone: table('Alone', masses),
    Counts: table('Counts', { AttributeDefinitions: [text('id')], KeySchema: key('id') }),
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Statement: [
            { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
          ],
        },
        Policies: [
          {
            PolicyName: 'own',
            PolicyDocument: { Statement: [{ Effect: 'Allow', Action: ['dynamodb:*'], Resource: '*' }] },
          },
        ],
      },
    },
    Count: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        ...{ Runtime: 'nodejs24.x', Handler: 'index.handler', MemorySize: 512, Timeout: 60 },
        ...{ Role: { 'Fn::GetAtt': ['Role', 'Arn'] }, Code: { ZipFile: COUNT } },
      },
    },
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        FunctionName: { Ref: 'Count' },
        EventSourceArn: { 'Fn::GetAtt': ['Followed', 'StreamArn'] },
        ...{ StartingPosition: 'TRIM_HORIZON', BatchSize: 1_000, MaximumBatchingWindowInSeconds: 1 },
        TumblingWindowInSeconds: 900,
      },
    },
  },
};

/** About 300 bytes. */
const rowOf = (n: number) => ({
  user: { S: `user-${n % 1_000}` },
  thing: { S: `thing-${n}` },
  at: { S: new Date(1.7e12 + n * 1000).toISOString() },
  stars: { N: String(1 + (n % 5)) },
  note: { S: 'x'.repeat(200) },
});

/** Rows written in masses to a table whose stream a function follows, beside one that nobody follows; and how soon they are seen. */
export async function benchStreams(): Promise<readonly Figure[]> {
  const local = await startLocal({ template });
  const client = new DynamoDBClient(local.client);
  const spent = { Followed: 0, Alone: 0 };
  try {
    for (let round = 0; round < ROUNDS; round++)
      for (const name of ['Alone', 'Followed'] as const)
        spent[name] += await write(client, name, round * ROWS_A_ROUND);
    const written = performance.now();
    while ((await seen(client)) < ROWS) await delay(50);
    return [
      {
        name: `rows written, ${ROWS_A_CALL} a call, while a function follows the stream`,
        value: (ROWS / spent.Followed) * 1000,
        unit: '/s',
        baseline: { name: 'a table that nobody follows', value: (ROWS / spent.Alone) * 1000 },
      },
      {
        name: `from the last of ${ROWS} rows to the function that has counted all of them`,
        value: performance.now() - written,
        unit: 'ms',
      },
    ];
  } finally {
    client.destroy();
    await local.stop();
  }
}

/** @returns how long it took, in milliseconds */
async function write(client: DynamoDBClient, table: string, first: number): Promise<number> {
  const start = performance.now();
  let next = first;
  const writer = async () => {
    while (next < first + ROWS_A_ROUND) {
      const from = next;
      next += ROWS_A_CALL;
      const puts = Array.from({ length: ROWS_A_CALL }, (_, n) => ({ PutRequest: { Item: rowOf(from + n) } }));
      await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: puts } }));
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, writer));
  return performance.now() - start;
}

async function seen(client: DynamoDBClient): Promise<number> {
  const { Item } = await client.send(new GetItemCommand({ TableName: 'Counts', Key: { id: { S: 'all' } } }));
  return Number(Item?.['n']?.N ?? 0);
}
