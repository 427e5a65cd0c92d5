import type { JsonOperations } from '../../../runtime/protocols/json.ts';
import { list, map, object, type Shape } from '../../../runtime/protocols/shape.ts';
import type { AwsCall } from '../../../runtime/service.ts';
import { AwsError } from '../../../runtime/errors.ts';
import { constraint, invalid } from '../errors.ts';
import { ruleArn, type Rule } from '../rule.ts';
import { checkTarget, type Target } from '../target.ts';
import { busNameOf } from '../template.ts';
import type { EventsContext } from './context.ts';
import { pageOf, type PageInput } from './page.ts';

interface RuleInput extends PageInput {
  readonly Name?: string;
  readonly Rule?: string;
  readonly NamePrefix?: string;
  readonly EventBusName?: string;
  readonly EventPattern?: string;
  readonly ScheduleExpression?: string;
  readonly State?: string;
  readonly Description?: string;
  readonly RoleArn?: string;
  readonly Targets?: readonly Target[];
  readonly Ids?: readonly string[];
  readonly TargetArn?: string;
}

const PAGE = { Limit: 'integer', NextToken: 'text' } as const;
const NAMED = object({ Name: 'text', EventBusName: 'text' });
const MAX_TARGETS = 5;

const TARGET = object({
  Id: 'text',
  Arn: 'text',
  RoleArn: 'text',
  Input: 'text',
  InputPath: 'text',
  InputTransformer: object({ InputPathsMap: map('text'), InputTemplate: 'text' }),
  SqsParameters: object({ MessageGroupId: 'text' }),
  RetryPolicy: object({ MaximumRetryAttempts: 'integer', MaximumEventAgeInSeconds: 'integer' }),
  DeadLetterConfig: object({ Arn: 'text' }),
  // Settings of other kinds of targets: refused by name.
  AppSyncParameters: 'document',
  BatchParameters: 'document',
  EcsParameters: 'document',
  HttpParameters: 'document',
  KinesisParameters: 'document',
  RedshiftDataParameters: 'document',
  RunCommandParameters: 'document',
  SageMakerPipelineParameters: 'document',
});

export const RULE_SHAPES: Readonly<Record<string, Shape>> = {
  DeleteRule: NAMED,
  DescribeRule: NAMED,
  DisableRule: NAMED,
  EnableRule: NAMED,
  ListRuleNamesByTarget: object({ TargetArn: 'text', EventBusName: 'text', ...PAGE }),
  ListRules: object({ NamePrefix: 'text', EventBusName: 'text', ...PAGE }),
  ListTargetsByRule: object({ Rule: 'text', EventBusName: 'text', ...PAGE }),
  PutRule: object({
    Name: 'text',
    EventBusName: 'text',
    EventPattern: 'text',
    ScheduleExpression: 'text',
    State: 'text',
    Description: 'text',
    RoleArn: 'text',
  }),
  PutTargets: object({ Rule: 'text', EventBusName: 'text', Targets: list(TARGET) }),
  RemoveTargets: object({ Rule: 'text', EventBusName: 'text', Ids: list('text') }),
};

const STATES = ['ENABLED', 'DISABLED'];

export function ruleOperations({ buses, runtime, authorize }: EventsContext): JsonOperations {
  /** The name and bus of the rule that a call is about, once the caller may do `action` to it. */
  function target(input: RuleInput, call: AwsCall, action: string) {
    const name = input.Name ?? input.Rule ?? '';
    const bus = busNameOf(input.EventBusName);
    authorize(call, action, ruleArn(runtime, { bus, name }));
    return { name, bus };
  }

  function ruleOf(input: RuleInput, call: AwsCall, action: string): Rule {
    const { name, bus } = target(input, call, action);
    buses.requireBus(bus);
    return buses.get(bus, name);
  }

  const change = (rule: Rule, changes: Partial<Rule>) => {
    const { arn: _arn, matches: _matches, ...definition } = { ...rule, ...changes };
    buses.put(definition);
  };

  return {
    PutRule(input: RuleInput, call: AwsCall) {
      const { name, bus } = target(input, call, 'PutRule');
      const { State = 'ENABLED' } = input;
      if (!STATES.includes(State))
        throw constraint('state', `Member must satisfy enum value set: [${STATES.join(', ')}]`);
      const known = buses.rulesOf(bus).find((rule) => rule.name === name);
      const { arn } = buses.put({
        name,
        bus,
        description: input.Description,
        enabled: State === 'ENABLED',
        pattern: input.EventPattern,
        schedule: input.ScheduleExpression,
        roleArn: input.RoleArn,
        targets: known?.targets ?? [],
      });
      return { RuleArn: arn };
    },

    DeleteRule(input: RuleInput, call: AwsCall) {
      const { name, bus } = target(input, call, 'DeleteRule');
      const rule = buses.rulesOf(bus).find((known) => known.name === name);
      // What is not there is deleted.
      if (!rule) return;
      if (rule.targets.length > 0) throw invalid("Rule can't be deleted since it has targets.");
      buses.remove(rule);
    },

    EnableRule: (input: RuleInput, call: AwsCall) =>
      change(ruleOf(input, call, 'EnableRule'), { enabled: true }),

    DisableRule: (input: RuleInput, call: AwsCall) =>
      change(ruleOf(input, call, 'DisableRule'), { enabled: false }),

    PutTargets(input: RuleInput, call: AwsCall) {
      const rule = ruleOf(input, call, 'PutTargets');
      const { Targets = [] } = input;
      if (Targets.length === 0)
        throw constraint('targets', 'Member must have length greater than or equal to 1');
      Targets.forEach(checkTarget);
      const ids = new Set(Targets.map(({ Id }) => Id));
      if (ids.size < Targets.length) throw invalid('Duplicate target id in the request.');
      const targets = [...rule.targets.filter(({ Id }) => !ids.has(Id)), ...Targets];
      if (targets.length > MAX_TARGETS)
        throw new AwsError(
          'LimitExceededException',
          'The requested resource exceeds the maximum number allowed.',
        );
      change(rule, { targets });
      return { FailedEntryCount: 0, FailedEntries: [] };
    },

    RemoveTargets(input: RuleInput, call: AwsCall) {
      const rule = ruleOf(input, call, 'RemoveTargets');
      const { Ids = [] } = input;
      const known = new Set(rule.targets.map(({ Id }) => Id));
      const failed = Ids.filter((id) => !known.has(id)).map((TargetId) => ({
        TargetId,
        ErrorCode: 'ResourceNotFoundException',
        ErrorMessage: `Target ${TargetId} does not exist.`,
      }));
      change(rule, { targets: rule.targets.filter(({ Id }) => !Ids.includes(Id)) });
      return { FailedEntryCount: failed.length, FailedEntries: failed };
    },

    DescribeRule: (input: RuleInput, call: AwsCall) => onWire(ruleOf(input, call, 'DescribeRule')),

    ListRules(input: RuleInput, call: AwsCall) {
      authorize(call, 'ListRules', runtime.arn('events', 'rule/*'));
      const bus = busNameOf(input.EventBusName);
      buses.requireBus(bus);
      const rules = buses.rulesOf(bus).filter(({ name }) => name.startsWith(input.NamePrefix ?? ''));
      const { page, NextToken } = pageOf(rules, input);
      return { Rules: page.map(onWire), NextToken };
    },

    ListRuleNamesByTarget(input: RuleInput, call: AwsCall) {
      authorize(call, 'ListRuleNamesByTarget', runtime.arn('events', 'rule/*'));
      const rules = buses
        .rulesOf(busNameOf(input.EventBusName))
        .filter(({ targets }) => targets.some(({ Arn }) => Arn === input.TargetArn));
      const { page, NextToken } = pageOf(rules, input);
      return { RuleNames: page.map(({ name }) => name), NextToken };
    },

    ListTargetsByRule(input: RuleInput, call: AwsCall) {
      const { page, NextToken } = pageOf(ruleOf(input, call, 'ListTargetsByRule').targets, input);
      return { Targets: page, NextToken };
    },
  };
}

const onWire = (rule: Rule) => ({
  Name: rule.name,
  Arn: rule.arn,
  EventPattern: rule.pattern,
  ScheduleExpression: rule.schedule,
  State: rule.enabled ? 'ENABLED' : 'DISABLED',
  Description: rule.description,
  RoleArn: rule.roleArn,
  EventBusName: rule.bus,
});
