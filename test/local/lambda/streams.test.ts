import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { LambdaClient, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startLocal, type LocalAws } from '../../support/local.ts';
import { allow, arn, fn, queue, refs, role } from './template.ts';

const streamOf = (table: string) => ({ 'Fn::GetAtt': [table, 'StreamArn'] });
const table = () => ({
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
  },
});
const mapping = (functionName: string, tableName: string, properties: object = {}) => ({
  Type: 'AWS::Lambda::EventSourceMapping',
  Properties: {
    FunctionName: { Ref: functionName },
    EventSourceArn: streamOf(tableName),
    StartingPosition: 'TRIM_HORIZON',
    ...properties,
  },
});

const TEMPLATE = {
  Resources: {
    Role: role([
      allow(['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'], '*'),
      allow('dynamodb:ListStreams', '*'),
      allow('sqs:SendMessage', arn('Failures')),
    ]),
    Failures: queue(),
    Table: table(),
    Numbers: table(),
    Poisoned: table(),
    Reported: table(),
    // Prints what it is given, a line for each record, in the order of their coming.
    Print: fn(
      `exports.handler = async ({ Records }) => {
         for (const { eventName, dynamodb, eventSourceARN } of Records)
           console.log('SEEN', eventName, dynamodb.Keys.id.S, dynamodb.NewImage.n?.N, eventSourceARN.includes('/stream/'));
       };`,
    ),
    Even: fn(
      `exports.handler = async ({ Records }) => console.log('EVEN', Records.map((r) => r.dynamodb.NewImage.n.N).join());`,
    ),
    Poison: fn(
      `exports.handler = async ({ Records }) => {
         const names = Records.map((r) => r.dynamodb.NewImage.n.N);
         console.log('TRIED', names.join());
         if (names.includes('13')) throw new Error('poison');
       };`,
    ),
    Report: fn(
      `let failed = 0;
       exports.handler = async ({ Records }) => {
         const numbers = Records.map((r) => r.dynamodb.NewImage.n.N);
         console.log('BATCH', numbers.join());
         const bad = Records.find((r) => r.dynamodb.NewImage.n.N === '3');
         if (!bad || failed++ > 0) return { batchItemFailures: [] };
         return { batchItemFailures: [{ itemIdentifier: bad.dynamodb.SequenceNumber }] };
       };`,
    ),
    PrintMapping: mapping('Print', 'Table', { ParallelizationFactor: 2 }),
    EvenMapping: mapping('Even', 'Numbers', {
      MaximumBatchingWindowInSeconds: 1,
      FilterCriteria: {
        Filters: [
          { Pattern: JSON.stringify({ dynamodb: { NewImage: { kind: { S: [{ prefix: 'ev' }] } } } }) },
        ],
      },
    }),
    PoisonMapping: mapping('Poison', 'Poisoned', {
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 1,
      MaximumBatchingWindowInSeconds: 1,
      DestinationConfig: { OnFailure: { Destination: arn('Failures') } },
    }),
    ReportMapping: mapping('Report', 'Reported', {
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumBatchingWindowInSeconds: 1,
    }),
  },
  Outputs: refs('Table', 'Numbers', 'Poisoned', 'Reported', 'Print', 'Even', 'Poison', 'Report', 'Failures'),
};

let local: LocalAws;
let dynamodb: DynamoDBClient;
let logs: CloudWatchLogsClient;
function connect() {
  dynamodb = new DynamoDBClient(local.client);
  logs = new CloudWatchLogsClient(local.client);
}
beforeAll(async () => {
  local = await startLocal({ template: TEMPLATE });
  connect();
});
afterAll(() => local.stop());

const put = (name: string, id: string, n: number, kind = 'none') =>
  dynamodb.send(
    new PutItemCommand({
      TableName: local.outputs[name]!,
      Item: { id: { S: id }, n: { N: String(n) }, kind: { S: kind } },
    }),
  );

/** What the function printed after a word, line by line. */
async function printed(name: string, word: string): Promise<string[]> {
  const { events = [] } = await logs.send(
    new FilterLogEventsCommand({
      logGroupName: `/aws/lambda/${local.outputs[name]}`,
      filterPattern: word,
    }),
  );
  return events.map(({ message }) => message!.slice(message!.indexOf(word) + word.length + 1));
}

interface FailureRecord {
  readonly DDBStreamBatchInfo: { readonly startSequenceNumber: string; readonly batchSize: number };
}
let firstFailure = '';

/** What the destination has been told, as far as it is visible. */
async function failures(): Promise<readonly FailureRecord[]> {
  const sqs = new SQSClient(local.client);
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      ...{ QueueUrl: local.outputs['Failures'], WaitTimeSeconds: 5, MaxNumberOfMessages: 10 },
    }),
  );
  sqs.destroy();
  return Messages.map(({ Body }) => JSON.parse(Body!) as FailureRecord);
}

const eventually = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 15_000, interval: 50 });

describe('a mapping of a stream', () => {
  it('gives the function every record, those of one key in their order, also with several lanes', async () => {
    const before = await printed('Print', 'SEEN').catch(() => []);
    for (let n = 0; n < 10; n += 1) for (const id of ['a', 'b', 'c']) await put('Table', id, n);
    await eventually(async () => expect(await printed('Print', 'SEEN')).toHaveLength(before.length + 30));
    const seen = await printed('Print', 'SEEN');
    for (const id of ['a', 'b', 'c'])
      expect(seen.filter((line) => line.includes(` ${id} `))).toEqual([
        `INSERT ${id} 0 true`,
        ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => `MODIFY ${id} ${n} true`),
      ]);
  });

  it('gathers a batch within its window, and leaves out what the filter does not match', async () => {
    for (let n = 0; n < 6; n += 1) await put('Numbers', 'same key', n, n % 2 === 0 ? 'even' : 'odd');
    await eventually(async () => expect(await printed('Even', 'EVEN')).toEqual(['0,2,4']));
  });

  it('halves a batch that fails until the poison is alone, tells the destination, and goes on', async () => {
    for (const n of [11, 12, 13, 14]) await put('Poisoned', 'same key', n);
    await eventually(async () => expect((await printed('Poison', 'TRIED')).at(-1)).toBe('14'));
    expect(await printed('Poison', 'TRIED')).toEqual(['11,12,13,14', '11,12', '13,14', '13', '13', '14']);
    const [record] = await failures();
    firstFailure = record!.DDBStreamBatchInfo.startSequenceNumber;
    expect(record).toMatchObject({
      version: '1.0',
      requestContext: {
        functionArn: expect.stringContaining(':function:'),
        condition: 'RetryAttemptsExhausted',
        approximateInvokeCount: 2,
      },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      DDBStreamBatchInfo: {
        batchSize: 1,
        shardId: expect.stringMatching(/^shardId-/),
        streamArn: expect.stringContaining('/stream/'),
      },
    });
    expect(JSON.stringify(record)).not.toContain('same key');
  });

  it('goes on at the lowest sequence number that the function reports', async () => {
    for (const n of [1, 2, 3, 4]) await put('Reported', 'same key', n);
    await eventually(async () => expect(await printed('Report', 'BATCH')).toEqual(['1,2,3,4', '3,4']));
  });

  it('is described by the API', async () => {
    const lambda = new LambdaClient(local.client);
    const { EventSourceMappings } = await lambda.send(
      new ListEventSourceMappingsCommand({ FunctionName: local.outputs['Poison']! }),
    );
    lambda.destroy();
    expect(EventSourceMappings).toMatchObject([
      {
        State: 'Enabled',
        StartingPosition: 'TRIM_HORIZON',
        BisectBatchOnFunctionError: true,
        BatchSize: 100,
      },
    ]);
  });

  it('goes on from its checkpoint after the process was killed, and loses nothing', async () => {
    for (const id of ['x', 'y', 'z']) await put('Poisoned', id, 13);
    local = await local.restart();
    connect();
    // What the function cannot take is told to a queue, which keeps it over the kill.
    const told = new Map<string, number>();
    const count = () => [...told.values()].reduce((sum, size) => sum + size, 0);
    // The one of the test before is among them, in flight or visible again.
    await eventually(async () => {
      for (const { DDBStreamBatchInfo: batch } of await failures())
        told.set(batch.startSequenceNumber, batch.batchSize);
      told.delete(firstFailure);
      expect(count()).toBe(3);
    });
  });
});
