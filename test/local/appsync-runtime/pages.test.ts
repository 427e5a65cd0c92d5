import { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type RuntimeApi } from './api.ts';
import { allow, ApiId, arn, PASS_ON, pipeline, role, source, step, tracing, unit } from './template.ts';

/** Two tables, read by a role that may read both and by one that may read the first alone; and a long pipeline. */
const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' });
const key = (...names: string[]) =>
  names.map((AttributeName, index) => ({ AttributeName, KeyType: index === 0 ? 'HASH' : 'RANGE' }));
const globalTable = (TableName: string, attributes: string[], properties: object) => ({
  Type: 'AWS::DynamoDB::GlobalTable',
  Properties: {
    ...{ TableName, BillingMode: 'PAY_PER_REQUEST', Replicas: [{ Region: 'us-east-1' }] },
    ...{ AttributeDefinitions: attributes.map(text), ...properties },
  },
});
const tableSource = (name: string, roleId: string) =>
  source(
    name,
    'AMAZON_DYNAMODB',
    { DynamoDBConfig: { TableName: { Ref: 'Readings' }, AwsRegion: { Ref: 'AWS::Region' } } },
    roleId,
  );
const STEPS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'];

const template = {
  Resources: {
    Api: { Type: 'AWS::AppSync::GraphQLApi', Properties: { Name: 'pages', AuthenticationType: 'API_KEY' } },
    Key: { Type: 'AWS::AppSync::ApiKey', Properties: { ApiId } },
    Schema: {
      Type: 'AWS::AppSync::GraphQLSchema',
      Properties: {
        ApiId,
        Definition: `type Query {
          both(request: AWSJSON!): AWSJSON
          first(request: AWSJSON!): AWSJSON
          steps(plan: AWSJSON!): AWSJSON
        }`,
      },
    },
    Readings: globalTable('readings', ['reader', 'book', 'likedAt'], {
      KeySchema: key('reader', 'book'),
      LocalSecondaryIndexes: [
        {
          IndexName: 'liked',
          KeySchema: key('reader', 'likedAt'),
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    }),
    People: globalTable('people', ['id'], { KeySchema: key('id') }),
    BothRole: role('appsync.amazonaws.com', [
      allow('dynamodb:BatchGetItem', [arn('Readings'), arn('People')]),
      allow('dynamodb:Query', { 'Fn::Sub': '${Readings.Arn}/index/liked' }),
    ]),
    FirstRole: role('appsync.amazonaws.com', [allow('dynamodb:BatchGetItem', arn('Readings'))]),
    None: source('None', 'NONE'),
    Both: tableSource('Both', 'BothRole'),
    First: tableSource('First', 'FirstRole'),
    QueryBoth: unit('Query.both', 'Both', PASS_ON),
    QueryFirst: unit('Query.first', 'First', PASS_ON),
    ...Object.fromEntries(STEPS.map((name) => [name, step(name, tracing(name))])),
    QuerySteps: pipeline('steps', STEPS, tracing('resolver')),
  },
  Outputs: {
    Url: { Value: { 'Fn::GetAtt': ['Api', 'GraphQLUrl'] } },
    Key: { Value: { 'Fn::GetAtt': ['Key', 'ApiKey'] } },
  },
};

let api: RuntimeApi;
const BOOKS = Array.from({ length: 25 }, (_, n) => `b${String(n).padStart(2, '0')}`);
beforeAll(async () => {
  api = await startApi(template);
  const client = new DynamoDBClient(api.client);
  const readings = BOOKS.map((book, n) => ({
    PutRequest: {
      Item: {
        ...{ reader: { S: 'ann' }, book: { S: book }, stars: { N: '4' } },
        // Sparse: every fifth is read, but not liked. The others in the order of their books, from behind.
        ...(n % 5 > 0 && { likedAt: { S: `2026-01-${50 - n}` } }),
      },
    },
  }));
  await client.send(new BatchWriteItemCommand({ RequestItems: { readings } }));
  const people = ['ann', 'bob'].map((id) => ({ PutRequest: { Item: { id: { S: id } } } }));
  await client.send(new BatchWriteItemCommand({ RequestItems: { people } }));
  client.destroy();
});
afterAll(() => api.stop());

const LIKED = BOOKS.filter((_, n) => n % 5 > 0);
const liked = (more: object = {}) => ({
  ...{ operation: 'Query', index: 'liked', consistentRead: true, scanIndexForward: false },
  query: { expression: 'reader = :r', expressionValues: { ':r': { S: 'ann' } } },
  ...more,
});

describe('a query of a sparse local index', () => {
  it('goes on by a token until nothing is left, consistently, with the keys alone', async () => {
    for (const [scanIndexForward, expected] of [
      [false, LIKED],
      [true, LIKED.toReversed()],
    ] as const) {
      const seen: string[] = [];
      let nextToken: string | null = null;
      do {
        const { result } = await api.pass(
          'both',
          liked({ limit: 7, scanIndexForward, ...(nextToken && { nextToken }) }),
        );
        for (const item of result.items)
          expect(Object.keys(item).sort()).toEqual(['book', 'likedAt', 'reader']);
        seen.push(...result.items.map(({ book }: { book: string }) => book));
        nextToken = result.nextToken as string | null;
      } while (nextToken);
      expect(seen).toEqual(expected);
    }
  });

  it('refuses the token of another query', async () => {
    const { result } = await api.pass('both', liked({ limit: 1 }));
    const query = { expression: 'reader = :r', expressionValues: { ':r': { S: 'bob' } } };
    const { error } = await api
      .pass('both', liked({ query, nextToken: result.nextToken }))
      .catch((refusal: Error) => ({ error: refusal }));
    expect(error?.message).toMatch(/token|starting key/);
  });

  it('needs a permission for the index, and has none for the table itself', async () => {
    const { error } = await api.pass('both', { ...liked(), index: undefined });
    expect(error?.type).toBe('DynamoDB:AccessDeniedException');
  });
});

describe('a batch over two tables', () => {
  const request = {
    operation: 'BatchGetItem',
    tables: {
      readings: {
        keys: ['b01', 'none', 'b00'].map((book) => ({ reader: { S: 'ann' }, book: { S: book } })),
        consistentRead: true,
      },
      people: { keys: ['bob', 'nobody', 'ann'].map((id) => ({ id: { S: id } })) },
    },
  };

  it('answers in the order of the keys, null for what is not there', async () => {
    expect((await api.pass('both', request)).result.data).toEqual({
      readings: [
        { reader: 'ann', book: 'b01', stars: 4, likedAt: '2026-01-49' },
        null,
        { reader: 'ann', book: 'b00', stars: 4 },
      ],
      people: [{ id: 'bob' }, null, { id: 'ann' }],
    });
  });

  it('is refused whole to a role that may read one of them', async () => {
    const { result, error } = await api.pass('first', request);
    expect(error?.type).toBe('DynamoDB:AccessDeniedException');
    expect(error?.message).toContain('table/people');
    expect(result.data).toEqual({ readings: [null, null, null], people: [null, null, null] });
    const { readings } = request.tables;
    expect((await api.pass('first', { ...request, tables: { readings } })).result.data.readings).toHaveLength(
      3,
    );
  });
});

describe('a pipeline of eight functions', () => {
  async function run(plan: object) {
    const { data, errors } = await api.ask('query Q($plan: AWSJSON!) { steps(plan: $plan) }', {
      plan: JSON.stringify(plan),
    });
    expect(errors).toBeUndefined();
    return JSON.parse(data.steps as string) as { result: unknown; trace: string[] };
  }
  const both = (name: string) => [`${name}.request`, `${name}.response`];

  it('skips those that return early: what they return is what the next one sees before it', async () => {
    const skipped = ['two', 'three', 'seven'];
    const { result, trace } = await run(
      Object.fromEntries(
        skipped.map((name) => [`${name}.request`, { early: `early ${name}`, skipTo: 'NEXT' }]),
      ),
    );
    expect(trace).toEqual([
      'resolver.request',
      ...STEPS.flatMap((name) => (skipped.includes(name) ? [`${name}.request`] : both(name))),
      'resolver.response',
    ]);
    expect(result).toEqual(['early seven', 'eight']);
  });

  it('ends at once where one says so', async () => {
    const { result, trace } = await run({ 'four.request': { early: 'enough', skipTo: 'END' } });
    expect(result).toBe('enough');
    expect(trace).toEqual([
      'resolver.request',
      ...['one', 'two', 'three'].flatMap(both),
      'four.request',
      'resolver.response',
    ]);
  });
});
