import type { Server } from 'node:http';
import * as sdk from '@aws-sdk/client-eventbridge';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAwsPort } from '../../runtime/aws-port.ts';
import { AwsError } from '../../runtime/errors.ts';
import type { LambdaPeer, SqsPeer } from '../../runtime/peers.ts';
import type { Principal } from '../../runtime/principal.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Service } from '../../runtime/service.ts';
import { testRuntime } from '../../runtime/testing.ts';
import { createEvents } from './index.ts';

const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:work';
const DEAD = 'arn:aws:sqs:us-east-1:000000000000:dead';
const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:f';

interface Delivered {
  readonly target: string;
  readonly input: string;
  readonly caller: Principal;
  readonly attributes?: Record<string, unknown> | undefined;
}

let runtime: Runtime;
let dispose: () => void;
let events: ReturnType<typeof createEvents>;
let server: Server | undefined;
let delivered: Delivered[];
/** Errors that targets answer with, by ARN. */
let broken: Record<string, AwsError>;

beforeEach(() => {
  delivered = [];
  broken = {};
  const take = (delivery: Delivered) => {
    if (broken[delivery.target]) throw broken[delivery.target]!;
    delivered.push(delivery);
  };
  const sqs: SqsPeer = {
    sendMessage: async (target, input, caller, attributes) => {
      take({ target, input, caller, attributes });
      return 'id';
    },
    receiveMessages: async () => [],
    deleteMessage: async () => {},
    changeVisibility: async () => {},
    queueAttributes: async () => ({}),
  };
  const lambda: LambdaPeer = {
    invoke: async (target, input, _type, caller) => {
      take({ target, input, caller });
      return { payload: '' };
    },
  };
  ({ runtime, dispose } = testRuntime({ sqs, lambda }));
  events = createEvents(runtime);
});
afterEach(async () => {
  server?.close();
  server = undefined;
  await events.stop?.();
  dispose();
});

const rule = (properties: Record<string, unknown>, service: Service = events) =>
  service.create({
    logicalId: 'Rule',
    type: 'AWS::Events::Rule',
    properties: {
      Name: 'changes',
      EventPattern: { source: ['app'] },
      Targets: [{ Id: 'q', Arn: QUEUE }],
      ...properties,
    },
  });

const put = (detail: unknown = { a: 1 }, source = 'app') =>
  events.put({ source, detailType: 'Change', detail });
const arrived = (count: number) => vi.waitFor(() => expect(delivered).toHaveLength(count));

describe('a rule', () => {
  it('delivers the whole event to its targets, as EventBridge acting for the rule', async () => {
    rule({
      Targets: [
        { Id: 'q', Arn: QUEUE },
        { Id: 'f', Arn: FUNCTION },
      ],
    });
    await events.connect?.();
    await put();
    await put({ a: 2 }, 'another');
    await arrived(2);
    const [first] = delivered;
    expect(delivered.map(({ target }) => target)).toEqual([QUEUE, FUNCTION]);
    expect(first!.caller).toEqual({
      kind: 'service',
      service: 'events.amazonaws.com',
      sourceArn: 'arn:aws:events:us-east-1:000000000000:rule/changes',
      sourceAccount: '000000000000',
    });
    expect(JSON.parse(first!.input)).toEqual({
      version: '0',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      'detail-type': 'Change',
      source: 'app',
      account: '000000000000',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      region: 'us-east-1',
      resources: [],
      detail: { a: 1 },
    });
  });

  it('that is disabled delivers nothing', async () => {
    rule({ State: 'DISABLED' });
    rule({ Name: 'other' });
    await events.connect?.();
    await put();
    await arrived(1);
  });

  it('still delivers after a restart what was put before', async () => {
    rule({});
    await put();
    const again = createEvents(runtime);
    rule({}, again);
    await again.connect?.();
    await arrived(1);
    await again.stop?.();
  });

  it('sends to its dead-letter queue what the target will never take', async () => {
    broken[QUEUE] = new AwsError('AccessDenied', 'not for you', 403);
    rule({ Targets: [{ Id: 'q', Arn: QUEUE, DeadLetterConfig: { Arn: DEAD } }] });
    await events.connect?.();
    await put();
    await arrived(1);
    expect(delivered[0]).toMatchObject({
      target: DEAD,
      attributes: {
        ERROR_CODE: { StringValue: 'NO_PERMISSIONS' },
        RETRY_ATTEMPTS: { StringValue: '0' },
        TARGET_ARN: { StringValue: QUEUE },
      },
    });
  });

  it('tries again what may yet work', async () => {
    broken[FUNCTION] = new AwsError('TooManyRequestsException', 'later', 429);
    rule({
      Targets: [
        { Id: 'f', Arn: FUNCTION },
        { Id: 'q', Arn: QUEUE },
      ],
    });
    await events.connect?.();
    await put();
    await arrived(1);
    broken = {};
    await vi.waitFor(() => expect(delivered).toHaveLength(2), 10_000);
  });

  it.each<[string, Record<string, unknown>]>([
    ['a wrong pattern', { EventPattern: { source: 'app' } }],
    [
      'a target of another kind',
      { Targets: [{ Id: 'x', Arn: 'arn:aws:states:us-east-1:0:stateMachine:x' }] },
    ],
    ['settings of other kinds of target', { Targets: [{ Id: 'x', Arn: QUEUE, KinesisParameters: {} }] }],
    ['a path that is none', { Targets: [{ Id: 'x', Arn: QUEUE, InputPath: 'detail' }] }],
    ['a schedule that is none', { EventPattern: undefined, ScheduleExpression: 'rate(1 minutes)' }],
    ['a bus that is not there', { EventBusName: 'absent' }],
    ['neither pattern nor schedule', { EventPattern: undefined }],
  ])('is refused in a template for %s', (_name, properties) => {
    expect(() => rule(properties)).toThrow(/^Rule: /);
  });
});

describe('the API', () => {
  let client: sdk.EventBridgeClient;
  beforeEach(async () => {
    server = createAwsPort(runtime, { events });
    await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    client = new sdk.EventBridgeClient({
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-east-1',
      credentials: runtime.credentials.root,
      maxAttempts: 1,
    });
  });

  it('takes events, and refuses wrong ones one by one', async () => {
    rule({});
    await events.connect?.();
    const good = { Source: 'app', DetailType: 'Change', Detail: '{"a":1}' };
    const answer = await client.send(
      new sdk.PutEventsCommand({
        Entries: [
          good,
          { ...good, Detail: '{' },
          { ...good, Source: undefined },
          { ...good, Source: 'aws.s3' },
        ],
      }),
    );
    expect(answer.FailedEntryCount).toBe(3);
    expect(answer.Entries!.map(({ ErrorCode }) => ErrorCode)).toEqual([
      undefined,
      'MalformedDetail',
      'InvalidArgument',
      'NotAuthorizedForSourceException',
    ]);
    await arrived(1);
    expect(JSON.parse(delivered[0]!.input)).toMatchObject({
      id: answer.Entries![0]!.EventId,
      detail: { a: 1 },
    });
  });

  it('keeps the rules of another bus apart', async () => {
    events.create({ logicalId: 'Bus', type: 'AWS::Events::EventBus', properties: { Name: 'mine' } });
    rule({ EventBusName: 'mine' });
    await events.connect?.();
    const entry = { Source: 'app', DetailType: 'Change', Detail: '{}' };
    await client.send(new sdk.PutEventsCommand({ Entries: [entry, { ...entry, EventBusName: 'mine' }] }));
    await arrived(1);
    expect(delivered[0]!.caller).toMatchObject({ sourceArn: expect.stringMatching(/:rule\/mine\/changes$/) });
  });

  it('describes rules and their targets, and tests patterns', async () => {
    rule({ Description: 'what changed' });
    expect(await client.send(new sdk.DescribeRuleCommand({ Name: 'changes' }))).toMatchObject({
      State: 'ENABLED',
      EventPattern: '{"source":["app"]}',
      Description: 'what changed',
    });
    expect((await client.send(new sdk.ListRulesCommand({}))).Rules).toHaveLength(1);
    expect((await client.send(new sdk.ListTargetsByRuleCommand({ Rule: 'changes' }))).Targets).toEqual([
      { Id: 'q', Arn: QUEUE },
    ]);
    const event = {
      id: '1',
      account: '1',
      source: 'app',
      time: '2026-01-01T00:00:00Z',
      region: 'r',
      resources: [],
      'detail-type': 'x',
    };
    const test = (EventPattern: string) =>
      client.send(new sdk.TestEventPatternCommand({ EventPattern, Event: JSON.stringify(event) }));
    expect((await test('{"source":["app"]}')).Result).toBe(true);
    expect((await test('{"source":["other"]}')).Result).toBe(false);
    await expect(test('{"source":"app"}')).rejects.toThrow(
      expect.objectContaining({ name: 'InvalidEventPatternException' }),
    );
    await expect(client.send(new sdk.DescribeRuleCommand({ Name: 'absent' }))).rejects.toThrow(
      expect.objectContaining({ name: 'ResourceNotFoundException' }),
    );
  });
});
