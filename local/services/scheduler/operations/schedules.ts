import type { RestRoute } from '../../../runtime/protocols/rest.ts';
import { object } from '../../../runtime/protocols/shape.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import type { AwsCall } from '../../../runtime/service.ts';
import { definitionOf, type ScheduleInput } from '../definition.ts';
import { DEFAULT_GROUP, type Schedules } from '../schedules.ts';
import type { StoredSchedule } from '../store.ts';
import { pageOf, readInput } from './request.ts';

const TARGET = object({
  Arn: 'text',
  RoleArn: 'text',
  Input: 'text',
  RetryPolicy: object({ MaximumEventAgeInSeconds: 'integer', MaximumRetryAttempts: 'integer' }),
  DeadLetterConfig: object({ Arn: 'text' }),
  SqsParameters: object({ MessageGroupId: 'text' }),
  EventBridgeParameters: object({ DetailType: 'text', Source: 'text' }),
  // Settings of other kinds of targets: refused by name.
  EcsParameters: 'document',
  EventBridgePutEventsV2Parameters: 'document',
  EventBridgePutRawEventsParameters: 'document',
  KinesisParameters: 'document',
  SageMakerPipelineParameters: 'document',
});

const SCHEDULE = object({
  GroupName: 'text',
  ScheduleExpression: 'text',
  ScheduleExpressionTimezone: 'text',
  StartDate: 'number',
  EndDate: 'number',
  Description: 'text',
  State: 'text',
  KmsKeyArn: 'text',
  Target: TARGET,
  FlexibleTimeWindow: object({ Mode: 'text', MaximumWindowInMinutes: 'integer' }),
  ClientToken: 'text',
  ActionAfterCompletion: 'text',
});

type ScheduleRequest = ScheduleInput & { readonly ClientToken?: string };

export function scheduleRoutes(
  schedules: Schedules,
  { peers }: Pick<Runtime, 'peers'>,
): readonly RestRoute[] {
  const authorize = (call: AwsCall, action: string, GroupName: string, Name: string) =>
    peers.iam.authorize({
      caller: call.caller,
      action: `scheduler:${action}`,
      resource: schedules.arnOf({ GroupName, Name }),
    });

  /** Whoever makes a schedule lends it a role. */
  const authorizeRole = (call: AwsCall, RoleArn: string) =>
    peers.iam.authorize({
      caller: call.caller,
      action: 'iam:PassRole',
      resource: RoleArn,
      context: { 'iam:PassedToService': 'scheduler.amazonaws.com' },
    });

  const groupOf = (call: AwsCall) => call.query.get('groupName') ?? DEFAULT_GROUP;

  async function write(Name: string, call: AwsCall, operation: 'create' | 'update') {
    const { ClientToken, ...input } = (await readInput(SCHEDULE, call)) as ScheduleRequest;
    const action = operation === 'create' ? 'CreateSchedule' : 'UpdateSchedule';
    authorize(call, action, input.GroupName ?? DEFAULT_GROUP, Name);
    const definition = definitionOf({ ...input, Name });
    authorizeRole(call, definition.Target.RoleArn);
    const answer = () => ({ ScheduleArn: schedules.arnOf(definition) });
    const work = () => {
      schedules[operation](definition);
      return answer();
    };
    return schedules.once(ClientToken, { operation, definition }, work, answer);
  }

  return [
    {
      method: 'POST',
      path: '/schedules/:name',
      handle: ({ name = '' }, call) => write(name, call, 'create'),
    },
    {
      method: 'PUT',
      path: '/schedules/:name',
      handle: ({ name = '' }, call) => write(name, call, 'update'),
    },
    {
      method: 'GET',
      path: '/schedules/:name',
      handle({ name = '' }, call) {
        authorize(call, 'GetSchedule', groupOf(call), name);
        return onWire(schedules.get(groupOf(call), name), schedules);
      },
    },
    {
      method: 'DELETE',
      path: '/schedules/:name',
      handle({ name = '' }, call) {
        const group = groupOf(call);
        authorize(call, 'DeleteSchedule', group, name);
        const token = call.query.get('clientToken') ?? undefined;
        const work = () => {
          schedules.get(group, name);
          schedules.remove(group, name);
          return {};
        };
        return schedules.once(token, { operation: 'delete', group, name }, work, () => ({}));
      },
    },
    {
      method: 'GET',
      path: '/schedules',
      handle(_parameters, call) {
        const group = call.query.get('ScheduleGroup');
        authorize(call, 'ListSchedules', group ?? '*', '*');
        if (group !== null) schedules.group(group);
        const prefix = call.query.get('NamePrefix') ?? '';
        const state = call.query.get('State');
        const wanted = schedules
          .all()
          .filter(
            ({ definition }) =>
              (group === null || definition.GroupName === group) &&
              (state === null || definition.State === state) &&
              definition.Name.startsWith(prefix),
          );
        const { page, NextToken } = pageOf(wanted, call.query);
        return { Schedules: page.map((schedule) => summary(schedule, schedules)), NextToken };
      },
    },
  ];
}

const head = ({ definition, createdAt, modifiedAt }: StoredSchedule, schedules: Schedules) => ({
  Arn: schedules.arnOf(definition),
  Name: definition.Name,
  GroupName: definition.GroupName,
  State: definition.State,
  CreationDate: createdAt / 1000,
  LastModificationDate: modifiedAt / 1000,
});

const summary = (schedule: StoredSchedule, schedules: Schedules) => ({
  ...head(schedule, schedules),
  Target: { Arn: schedule.definition.Target.Arn },
});

function onWire(schedule: StoredSchedule, schedules: Schedules) {
  const { StartDate, EndDate, Target, ...rest } = schedule.definition;
  return {
    ...rest,
    ...head(schedule, schedules),
    ...(StartDate !== undefined && { StartDate: StartDate / 1000 }),
    ...(EndDate !== undefined && { EndDate: EndDate / 1000 }),
    Target: {
      ...Target,
      RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185, ...Target.RetryPolicy },
    },
  };
}
