import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import * as sdk from '@aws-sdk/client-lambda';
import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startLocal, type LocalAws } from '../../support/local.ts';
import { allow, arn, fn, queue, refs, role } from './template.ts';

const source = (functionName: string, queueName: string, properties: object = {}) => ({
  Type: 'AWS::Lambda::EventSourceMapping',
  Properties: { FunctionName: { Ref: functionName }, EventSourceArn: arn(queueName), ...properties },
});
const config = (functionName: string, OnSuccess: unknown, OnFailure?: unknown) => ({
  Type: 'AWS::Lambda::EventInvokeConfig',
  Properties: {
    FunctionName: { Ref: functionName },
    Qualifier: '$LATEST',
    MaximumRetryAttempts: 0,
    DestinationConfig: {
      OnSuccess: { Destination: OnSuccess },
      ...(OnFailure !== undefined && { OnFailure: { Destination: OnFailure } }),
    },
  },
});
const PRINT = `exports.handler = async (event) => { console.log('GOT', JSON.stringify(event)); return { done: true }; };`;
const BODIES = `exports.handler = async ({ Records }) => console.log('BODIES', Records.map(({ body }) => body).join('|'));`;

const TEMPLATE = {
  Resources: {
    Role: role([
      allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:SendMessage'], '*'),
      allow('lambda:InvokeFunction', '*'),
      allow('events:PutEvents', '*'),
    ]),
    Filtered: queue(),
    Gathered: queue(),
    Refused: queue({ VisibilityTimeout: 5 }),
    Ended: queue(),
    FromBus: queue(),
    FromBusPolicy: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [{ Ref: 'FromBus' }],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 'events.amazonaws.com' },
              Action: 'sqs:SendMessage',
              Resource: arn('FromBus'),
            },
          ],
        },
      },
    },
    Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'results' } },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventBusName: { Ref: 'Bus' },
        EventPattern: { source: ['lambda'] },
        Targets: [{ Id: 'queue', Arn: arn('FromBus') }],
      },
    },
    Bodies: fn(BODIES),
    Batches: fn(BODIES),
    Off: fn(BODIES, { ReservedConcurrentExecutions: 0 }),
    Fails: fn(`exports.handler = async () => { throw new TypeError('not like this'); };`),
    Succeeds: fn(PRINT),
    ToBus: fn(PRINT),
    ToFunction: fn(PRINT),
    Next: fn(PRINT),
    BodiesSource: source('Bodies', 'Filtered', {
      FilterCriteria: {
        Filters: [
          {
            Pattern: JSON.stringify({ body: { price: [{ numeric: ['>', 10] }], tag: [{ exists: false }] } }),
          },
        ],
      },
    }),
    BatchesSource: source('Batches', 'Gathered', { BatchSize: 20, MaximumBatchingWindowInSeconds: 1 }),
    OffSource: source('Off', 'Refused', { ScalingConfig: { MaximumConcurrency: 2 } }),
    SucceedsConfig: config('Succeeds', arn('Ended'), arn('Ended')),
    FailsConfig: config('Fails', arn('Ended'), arn('Ended')),
    ToBusConfig: config('ToBus', arn('Bus')),
    ToFunctionConfig: config('ToFunction', arn('Next')),
  },
  Outputs: {
    ...refs('Filtered', 'Gathered', 'Refused', 'Ended', 'FromBus', 'Bodies', 'Batches', 'Off'),
    ...refs('Fails', 'Succeeds', 'ToBus', 'ToFunction', 'Next', 'BodiesSource'),
  },
};

let local: LocalAws;
let lambda: sdk.LambdaClient;
let sqs: SQSClient;
let logs: CloudWatchLogsClient;
function connect() {
  lambda = new sdk.LambdaClient(local.client);
  sqs = new SQSClient(local.client);
  logs = new CloudWatchLogsClient(local.client);
}
beforeAll(async () => {
  local = await startLocal({ template: TEMPLATE });
  connect();
});
afterAll(() => local.stop());

async function printed(name: string, word: string): Promise<string[]> {
  const logGroupName = `/aws/lambda/${local.outputs[name]}`;
  const found = logs.send(new FilterLogEventsCommand({ logGroupName, filterPattern: word }));
  const { events = [] } = await found.catch(() => ({ events: [] }));
  return events.map(({ message }) => message!.slice(message!.indexOf(word) + word.length + 1));
}
const eventually = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 15_000, interval: 50 });
const attribute = async (name: string, AttributeName: 'ApproximateNumberOfMessages') =>
  (
    await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: local.outputs[name]!, AttributeNames: [AttributeName] }),
    )
  ).Attributes![AttributeName];
async function receive(name: string): Promise<Record<string, unknown>> {
  const input = { QueueUrl: local.outputs[name]!, WaitTimeSeconds: 10 };
  const { Messages } = await sqs.send(new ReceiveMessageCommand(input));
  return JSON.parse(Messages![0]!.Body!) as Record<string, unknown>;
}
const event = (name: string, payload: unknown) =>
  lambda.send(
    new sdk.InvokeCommand({
      FunctionName: local.outputs[name]!,
      InvocationType: 'Event',
      Payload: JSON.stringify(payload),
    }),
  );

describe('a mapping of a queue', () => {
  it('gives the function what its filter matches, and deletes the rest', async () => {
    const bodies = ['{"price":11}', '{"price":10}', '{"price":12,"tag":"x"}', 'no json', '{"price":99}'];
    await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: local.outputs['Filtered']!,
        Entries: bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody })),
      }),
    );
    await eventually(async () => {
      const seen = (await printed('Bodies', 'BODIES')).flatMap((line) => line.split('|'));
      expect(seen.toSorted()).toEqual(['{"price":11}', '{"price":99}']);
      expect(await attribute('Filtered', 'ApproximateNumberOfMessages')).toBe('0');
    });
  });

  it('gathers more than one receive within its window', async () => {
    for (const round of [1, 2])
      await sqs.send(
        new SendMessageBatchCommand({
          QueueUrl: local.outputs['Gathered']!,
          Entries: Array.from({ length: 10 }, (_, index) => ({
            Id: `${index}`,
            MessageBody: `${round}${index}`,
          })),
        }),
      );
    await eventually(async () => {
      const batches = await printed('Batches', 'BODIES');
      expect(batches.flatMap((line) => line.split('|'))).toHaveLength(20);
      expect(batches.length).toBeLessThan(5);
    });
  });

  it('leaves the messages to a function that is off in their queue', async () => {
    await sqs.send(new SendMessageCommand({ QueueUrl: local.outputs['Refused']!, MessageBody: 'x' }));
    const { EventSourceMappings } = await lambda.send(
      new sdk.ListEventSourceMappingsCommand({ FunctionName: local.outputs['Off']! }),
    );
    expect(EventSourceMappings).toMatchObject([{ ScalingConfig: { MaximumConcurrency: 2 } }]);
    const { UUID } = EventSourceMappings![0]!;
    await lambda.send(new sdk.UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
    await eventually(async () => expect(await attribute('Refused', 'ApproximateNumberOfMessages')).toBe('1'));
    expect(await printed('Off', 'BODIES')).toEqual([]);
  });

  it('is read, turned off and on by the API', async () => {
    const UUID = local.outputs['BodiesSource']!;
    const off = await lambda.send(new sdk.UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
    expect(off.State).toBe('Disabled');
    await sqs.send(
      new SendMessageCommand({ QueueUrl: local.outputs['Filtered']!, MessageBody: '{"price":77}' }),
    );
    expect((await lambda.send(new sdk.GetEventSourceMappingCommand({ UUID }))).State).toBe('Disabled');
    await lambda.send(new sdk.UpdateEventSourceMappingCommand({ UUID, Enabled: true }));
    await eventually(async () => expect((await printed('Bodies', 'BODIES')).at(-1)).toBe('{"price":77}'));
    await expect(
      lambda.send(new sdk.UpdateEventSourceMappingCommand({ UUID, BatchSize: 5 })),
    ).rejects.toThrow(expect.objectContaining({ name: 'InvalidParameterValueException' }));
    await expect(
      lambda.send(new sdk.GetEventSourceMappingCommand({ UUID: 'a-mapping-that-is-not-there' })),
    ).rejects.toThrow(expect.objectContaining({ name: 'ResourceNotFoundException' }));
  });
});

describe('an asynchronous invocation', () => {
  it('that succeeds tells its queue, in the documented record', async () => {
    await event('Succeeds', { a: 1 });
    expect(await receive('Ended')).toEqual({
      version: '1.0',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      requestContext: {
        requestId: expect.stringMatching(/^[\da-f-]{36}$/),
        functionArn: `arn:aws:lambda:us-east-1:000000000000:function:${local.outputs['Succeeds']}:$LATEST`,
        condition: 'Success',
        approximateInvokeCount: 1,
      },
      requestPayload: { a: 1 },
      responseContext: { statusCode: 200, executedVersion: '$LATEST' },
      responsePayload: { done: true },
    });
  });

  it('that fails tells the queue for failures', async () => {
    await event('Fails', { order: 7 });
    expect(await receive('Ended')).toMatchObject({
      requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 1 },
      requestPayload: { order: 7 },
      responseContext: { functionError: 'Unhandled' },
      responsePayload: { errorType: 'TypeError', errorMessage: 'not like this' },
    });
  });

  it('tells an event bus, as an event of lambda', async () => {
    await event('ToBus', { b: 2 });
    expect(await receive('FromBus')).toMatchObject({
      source: 'lambda',
      'detail-type': 'Lambda Function Invocation Result - Success',
      resources: [expect.stringContaining(':function:'), expect.stringContaining(':event-bus/results')],
      detail: { requestPayload: { b: 2 }, responsePayload: { done: true } },
    });
  });

  it('tells another function, which gets the record as its event', async () => {
    await event('ToFunction', { c: 3 });
    await eventually(async () => {
      const [record] = await printed('Next', 'GOT');
      expect(JSON.parse(record!)).toMatchObject({ requestPayload: { c: 3 } });
    });
  });

  it('that was accepted runs, also when the process is killed', async () => {
    for (let n = 0; n < 5; n += 1) await event('Succeeds', { kept: n });
    local = await local.restart();
    connect();
    const ended = new Set<unknown>();
    while (ended.size < 5) {
      const { requestPayload } = (await receive('Ended')) as { requestPayload: { kept?: number } };
      if (requestPayload.kept !== undefined) ended.add(requestPayload.kept);
    }
  });
});
