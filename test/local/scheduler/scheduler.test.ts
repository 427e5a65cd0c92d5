import * as sdk from '@aws-sdk/client-scheduler';
import * as sqs from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLocal, type LocalAws } from '../../support/local.ts';
import { newPlace, removePlace, type StackPlace } from '../../support/stack.ts';
import { ROLE, queueArn, schedulerTemplate } from './template.ts';

/** Schedules by the API, and those of a template, from their time to their target. */
let place: StackPlace;
let local: LocalAws;
let scheduler: sdk.SchedulerClient;
let queues: sqs.SQSClient;

async function boot(): Promise<void> {
  local = await startLocal({ template: schedulerTemplate, place });
  scheduler?.destroy();
  queues?.destroy();
  scheduler = new sdk.SchedulerClient({ ...local.client, maxAttempts: 1 });
  queues = new sqs.SQSClient({ ...local.client, maxAttempts: 1 });
}
beforeAll(async () => {
  place = await newPlace();
  await boot();
});
afterAll(async () => {
  scheduler?.destroy();
  queues?.destroy();
  await local?.stop();
  await removePlace(place);
});

const urlOf = (name: string) => `${local.urls.aws}/000000000000/${name}`;
const receive = async (name: string, WaitTimeSeconds: number) =>
  (
    await queues.send(
      new sqs.ReceiveMessageCommand({
        QueueUrl: urlOf(name),
        WaitTimeSeconds,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['All'],
      }),
    )
  ).Messages ?? [];
/** The next message of a queue, deleted. */
async function next(name: string): Promise<sqs.Message> {
  const [message] = await receive(name, 10);
  if (!message) throw new Error(`Nothing came to ${name}.`);
  const { ReceiptHandle } = message;
  await queues.send(new sqs.DeleteMessageCommand({ QueueUrl: urlOf(name), ReceiptHandle }));
  return message;
}

const schedule = (Name: string, more: Partial<sdk.CreateScheduleCommandInput> = {}) => ({
  Name,
  ScheduleExpression: 'rate(1 hour)',
  FlexibleTimeWindow: { Mode: 'OFF' as const },
  Target: { Arn: queueArn('work'), RoleArn: ROLE, Input: Name },
  ...more,
});
const create = (Name: string, more: Partial<sdk.CreateScheduleCommandInput> = {}) =>
  scheduler.send(new sdk.CreateScheduleCommand(schedule(Name, more)));
const inSeconds = (seconds: number) =>
  `at(${new Date(Date.now() + seconds * 1000).toISOString().slice(0, 19)})`;

describe('a schedule of the template', () => {
  it('runs: a rate at once, to a queue by its role', async () => {
    expect((await next('template')).Body).toBe('from the template');
    expect(
      await scheduler.send(new sdk.GetScheduleCommand({ Name: 'nightly', GroupName: 'jobs' })),
    ).toMatchObject({
      Arn: 'arn:aws:scheduler:us-east-1:000000000000:schedule/jobs/nightly',
      ScheduleExpression: 'cron(0 3 ? * SUN *)',
      ScheduleExpressionTimezone: 'Europe/Berlin',
      FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 15 },
      State: 'ENABLED',
      ActionAfterCompletion: 'NONE',
      Target: { RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 } },
    });
  });
});

describe('CreateSchedule', () => {
  it('runs one time, with the context attributes filled in, and deletes itself', async () => {
    const { ScheduleArn } = await create('once', {
      ScheduleExpression: inSeconds(2),
      ActionAfterCompletion: 'DELETE',
      Target: {
        Arn: queueArn('work'),
        RoleArn: ROLE,
        Input:
          '<aws.scheduler.schedule-arn> <aws.scheduler.scheduled-time> <aws.scheduler.attempt-number> <aws.scheduler.other>',
      },
    });
    expect(ScheduleArn).toBe('arn:aws:scheduler:us-east-1:000000000000:schedule/default/once');
    expect((await next('work')).Body).toMatch(
      /^arn:aws:scheduler:us-east-1:000000000000:schedule\/default\/once \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ 1 <aws.scheduler.other>$/,
    );
    await expect(scheduler.send(new sdk.GetScheduleCommand({ Name: 'once' }))).rejects.toBeInstanceOf(
      sdk.ResourceNotFoundException,
    );
  });

  it('reaches a FIFO queue by its group, and an event bus as an event', async () => {
    await create('ordered', {
      Target: {
        Arn: queueArn('ordered.fifo'),
        RoleArn: ROLE,
        Input: 'x',
        SqsParameters: { MessageGroupId: 'g' },
      },
    });
    expect((await next('ordered.fifo')).Attributes).toMatchObject({ MessageGroupId: 'g' });
    await create('event', {
      Target: {
        Arn: 'arn:aws:events:us-east-1:000000000000:event-bus/default',
        RoleArn: ROLE,
        Input: '{"a": "<aws.scheduler.attempt-number>"}',
        EventBridgeParameters: { Source: 'timer', DetailType: 'Tick' },
      },
    });
    expect(JSON.parse((await next('events')).Body!)).toMatchObject({
      source: 'timer',
      'detail-type': 'Tick',
      detail: { a: '1' },
    });
  });

  it('is done once for a client token, and refused for another request with it', async () => {
    const ClientToken = 'token-1';
    await create('idempotent', { ClientToken, State: 'DISABLED' });
    await create('idempotent', { ClientToken, State: 'DISABLED' });
    await expect(create('idempotent', { ClientToken })).rejects.toBeInstanceOf(sdk.ConflictException);
    await expect(create('idempotent')).rejects.toBeInstanceOf(sdk.ConflictException);
  });

  it('puts into the dead-letter queue what may not be delivered', async () => {
    await create('hopeless', {
      Target: {
        Arn: queueArn('forbidden'),
        RoleArn: ROLE,
        Input: 'lost',
        DeadLetterConfig: { Arn: queueArn('dead') },
      },
    });
    const letter = await next('dead');
    expect(letter.Body).toBe('lost');
    expect(
      Object.fromEntries(
        Object.entries(letter.MessageAttributes!).map(([name, { StringValue }]) => [name, StringValue]),
      ),
    ).toMatchObject({
      SCHEDULE_ARN: 'arn:aws:scheduler:us-east-1:000000000000:schedule/default/hopeless',
      TARGET_ARN: queueArn('forbidden'),
      ERROR_CODE: 'NO_PERMISSIONS',
      ERROR_MESSAGE: expect.stringMatching(/not authorized to perform: sqs:SendMessage/i),
      RETRY_ATTEMPTS: '0',
    });
  });
});

describe('UpdateSchedule', () => {
  it('replaces all of a schedule: what is not said falls back to its default', async () => {
    await create('changing', { State: 'DISABLED', Description: 'first', StartDate: new Date(0) });
    await scheduler.send(
      new sdk.UpdateScheduleCommand(schedule('changing', { ScheduleExpression: 'cron(0 0 1 1 ? *)' })),
    );
    const now = await scheduler.send(new sdk.GetScheduleCommand({ Name: 'changing' }));
    expect(now).toMatchObject({ State: 'ENABLED', ScheduleExpression: 'cron(0 0 1 1 ? *)' });
    expect([now.Description, now.StartDate]).toEqual([undefined, undefined]);
    expect(now.LastModificationDate!.getTime()).toBeGreaterThanOrEqual(now.CreationDate!.getTime());
    await expect(scheduler.send(new sdk.UpdateScheduleCommand(schedule('absent')))).rejects.toBeInstanceOf(
      sdk.ResourceNotFoundException,
    );
  });
});

describe('groups', () => {
  it('hold schedules, are listed in pages, tagged, and deleted with what they hold', async () => {
    const { ScheduleGroupArn: ResourceArn } = await scheduler.send(
      new sdk.CreateScheduleGroupCommand({ Name: 'mine', Tags: [{ Key: 'a', Value: 'b' }] }),
    );
    await expect(scheduler.send(new sdk.CreateScheduleGroupCommand({ Name: 'mine' }))).rejects.toBeInstanceOf(
      sdk.ConflictException,
    );
    await scheduler.send(new sdk.TagResourceCommand({ ResourceArn, Tags: [{ Key: 'c', Value: 'd' }] }));
    await scheduler.send(new sdk.UntagResourceCommand({ ResourceArn, TagKeys: ['a'] }));
    expect((await scheduler.send(new sdk.ListTagsForResourceCommand({ ResourceArn }))).Tags).toEqual([
      { Key: 'c', Value: 'd' },
    ]);
    for (const name of ['a', 'b', 'c']) await create(name, { GroupName: 'mine', State: 'DISABLED' });
    const names: string[] = [];
    for await (const { Schedules = [] } of sdk.paginateListSchedules(
      { client: scheduler, pageSize: 2 },
      { GroupName: 'mine' },
    ))
      names.push(...Schedules.map(({ Name }) => Name!));
    expect(names).toEqual(['a', 'b', 'c']);
    const { ScheduleGroups } = await scheduler.send(new sdk.ListScheduleGroupsCommand({}));
    expect(ScheduleGroups!.map(({ Name, State }) => [Name, State])).toEqual([
      ['default', 'ACTIVE'],
      ['jobs', 'ACTIVE'],
      ['mine', 'ACTIVE'],
    ]);
    await scheduler.send(new sdk.DeleteScheduleGroupCommand({ Name: 'mine' }));
    await expect(
      scheduler.send(new sdk.GetScheduleCommand({ GroupName: 'mine', Name: 'a' })),
    ).rejects.toBeInstanceOf(sdk.ResourceNotFoundException);
  });
});

describe('a wrong request', () => {
  const target = (more: object) => ({ Target: { Arn: queueArn('work'), RoleArn: ROLE, ...more } });

  it.each<[string, Partial<sdk.CreateScheduleCommandInput>, RegExp]>([
    [
      'a single time that is over',
      { ScheduleExpression: 'at(2020-02-02T02:02:02)' },
      /The time of the schedule expression at\(2020-02-02T02:02:02\) is in the past/,
    ],
    [
      'an expression that is none',
      { ScheduleExpression: 'every day' },
      /^Invalid Schedule Expression every day.$/,
    ],
    ['both days in cron', { ScheduleExpression: 'cron(0 0 * * * *)' }, /^Invalid Schedule Expression/],
    ['a rate of nothing', { ScheduleExpression: 'rate(0 minutes)' }, /^Invalid Schedule Expression/],
    [
      'a day that there is not',
      { ScheduleExpression: 'at(2026-02-30T00:00:00)' },
      /^Invalid Schedule Expression/,
    ],
    ['a time zone that there is not', { ScheduleExpressionTimezone: 'Mars/Olympus' }, /Timezone/],
    ['a window without length', { FlexibleTimeWindow: { Mode: 'FLEXIBLE' } }, /maximumWindowInMinutes/],
    [
      'a window that is off and long',
      { FlexibleTimeWindow: { Mode: 'OFF', MaximumWindowInMinutes: 5 } },
      /must not be provided/,
    ],
    ['a state that there is not', { State: 'PAUSED' as 'ENABLED' }, /enum value set: \[ENABLED, DISABLED\]/],
    ['an end before the start', { StartDate: new Date(2e12), EndDate: new Date(1e12) }, /StartDate/],
    ['a target of another kind', target({ Arn: 'arn:aws:sns:us-east-1:000000000000:t' }), /Arn/],
    ['a role that is none', target({ RoleArn: 'role' }), /target.roleArn/],
    ['an input that is too large', target({ Input: 'a'.repeat(262_145) }), /262144/],
    ['too many retries', target({ RetryPolicy: { MaximumRetryAttempts: 186 } }), /MaximumRetryAttempts/],
    ['a FIFO queue without a group', target({ Arn: queueArn('ordered.fifo') }), /MessageGroupId/],
    ['a FIFO dead-letter queue', target({ DeadLetterConfig: { Arn: queueArn('ordered.fifo') } }), /standard/],
    ['a setting of another kind', target({ KinesisParameters: { PartitionKey: 'a' } }), /KinesisParameters/],
  ])('is refused: %s', async (_name, more, message) => {
    const error = await create('wrong', more).then(
      () => undefined,
      (thrown: Error) => thrown,
    );
    expect(error).toBeInstanceOf(sdk.ValidationException);
    expect(error!.message).toMatch(message);
  });

  it('is refused: a name of wrong characters, a group that is not there', async () => {
    await expect(create('a b')).rejects.toBeInstanceOf(sdk.ValidationException);
    await expect(create('x', { GroupName: 'none' })).rejects.toBeInstanceOf(sdk.ResourceNotFoundException);
    await expect(
      scheduler.send(new sdk.DeleteScheduleGroupCommand({ Name: 'default' })),
    ).rejects.toBeInstanceOf(sdk.ValidationException);
  });

  it('leaves no stack trace anywhere', () => {
    expect(local.log()).not.toMatch(/✗|\n\s+at /);
  });
});

describe('over the death of the process', () => {
  it('a run that fell due meanwhile comes at the start, once, and a rate does not begin anew', async () => {
    await create('missed', { ScheduleExpression: inSeconds(1) });
    await local.kill();
    await boot();
    expect((await next('work')).Body).toBe('missed');
    await local.kill();
    await boot();
    expect(await receive('work', 0)).toEqual([]);
    expect(await receive('template', 0)).toEqual([]);
  });
});
