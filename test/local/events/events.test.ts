import * as eb from '@aws-sdk/client-eventbridge';
import * as sqs from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLocal, type LocalAws } from '../../support/local.ts';
import { eventTemplate } from './template.ts';

/** Events from `PutEvents` to the queues of rules, over the wire. */
let local: LocalAws;
let events: eb.EventBridgeClient;
let queues: sqs.SQSClient;

beforeAll(async () => {
  local = await startLocal({ template: eventTemplate });
  events = new eb.EventBridgeClient({ ...local.client, maxAttempts: 1 });
  queues = new sqs.SQSClient({ ...local.client, maxAttempts: 1 });
});
afterAll(async () => {
  events?.destroy();
  queues?.destroy();
  await local?.stop();
});

const urlOf = (name: string) => `${local.urls.aws}/000000000000/${name}`;

/** The next message of a queue, deleted. */
async function next(name: string): Promise<sqs.Message> {
  const { Messages = [] } = await queues.send(
    new sqs.ReceiveMessageCommand({
      QueueUrl: urlOf(name),
      WaitTimeSeconds: 10,
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['All'],
    }),
  );
  const [message] = Messages;
  if (!message) throw new Error(`Nothing came to ${name}.`);
  const { ReceiptHandle } = message;
  await queues.send(new sqs.DeleteMessageCommand({ QueueUrl: urlOf(name), ReceiptHandle }));
  return message;
}
const nextEvent = async (name: string) => JSON.parse((await next(name)).Body!) as Record<string, unknown>;
const put = (entry: Partial<eb.PutEventsRequestEntry>) =>
  events.send(
    new eb.PutEventsCommand({
      Entries: [{ Source: 'com.mycompany.myapp', DetailType: 'myDetailType', Detail: '{}', ...entry }],
    }),
  );

describe('PutEvents', () => {
  it('delivers the documented example to the queue of the rule that matches it', async () => {
    const { FailedEntryCount, Entries } = await put({
      Time: new Date('2016-01-14T01:02:03Z'),
      Resources: ['resource1', 'resource2'],
      Detail: '{ "key1": "value1", "key2": "value2" }',
    });
    expect(FailedEntryCount).toBe(0);
    expect(await nextEvent('all')).toEqual({
      version: '0',
      id: Entries![0]!.EventId,
      'detail-type': 'myDetailType',
      source: 'com.mycompany.myapp',
      account: '000000000000',
      time: '2016-01-14T01:02:03Z',
      region: 'us-east-1',
      resources: ['resource1', 'resource2'],
      detail: { key1: 'value1', key2: 'value2' },
    });
  });

  it('fills the input template of a target', async () => {
    await put({
      Source: 'template',
      Detail: '{"instance": "i-1234567890abcdef0", "state": "running \\"hot\\"", "port": 80}',
    });
    const text = (await next('all')).Body!;
    expect(JSON.parse(text)).toEqual({
      instance: 'i-1234567890abcdef0',
      text: 'i-1234567890abcdef0 is running "hot" on 80',
      port: 80,
      rule: 'templated',
      event: expect.not.objectContaining({ detail: expect.anything() }),
      whole: expect.objectContaining({ detail: expect.anything() }),
      received: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    });
  });

  it('gives a FIFO queue its group', async () => {
    await put({ Source: 'ordered' });
    expect((await next('ordered.fifo')).Attributes).toMatchObject({ MessageGroupId: 'group' });
  });

  it('hands an event on to another bus by the role of the target, as it is, and no further', async () => {
    const { Entries } = await put({ Source: 'hop' });
    expect(await nextEvent('other')).toMatchObject({ id: Entries![0]!.EventId, source: 'hop' });
  });

  it('keeps the rules of a bus apart', async () => {
    await put({ Source: 'com.mycompany.myapp', EventBusName: 'other-bus', DetailType: 'direct' });
    expect(await nextEvent('other')).toMatchObject({ 'detail-type': 'direct' });
    await put({ EventBusName: `arn:aws:events:us-east-1:000000000000:event-bus/other-bus` });
    expect(await nextEvent('other')).toMatchObject({ 'detail-type': 'myDetailType' });
  });

  it('says of each entry what is wrong with it', async () => {
    const good = { Source: 'nobody', DetailType: 'b', Detail: '{}' };
    const { FailedEntryCount, Entries } = await events.send(
      new eb.PutEventsCommand({
        Entries: [
          good,
          { ...good, Detail: '{' },
          { ...good, Detail: '[]' },
          { ...good, Detail: undefined },
          { ...good, Source: undefined },
          { ...good, DetailType: '' },
          { ...good, Source: 'aws.s3' },
        ],
      }),
    );
    expect(FailedEntryCount).toBe(6);
    expect(Entries!.map(({ ErrorCode = 'none' }) => ErrorCode)).toEqual([
      'none',
      'MalformedDetail',
      'MalformedDetail',
      'InvalidArgument',
      'InvalidArgument',
      'InvalidArgument',
      'NotAuthorizedForSourceException',
    ]);
    expect(Entries![3]!.ErrorMessage).toBe(
      'Parameter Detail is not valid. Reason: Detail is a required argument.',
    );
  });
});

describe('what cannot be delivered', () => {
  it('is in the dead-letter queue with the reason, at once when no retry can help', async () => {
    await put({ Source: 'undeliverable' });
    const letters = [await next('dead'), await next('dead')];
    const reasons = letters.map(({ Body, MessageAttributes: attributes = {} }) => {
      expect(JSON.parse(Body!)).toMatchObject({ source: 'undeliverable' });
      expect(attributes['RULE_ARN']!.StringValue).toMatch(/:rule\/undeliverable$/);
      expect(attributes['ERROR_MESSAGE']!.StringValue).not.toBe('');
      expect(attributes['RETRY_ATTEMPTS']!.StringValue).toBe('0');
      return [attributes['TARGET_ARN']!.StringValue!.split(':').pop(), attributes['ERROR_CODE']!.StringValue];
    });
    expect(reasons.sort()).toEqual([
      ['forbidden', 'NO_PERMISSIONS'],
      ['gone', 'NO_RESOURCE'],
    ]);
  });
});

describe('a schedule', () => {
  it('is described as it is, and runs by rate and cron', async () => {
    expect(await events.send(new eb.DescribeRuleCommand({ Name: 'weekdays' }))).toMatchObject({
      ScheduleExpression: 'cron(0 18 ? * MON-FRI *)',
      State: 'ENABLED',
    });
    await expect(
      events.send(new eb.PutRuleCommand({ Name: 'wrong', ScheduleExpression: 'cron(0 18 * * * *)' })),
    ).rejects.toMatchObject({ name: 'ValidationException', message: /ScheduleExpression is not valid/ });
    await expect(
      events.send(
        new eb.PutRuleCommand({
          Name: 'wrong',
          EventBusName: 'other-bus',
          ScheduleExpression: 'rate(1 minute)',
        }),
      ),
    ).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('rules by the API', () => {
  const Name = 'made';
  const arn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;

  it('are made, given targets, switched off and on, and deleted', async () => {
    const { RuleArn } = await events.send(
      new eb.PutRuleCommand({ Name, EventPattern: '{"source":["made"]}', Description: 'by hand' }),
    );
    expect(RuleArn).toBe('arn:aws:events:us-east-1:000000000000:rule/made');
    const Targets = [{ Id: 'queue', Arn: arn('all'), Input: '"hello"' }];
    expect(await events.send(new eb.PutTargetsCommand({ Rule: Name, Targets }))).toMatchObject({
      FailedEntryCount: 0,
    });
    await put({ Source: 'made' });
    expect((await next('all')).Body).toBe('"hello"');

    await events.send(new eb.DisableRuleCommand({ Name }));
    await put({ Source: 'made' });
    await events.send(new eb.EnableRuleCommand({ Name }));
    await events.send(
      new eb.PutTargetsCommand({ Rule: Name, Targets: [{ ...Targets[0]!, Input: '"again"' }] }),
    );
    await put({ Source: 'made' });
    expect((await next('all')).Body).toBe('"again"');

    expect(
      (await events.send(new eb.ListRuleNamesByTargetCommand({ TargetArn: arn('all') }))).RuleNames,
    ).toContain(Name);
    await expect(events.send(new eb.DeleteRuleCommand({ Name }))).rejects.toMatchObject({
      name: 'ValidationException',
      message: "Rule can't be deleted since it has targets.",
    });
    const { FailedEntries } = await events.send(
      new eb.RemoveTargetsCommand({ Rule: Name, Ids: ['queue', 'none'] }),
    );
    expect(FailedEntries).toMatchObject([{ TargetId: 'none', ErrorCode: 'ResourceNotFoundException' }]);
    await events.send(new eb.DeleteRuleCommand({ Name }));
    await expect(events.send(new eb.DescribeRuleCommand({ Name }))).rejects.toBeInstanceOf(
      eb.ResourceNotFoundException,
    );
  });

  it('are listed in pages', async () => {
    const names = ['page-a', 'page-b', 'page-c'];
    for (const name of names)
      await events.send(new eb.PutRuleCommand({ Name: name, EventPattern: '{"source":["none"]}' }));
    const first = await events.send(new eb.ListRulesCommand({ NamePrefix: 'page-', Limit: 2 }));
    const second = await events.send(
      new eb.ListRulesCommand({ NamePrefix: 'page-', Limit: 2, NextToken: first.NextToken }),
    );
    expect([...first.Rules!, ...second.Rules!].map((rule) => rule.Name)).toEqual(names);
    expect(second.NextToken).toBeUndefined();
  });

  it('stand on buses that the API makes too', async () => {
    const bus = { EventBusName: 'mine' };
    const create = () => events.send(new eb.CreateEventBusCommand({ Name: 'mine' }));
    expect((await create()).EventBusArn).toMatch(/:event-bus\/mine$/);
    await expect(create()).rejects.toBeInstanceOf(eb.ResourceAlreadyExistsException);
    await events.send(new eb.PutRuleCommand({ ...bus, Name, EventPattern: '{"source":["made"]}' }));
    expect((await events.send(new eb.ListRulesCommand(bus))).Rules).toHaveLength(1);
    await events.send(new eb.DeleteEventBusCommand({ Name: 'mine' }));
    await expect(events.send(new eb.ListRulesCommand(bus))).rejects.toBeInstanceOf(
      eb.ResourceNotFoundException,
    );
    const { EventBuses } = await events.send(new eb.ListEventBusesCommand({}));
    expect(EventBuses!.map((one) => one.Name)).toEqual(['default', 'other-bus']);
  });
});

describe('TestEventPattern', () => {
  const event = {
    id: '7bf73129-1428-4cd3-a780-95db273d1602',
    'detail-type': 'EC2 Instance State-change Notification',
    source: 'aws.ec2',
    account: '123456789012',
    time: '2015-11-11T21:29:54Z',
    region: 'us-east-1',
    resources: ['arn:aws:ec2:us-east-1:123456789012:instance/i-abcd1111'],
    detail: {
      'instance-id': 'i-abcd1111',
      state: 'pending',
      'c-count': 5,
      'd-count': 9,
      'x-limit': 301.8,
      'source-ip': '10.0.0.33',
      'creation-date': '2015-11-11T21:29:54Z',
    },
  };
  const test = async (pattern: object) =>
    (
      await events.send(
        new eb.TestEventPatternCommand({
          EventPattern: JSON.stringify(pattern),
          Event: JSON.stringify(event),
        }),
      )
    ).Result;

  it.each<[string, object, boolean]>([
    ['exact', { source: ['aws.ec2'], detail: { state: ['pending', 'running'] } }, true],
    ['prefix', { detail: { 'creation-date': [{ prefix: '2015-11-' }] } }, true],
    ['prefix without case', { source: [{ prefix: { 'equals-ignore-case': 'AWS.' } }] }, true],
    ['suffix', { 'detail-type': [{ suffix: 'Notification' }] }, true],
    ['suffix without case', { 'detail-type': [{ suffix: { 'equals-ignore-case': 'NOTIFICATION' } }] }, true],
    ['equals-ignore-case', { detail: { state: [{ 'equals-ignore-case': 'PENDING' }] } }, true],
    ['wildcard', { resources: [{ wildcard: 'arn:aws:ec2:*:instance/*' }] }, true],
    ['anything-but', { detail: { state: [{ 'anything-but': 'initializing' }] } }, true],
    ['anything-but a list', { detail: { state: [{ 'anything-but': ['pending', 'stopped'] }] } }, false],
    ['anything-but numbers', { detail: { 'x-limit': [{ 'anything-but': [100, 200, 300] }] } }, true],
    ['anything-but prefix', { detail: { state: [{ 'anything-but': { prefix: 'init' } }] } }, true],
    ['anything-but suffix', { detail: { state: [{ 'anything-but': { suffix: 'ing' } }] } }, false],
    [
      'anything-but without case',
      { detail: { state: [{ 'anything-but': { 'equals-ignore-case': ['PENDING'] } }] } },
      false,
    ],
    ['anything-but wildcard', { detail: { state: [{ 'anything-but': { wildcard: 'p*g' } }] } }, false],
    [
      'numeric',
      {
        detail: {
          'c-count': [{ numeric: ['>', 0, '<=', 5] }],
          'd-count': [{ numeric: ['<', 10] }],
          'x-limit': [{ numeric: ['=', 3.018e2] }],
        },
      },
      true,
    ],
    ['cidr', { detail: { 'source-ip': [{ cidr: '10.0.0.0/24' }] } }, true],
    ['exists', { detail: { state: [{ exists: true }], none: [{ exists: false }] } }, true],
    [
      '$or',
      { detail: { $or: [{ 'c-count': [{ numeric: ['>', 10] }] }, { 'd-count': [{ numeric: ['<', 10] }] }] } },
      true,
    ],
    ['$or of none', { $or: [{ source: ['a'] }, { detail: { state: ['b'] } }] }, false],
  ])('judges %s', async (_name, pattern, expected) => {
    expect(await test(pattern)).toBe(expected);
  });

  it.each<[object]>([[{ source: 'aws.ec2' }], [{}], [{ source: [{ like: 'a' }] }]])(
    'refuses %j',
    async (pattern) => {
      await expect(test(pattern)).rejects.toBeInstanceOf(eb.InvalidEventPatternException);
    },
  );
});

describe('a wrong request', () => {
  const many = Array.from({ length: 11 }, () => ({ Source: 'a', DetailType: 'b', Detail: '{}' }));
  const large = { Source: 'a', DetailType: 'b', Detail: JSON.stringify({ x: 'a'.repeat(1_048_576) }) };
  const Arn = 'arn:aws:sqs:us-east-1:000000000000:all';
  const target = (more: object) =>
    events.send(new eb.PutTargetsCommand({ Rule: 'all', Targets: [{ Id: 'x', Arn, ...more }] }));

  it.each<[string, () => Promise<unknown>, string]>([
    ['no entries', () => events.send(new eb.PutEventsCommand({ Entries: [] })), 'ValidationException'],
    ['eleven entries', () => events.send(new eb.PutEventsCommand({ Entries: many })), 'ValidationException'],
    [
      'more than a MiB',
      () => events.send(new eb.PutEventsCommand({ Entries: [large] })),
      'ValidationException',
    ],
    [
      'a rule without pattern and schedule',
      () => events.send(new eb.PutRuleCommand({ Name: 'x' })),
      'ValidationException',
    ],
    [
      'a rule of a wrong name',
      () => events.send(new eb.PutRuleCommand({ Name: 'a b', EventPattern: '{"source":["a"]}' })),
      'ValidationException',
    ],
    [
      'a pattern that is no JSON',
      () => events.send(new eb.PutRuleCommand({ Name: 'x', EventPattern: '{' })),
      'InvalidEventPatternException',
    ],
    [
      'a rule on no bus',
      () =>
        events.send(
          new eb.PutRuleCommand({ Name: 'x', EventBusName: 'none', EventPattern: '{"source":["a"]}' }),
        ),
      'ResourceNotFoundException',
    ],
    [
      'a target of another kind',
      () => target({ Arn: 'arn:aws:sns:us-east-1:000000000000:t' }),
      'ValidationException',
    ],
    ['two inputs', () => target({ Input: '{}', InputPath: '$.detail' }), 'ValidationException'],
    ['an input that is no JSON', () => target({ Input: '{' }), 'ValidationException'],
    ['a path that is none', () => target({ InputPath: 'detail' }), 'ValidationException'],
    [
      'a reserved name',
      () => target({ InputTransformer: { InputPathsMap: { 'aws.x': '$.id' }, InputTemplate: '""' } }),
      'ValidationException',
    ],
    ['too many retries', () => target({ RetryPolicy: { MaximumRetryAttempts: 186 } }), 'ValidationException'],
    [
      'a sixth target',
      () =>
        events.send(
          new eb.PutTargetsCommand({ Rule: 'all', Targets: [...'abcdef'].map((Id) => ({ Id, Arn })) }),
        ),
      'LimitExceededException',
    ],
    ['an archive', () => events.send(new eb.ListArchivesCommand({})), 'UnknownOperationException'],
    [
      'the end of the default bus',
      () => events.send(new eb.DeleteEventBusCommand({ Name: 'default' })),
      'ValidationException',
    ],
  ])('is refused: %s', async (_name, call, name) => {
    await expect(call()).rejects.toMatchObject({ name });
  });

  it('leaves no stack trace anywhere', () => {
    expect(local.log()).not.toMatch(/✗|\n\s+at /);
  });
});
