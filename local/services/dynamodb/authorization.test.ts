import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { AwsError } from '../../runtime/errors.ts';
import type { AccessRequest } from '../../runtime/principal.ts';
import { allowAll } from '../../runtime/testing.ts';
import { openDynamoDb, videos } from './testing.ts';

const TableName = 'Videos';
const asked: AccessRequest[] = [];
let denied = false;
let dynamo: Awaited<ReturnType<typeof openDynamoDb>>;
let client: DynamoDBDocumentClient;

beforeAll(async () => {
  const authorize = (request: AccessRequest) => {
    asked.push(request);
    if (denied) throw new AwsError('AccessDenied', 'User: me is not authorized to perform this', 403);
  };
  dynamo = await openDynamoDb({ iam: { ...allowAll, authorize } });
  await dynamo.service.create(videos());
  client = DynamoDBDocumentClient.from(dynamo.client);
});
afterAll(() => dynamo.close());
beforeEach(() => {
  asked.length = 0;
  denied = false;
});

const questions = () => asked.map(({ action, resource, context }) => ({ action, resource, context }));
const table = 'arn:aws:dynamodb:us-east-1:000000000000:table/Videos';

it('asks for the table with the leading keys', async () => {
  await client.send(new GetCommand({ TableName, Key: { id: '1' } }));
  expect(questions()).toEqual([
    { action: 'dynamodb:GetItem', resource: table, context: { 'dynamodb:LeadingKeys': ['1'] } },
  ]);
});

it('asks for the index that is queried', async () => {
  await client.send(
    new QueryCommand({
      TableName,
      IndexName: 'byOwner',
      KeyConditionExpression: 'ownerId = :o',
      ExpressionAttributeValues: { ':o': 'me' },
    }),
  );
  expect(questions()).toEqual([
    {
      action: 'dynamodb:Query',
      resource: `${table}/index/byOwner`,
      context: { 'dynamodb:LeadingKeys': ['me'] },
    },
  ]);
});

it('asks once for each table of a batch, and for each member of a transaction', async () => {
  await client.send(
    new BatchGetCommand({ RequestItems: { [TableName]: { Keys: [{ id: '1' }, { id: '2' }] } } }),
  );
  expect(questions()).toEqual([
    { action: 'dynamodb:BatchGetItem', resource: table, context: { 'dynamodb:LeadingKeys': ['1', '2'] } },
  ]);
  asked.length = 0;
  const check = { TableName, Key: { id: '1' }, ConditionExpression: 'attribute_not_exists(id)' };
  await client.send(
    new TransactWriteCommand({
      TransactItems: [{ ConditionCheck: check }, { Put: { TableName, Item: { id: '2' } } }],
    }),
  );
  expect(asked.map((one) => one.action)).toEqual(['dynamodb:ConditionCheckItem', 'dynamodb:PutItem']);
});

it('asks for every table of a batch, which is one call all the same', async () => {
  const Keys = [{ id: '1' }];
  const batch = client.send(
    new BatchGetCommand({ RequestItems: { [TableName]: { Keys }, Others: { Keys } } }),
  );
  await expect(batch).rejects.toThrow();
  expect(asked.map(({ resource, isFurther }) => [resource, isFurther])).toEqual([
    [table, undefined],
    ['arn:aws:dynamodb:us-east-1:000000000000:table/Others', true],
  ]);
});

it('refuses as DynamoDB does, and before it says whether a table exists', async () => {
  denied = true;
  for (const name of [TableName, 'Nobody'])
    await expect(client.send(new GetCommand({ TableName: name, Key: { id: '1' } }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: 'User: me is not authorized to perform this',
      $metadata: { httpStatusCode: 400 },
    });
});
