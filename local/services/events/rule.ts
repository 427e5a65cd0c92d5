import type { Runtime } from '../../runtime/runtime.ts';
import { compilePattern, type EventMatcher } from '../../runtime/event-pattern/compile.ts';
import { readSchedule } from '../../runtime/schedule/expression.ts';
import { constraint, invalid } from './errors.ts';
import { parseObject } from './parse-object.ts';
import type { Target } from './target.ts';

/** A rule with its targets, as it is kept. */
export interface RuleDefinition {
  readonly name: string;
  readonly bus: string;
  readonly description?: string | undefined;
  readonly enabled: boolean;
  /** JSON, as it was given. */
  readonly pattern?: string | undefined;
  readonly schedule?: string | undefined;
  readonly roleArn?: string | undefined;
  readonly targets: readonly Target[];
}

/** A rule at work. */
export interface Rule extends RuleDefinition {
  readonly arn: string;
  readonly matches: EventMatcher;
}

const NAME = /^[.\-_A-Za-z0-9]{1,64}$/;
const MAX_PATTERN = 4096;
const MAX_DESCRIPTION = 512;

export const ruleArn = (runtime: Pick<Runtime, 'arn'>, { bus, name }: { bus: string; name: string }) =>
  runtime.arn('events', bus === 'default' ? `rule/${name}` : `rule/${bus}/${name}`);

/**
 * The rule of a definition, ready to match.
 *
 * @throws AwsError as the API does: `ValidationException`, `InvalidEventPatternException`
 */
export function compileRule(definition: RuleDefinition, runtime: Pick<Runtime, 'arn'>): Rule {
  const { name, bus, description = '', pattern, schedule } = definition;
  if (!NAME.test(name))
    throw constraint('name', 'Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+');
  if (description.length > MAX_DESCRIPTION)
    throw constraint('description', `Member must have length less than or equal to ${MAX_DESCRIPTION}`);
  if (pattern === undefined && schedule === undefined)
    throw invalid('Parameter(s) EventPattern or ScheduleExpression must be specified.');
  if (schedule !== undefined && bus !== 'default')
    throw invalid('ScheduleExpression is supported only on the default event bus.');
  const kind = schedule === undefined ? undefined : readSchedule(schedule)?.kind;
  if (schedule !== undefined && kind !== 'rate' && kind !== 'cron')
    throw invalid('Parameter ScheduleExpression is not valid.');
  return {
    ...definition,
    arn: ruleArn(runtime, definition),
    matches: pattern === undefined ? () => false : matcherOf(pattern),
  };
}

/** @throws AwsError `InvalidEventPatternException` */
export function matcherOf(pattern: string): EventMatcher {
  if (pattern.length > MAX_PATTERN)
    throw constraint('eventPattern', `Member must have length less than or equal to ${MAX_PATTERN}`);
  // What is no object is refused by the compiler, in its own words.
  return compilePattern(parseObject(pattern));
}
