import { AwsError, TemplateError } from '../../runtime/errors.ts';
import { allowProperties } from '../../runtime/properties.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Resource } from '../../runtime/service.ts';
import type { InputSettings } from './input.ts';
import { valueAt } from './json-path.ts';
import { compilePattern, type EventMatcher } from '../../runtime/event-pattern/compile.ts';
import { ratePeriod } from './schedule.ts';

export interface Target extends InputSettings {
  readonly Id: string;
  readonly Arn: string;
  readonly RetryPolicy?: {
    readonly MaximumRetryAttempts?: number;
    readonly MaximumEventAgeInSeconds?: number;
  };
  readonly DeadLetterConfig?: { readonly Arn?: string };
}

export interface Rule {
  readonly name: string;
  readonly arn: string;
  readonly bus: string;
  readonly description: string | undefined;
  readonly enabled: boolean;
  readonly pattern: unknown;
  readonly matches: EventMatcher;
  readonly scheduleExpression: string | undefined;
  /** Milliseconds. */
  readonly period: number | undefined;
  readonly targets: readonly Target[];
}

interface RuleProperties {
  readonly Name?: string;
  readonly Description?: string;
  readonly EventBusName?: string;
  readonly EventPattern?: unknown;
  readonly ScheduleExpression?: string;
  readonly State?: string;
  readonly Targets?: readonly Target[];
}

const TARGET_MEMBERS = [
  'Arn',
  'DeadLetterConfig',
  'Id',
  'Input',
  'InputPath',
  'InputTransformer',
  'RetryPolicy',
  'RoleArn',
];

/** Reads an `AWS::Events::Rule`. Throws `TemplateError` for what does not work here. */
export function readRule(resource: Resource, runtime: Runtime): Rule {
  allowProperties(resource, [
    'Description',
    'EventBusName',
    'EventPattern',
    'Name',
    'ScheduleExpression',
    'State',
    'Tags',
    'Targets',
  ]);
  const properties = resource.properties as RuleProperties;
  const name = properties.Name ?? runtime.nameFor(resource.logicalId);
  const bus = (properties.EventBusName ?? 'default').split('/').pop()!;
  const { EventPattern: pattern, ScheduleExpression: schedule } = properties;
  if (pattern === undefined && schedule === undefined)
    throw new TemplateError(resource.logicalId, 'a rule needs an EventPattern or a ScheduleExpression.');
  const period = schedule === undefined ? undefined : ratePeriod(schedule);
  if (schedule !== undefined && period === undefined)
    throw new TemplateError(resource.logicalId, `the schedule ${schedule} is not supported, only rate(…).`);
  for (const target of properties.Targets ?? []) checkTarget(resource.logicalId, target);
  return {
    name,
    arn: runtime.arn('events', bus === 'default' ? `rule/${name}` : `rule/${bus}/${name}`),
    bus,
    description: properties.Description,
    enabled: properties.State !== 'DISABLED',
    pattern,
    matches: pattern === undefined ? () => false : compiled(resource.logicalId, pattern),
    scheduleExpression: schedule,
    period,
    targets: properties.Targets ?? [],
  };
}

function compiled(logicalId: string, pattern: unknown): EventMatcher {
  try {
    return compilePattern(typeof pattern === 'string' ? (JSON.parse(pattern) as unknown) : pattern);
  } catch (error) {
    if (error instanceof AwsError || error instanceof SyntaxError)
      throw new TemplateError(logicalId, error.message);
    throw error;
  }
}

function checkTarget(logicalId: string, target: Target): void {
  if (!/^arn:aws:(?:sqs|lambda):/.test(target.Arn))
    throw new TemplateError(
      logicalId,
      `the target ${target.Arn} is not supported, only queues and functions.`,
    );
  const unknown = Object.keys(target).find((member) => !TARGET_MEMBERS.includes(member));
  if (unknown) throw new TemplateError(logicalId, `the setting ${unknown} of a target is not supported.`);
  const { InputPath, InputTransformer } = target;
  try {
    for (const path of [InputPath ?? '$', ...Object.values(InputTransformer?.InputPathsMap ?? {})])
      valueAt({}, path);
  } catch (error) {
    if (error instanceof SyntaxError) throw new TemplateError(logicalId, error.message);
    throw error;
  }
}
