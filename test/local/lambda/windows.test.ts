import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  GetEventSourceMappingCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startLocal, type LocalAws } from '../../support/local.ts';
import { allow, fn, refs, role } from './template.ts';

const table = {
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
  },
};
const mapping = (functionName: string, tableName: string, seconds: number, properties: object = {}) => ({
  Type: 'AWS::Lambda::EventSourceMapping',
  Properties: {
    FunctionName: { Ref: functionName },
    EventSourceArn: { 'Fn::GetAtt': [tableName, 'StreamArn'] },
    StartingPosition: 'TRIM_HORIZON',
    TumblingWindowInSeconds: seconds,
    ...properties,
  },
});

const COUNT = `exports.handler = async (event) => {
  console.log('EVENT', JSON.stringify({ ...event, Records: event.Records.map((r) => r.dynamodb) }));
  if (event.Records.some((r) => r.dynamodb.Keys.id.S.startsWith('no state'))) return {};
  return { state: { n: (event.state.n ?? 0) + event.Records.length } };
};`;

const TEMPLATE = {
  Resources: {
    Role: role([
      allow(['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'], '*'),
      allow('dynamodb:ListStreams', '*'),
    ]),
    Short: table,
    Long: table,
    CountShort: fn(COUNT),
    Forgetful: table,
    CountLong: fn(COUNT),
    Forget: fn(COUNT),
    ShortMapping: mapping('CountShort', 'Short', 2, { BatchSize: 3 }),
    LongMapping: mapping('CountLong', 'Long', 900, { BatchSize: 3 }),
    ForgetMapping: mapping('Forget', 'Forgetful', 900, { MaximumRetryAttempts: 1 }),
  },
  Outputs: refs('Short', 'Long', 'Forgetful', 'CountShort', 'CountLong', 'Forget', 'LongMapping'),
};

interface WindowEvent {
  readonly Records: readonly NonNullable<DynamoDBStreamEvent['Records'][number]['dynamodb']>[];
  readonly window: { readonly start: string; readonly end: string };
  readonly state: { readonly n?: number };
  readonly shardId: string;
  readonly eventSourceARN: string;
  readonly isFinalInvokeForWindow: boolean;
  readonly isWindowTerminatedEarly: boolean;
}

let local: LocalAws;
beforeAll(async () => {
  local = await startLocal({ template: TEMPLATE });
});
afterAll(() => local.stop());

async function put(name: string, ids: readonly string[]): Promise<void> {
  const dynamodb = new DynamoDBClient(local.client);
  const requests = ids.map((id) => ({ PutRequest: { Item: { id: { S: id } } } }));
  await dynamodb.send(new BatchWriteItemCommand({ RequestItems: { [local.outputs[name]!]: requests } }));
  dynamodb.destroy();
}

/** The events that the function was given, in their order. */
async function events(name: string): Promise<readonly WindowEvent[]> {
  const logs = new CloudWatchLogsClient(local.client);
  const logGroupName = `/aws/lambda/${local.outputs[name]}`;
  const { events: lines = [] } = await logs.send(
    new FilterLogEventsCommand({ logGroupName, filterPattern: 'EVENT' }),
  );
  logs.destroy();
  return lines.map(({ message }) => JSON.parse(message!.slice(message!.indexOf('{'))) as WindowEvent);
}
const recordsOf = (some: readonly WindowEvent[]) => some.flatMap(({ Records }) => Records);
const eventually = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 15_000, interval: 50 });
const ids = (count: number, prefix: string) => Array.from({ length: count }, (_, n) => `${prefix}${n}`);

describe('a mapping with a tumbling window', () => {
  it('hands a state through each window of each shard, to its end', async () => {
    await put('Short', ids(20, 'first'));
    await eventually(async () => expect(recordsOf(await events('CountShort'))).toHaveLength(20));
    await put('Short', ids(5, 'second'));
    await eventually(async () => {
      const some = await events('CountShort');
      const ends = some.filter(({ isFinalInvokeForWindow }) => isFinalInvokeForWindow);
      expect(ends.reduce((sum, { state }) => sum + state.n!, 0)).toBe(25);
    });
    const some = await events('CountShort');
    const keyOf = ({ shardId, window }: WindowEvent) => `${shardId} ${window.start}`;
    for (const key of new Set(some.map(keyOf))) {
      let n: number | undefined;
      const ofWindow = some.filter((event) => keyOf(event) === key);
      for (const [index, event] of ofWindow.entries()) {
        const isLast = index === ofWindow.length - 1;
        expect(event).toMatchObject({ isFinalInvokeForWindow: isLast, isWindowTerminatedEarly: false });
        expect(event.state).toEqual(n === undefined ? {} : { n });
        expect(event.eventSourceARN).toMatch(/^arn:aws:dynamodb:.*\/stream\//);
        expect(event.shardId).toMatch(/^shardId-/);
        expect(Date.parse(event.window.start) % 2000).toBe(0);
        expect(Date.parse(event.window.end) - Date.parse(event.window.start)).toBe(2000);
        expect(event.Records.length === 0).toBe(isLast);
        for (const { ApproximateCreationDateTime: at } of event.Records) {
          expect(at! * 1000).toBeGreaterThanOrEqual(Date.parse(event.window.start));
          expect(at! * 1000).toBeLessThan(Date.parse(event.window.end));
        }
        n = (n ?? 0) + event.Records.length;
      }
    }
  });

  it('keeps the state of an open window when the process is killed', async () => {
    await put('Long', ids(10, 'before'));
    await eventually(async () => expect(recordsOf(await events('CountLong'))).toHaveLength(10));
    const before = await events('CountLong');
    local = await local.restart();
    await put('Long', ids(10, 'after'));
    await eventually(async () =>
      expect(recordsOf(await events('CountLong')).length).toBeGreaterThanOrEqual(20),
    );
    const all = await events('CountLong');
    for (const [index, event] of all.slice(before.length).entries()) {
      const last = all.slice(0, before.length + index).findLast((each) => each.shardId === event.shardId);
      if (!last || last.window.start !== event.window.start) continue;
      // A batch whose checkpoint was not yet written comes again, as it was.
      const isAgain = event.Records[0]?.SequenceNumber === last.Records[0]?.SequenceNumber;
      expect(event.state.n).toBe(isAgain ? last.state.n : (last.state.n ?? 0) + last.Records.length);
    }
  });

  it('shows a batch again that was answered without a state, and gives it up as its retries say', async () => {
    await put('Forgetful', ['no state']);
    await eventually(async () => expect(await events('Forget')).toHaveLength(2));
    await put('Forgetful', ['no state as well']);
    await eventually(async () => expect(await events('Forget')).toHaveLength(4));
    expect((await events('Forget')).map(({ state }) => state)).toEqual([{}, {}, {}, {}]);
  });

  it('is described by the API', async () => {
    const lambda = new LambdaClient(local.client);
    const UUID = local.outputs['LongMapping'];
    const described = {
      TumblingWindowInSeconds: 900,
      ParallelizationFactor: 1,
      StartingPosition: 'TRIM_HORIZON',
    };
    expect(await lambda.send(new GetEventSourceMappingCommand({ UUID }))).toMatchObject(described);
    const { EventSourceMappings } = await lambda.send(
      new ListEventSourceMappingsCommand({ FunctionName: local.outputs['CountLong']! }),
    );
    expect(EventSourceMappings).toMatchObject([described]);
    await expect(
      lambda.send(new UpdateEventSourceMappingCommand({ UUID, TumblingWindowInSeconds: 30 })),
    ).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
    lambda.destroy();
  });
});
