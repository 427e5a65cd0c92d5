import { constraint, invalid } from './errors.ts';
import type { ScheduleDefinition } from './schedule.ts';
import { DEFAULT_GROUP } from './schedules.ts';

/** A schedule as it is asked for: times in seconds since the epoch (the API) or in ISO 8601 (a template). */
export type ScheduleInput = Partial<
  Omit<ScheduleDefinition, 'StartDate' | 'EndDate' | 'FlexibleTimeWindow'>
> & {
  readonly StartDate?: number | string;
  readonly EndDate?: number | string;
  readonly FlexibleTimeWindow?: Partial<ScheduleDefinition['FlexibleTimeWindow']>;
};

/** The whole definition, every default filled in. */
export function definitionOf(input: ScheduleInput): ScheduleDefinition {
  const { FlexibleTimeWindow: window, Target } = input;
  const definition: ScheduleDefinition = {
    Name: required('name', input.Name),
    GroupName: input.GroupName ?? DEFAULT_GROUP,
    Description: input.Description,
    ScheduleExpression: required('scheduleExpression', input.ScheduleExpression),
    ScheduleExpressionTimezone: input.ScheduleExpressionTimezone ?? 'UTC',
    StartDate: timeOf('StartDate', input.StartDate),
    EndDate: timeOf('EndDate', input.EndDate),
    State: input.State ?? 'ENABLED',
    FlexibleTimeWindow: { ...window, Mode: required('flexibleTimeWindow.mode', window?.Mode) },
    ActionAfterCompletion: input.ActionAfterCompletion ?? 'NONE',
    KmsKeyArn: input.KmsKeyArn,
    Target: required('target', Target),
  };
  required('target.arn', definition.Target.Arn);
  required('target.roleArn', definition.Target.RoleArn);
  return definition;
}

function timeOf(name: string, value: number | string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const time = typeof value === 'number' ? value * 1000 : Date.parse(value);
  if (Number.isNaN(new Date(time).getTime())) throw invalid(`The ${name} is not a date.`);
  return time;
}

function required<T>(member: string, value: T | undefined): T {
  if (value === undefined) throw constraint('null', member, 'Member must not be null');
  return value;
}
