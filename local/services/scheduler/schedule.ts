import { readRetryPolicy, retryPolicyFault } from '../../runtime/deliver.ts';
import { isTimeZone, readSchedule } from '../../runtime/schedule/expression.ts';
import type { Plan } from '../../runtime/schedule/ticker.ts';
import { constraint, invalid } from './errors.ts';

/** A schedule in the words of the API and the template. Times are milliseconds since the epoch. */
export interface ScheduleDefinition {
  readonly Name: string;
  readonly GroupName: string;
  readonly Description?: string | undefined;
  readonly ScheduleExpression: string;
  readonly ScheduleExpressionTimezone: string;
  readonly StartDate?: number | undefined;
  readonly EndDate?: number | undefined;
  readonly State: 'ENABLED' | 'DISABLED';
  readonly FlexibleTimeWindow: {
    readonly Mode: 'OFF' | 'FLEXIBLE';
    readonly MaximumWindowInMinutes?: number | undefined;
  };
  readonly ActionAfterCompletion: 'NONE' | 'DELETE';
  readonly KmsKeyArn?: string | undefined;
  readonly Target: ScheduleTarget;
}

export interface ScheduleTarget {
  readonly Arn: string;
  readonly RoleArn: string;
  readonly Input?: string | undefined;
  readonly RetryPolicy?: {
    readonly MaximumEventAgeInSeconds?: number;
    readonly MaximumRetryAttempts?: number;
  };
  readonly DeadLetterConfig?: { readonly Arn?: string };
  readonly SqsParameters?: { readonly MessageGroupId?: string };
  readonly EventBridgeParameters?: { readonly DetailType?: string; readonly Source?: string };
}

const NAME = /^[0-9a-zA-Z_.-]{1,64}$/;
const TARGET = /^arn:aws:(sqs|lambda|events):[a-z0-9-]+:\d{12}:/;
const ROLE = /^arn:aws:iam::\d{12}:role\/[\w+=,.@/-]+$/;
const QUEUE = /^arn:aws:sqs:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,80}$/;
const MAX_INPUT_BYTES = 262_144;
const MAX_WINDOW_MINUTES = 1440;
const TARGET_MEMBERS = [
  'Arn',
  'DeadLetterConfig',
  'EventBridgeParameters',
  'Input',
  'RetryPolicy',
  'RoleArn',
  'SqsParameters',
];

export function checkName(member: string, name: string): void {
  if (!NAME.test(name))
    throw constraint(name, member, 'Member must satisfy regular expression pattern: ^[0-9a-zA-Z-_.]+$');
}

/** Refuses what Scheduler refuses, and targets that this machine does not have. */
export function checkSchedule(schedule: ScheduleDefinition): void {
  const { Name, GroupName, Description = '', ScheduleExpression, ScheduleExpressionTimezone } = schedule;
  checkName('name', Name);
  checkName('groupName', GroupName);
  if (Description.length > 512)
    throw constraint(Description, 'description', 'Member must have length less than or equal to 512');
  if (!isTimeZone(ScheduleExpressionTimezone))
    throw invalid(`Invalid Schedule Expression Timezone ${ScheduleExpressionTimezone}.`);
  if (!readSchedule(ScheduleExpression, ScheduleExpressionTimezone))
    throw invalid(`Invalid Schedule Expression ${ScheduleExpression}.`);
  enumeration('state', schedule.State, ['ENABLED', 'DISABLED']);
  enumeration('actionAfterCompletion', schedule.ActionAfterCompletion, ['NONE', 'DELETE']);
  const { StartDate, EndDate } = schedule;
  if (StartDate !== undefined && EndDate !== undefined && StartDate >= EndDate)
    throw invalid('The StartDate must come before the EndDate.');
  checkWindow(schedule.FlexibleTimeWindow);
  checkTarget(schedule.Target);
}

function checkWindow({
  Mode,
  MaximumWindowInMinutes: minutes,
}: ScheduleDefinition['FlexibleTimeWindow']): void {
  enumeration('flexibleTimeWindow.mode', Mode, ['OFF', 'FLEXIBLE']);
  if (Mode === 'OFF' && minutes !== undefined)
    throw invalid('A maximum window must not be provided when the flexible time window mode is OFF.');
  if (Mode === 'FLEXIBLE' && (minutes === undefined || minutes < 1 || minutes > MAX_WINDOW_MINUTES))
    throw constraint(
      minutes,
      'flexibleTimeWindow.maximumWindowInMinutes',
      `Member must have value between 1 and ${MAX_WINDOW_MINUTES}`,
    );
}

function checkTarget(target: ScheduleTarget): void {
  const { Arn, RoleArn, Input, DeadLetterConfig, SqsParameters, EventBridgeParameters } = target;
  const kind = TARGET.exec(Arn)?.[1];
  if (!kind)
    throw invalid(`Provided Arn is not in correct format or not of a target on this machine: ${Arn}.`);
  const unknown = Object.keys(target).find((member) => !TARGET_MEMBERS.includes(member));
  if (unknown) throw invalid(`The setting ${unknown} of a target is not supported on this machine.`);
  if (!ROLE.test(RoleArn))
    throw constraint(
      RoleArn,
      'target.roleArn',
      'Member must satisfy regular expression pattern: ^arn:aws[a-z-]*:iam::',
    );
  if (Input !== undefined && Buffer.byteLength(Input) > MAX_INPUT_BYTES)
    throw invalid(`The input of a target must not be larger than ${MAX_INPUT_BYTES} bytes.`);
  if (kind !== 'sqs' && Input !== undefined && !isJson(Input)) throw invalid('The Input is not valid JSON.');
  if (DeadLetterConfig?.Arn !== undefined && !QUEUE.test(DeadLetterConfig.Arn))
    throw invalid('The dead-letter queue must be a standard Amazon SQS queue.');
  if (kind === 'sqs' && Arn.endsWith('.fifo') !== (SqsParameters?.MessageGroupId !== undefined))
    throw invalid(
      'SqsParameters with a MessageGroupId are needed for a FIFO queue, and for no other target.',
    );
  if (kind !== 'sqs' && SqsParameters) throw invalid('SqsParameters are for SQS targets only.');
  const { Source, DetailType } = EventBridgeParameters ?? {};
  if (kind === 'events' && (!Source || !DetailType))
    throw invalid('EventBridgeParameters with Source and DetailType must be provided for an event bus.');
  if (Source?.startsWith('aws.')) throw invalid('The Source must not begin with aws.');
  if (kind !== 'events' && EventBridgeParameters)
    throw invalid('EventBridgeParameters are for event buses only.');
  const fault = retryPolicyFault(readRetryPolicy(target.RetryPolicy ?? {}));
  if (fault) throw invalid(fault);
}

/** When the schedule runs. A rate without a start date begins at once. */
export const planOf = (schedule: ScheduleDefinition): Plan => ({
  expression: schedule.ScheduleExpression,
  timeZone: schedule.ScheduleExpressionTimezone,
  start: schedule.StartDate,
  end: schedule.EndDate,
  windowMs: (schedule.FlexibleTimeWindow.MaximumWindowInMinutes ?? 0) * 60_000,
  atOnce: true,
});

function enumeration(member: string, value: string, allowed: readonly string[]): void {
  if (!allowed.includes(value))
    throw constraint(value, member, `Member must satisfy enum value set: [${allowed.join(', ')}]`);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
