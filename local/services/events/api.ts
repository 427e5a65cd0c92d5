import { AwsError } from '../../runtime/errors.ts';
import { jsonProtocol } from '../../runtime/protocols/json.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { AwsCall } from '../../runtime/service.ts';
import type { NewEvent } from './buses.ts';
import { compilePattern } from '../../runtime/event-pattern/compile.ts';
import type { Rule } from './rule.ts';

interface Entry {
  readonly Source?: string;
  readonly DetailType?: string;
  readonly Detail?: string;
  readonly EventBusName?: string;
  readonly Resources?: readonly string[];
  /** Seconds since the epoch. */
  readonly Time?: number;
}

interface RuleInput {
  readonly Name?: string;
  readonly Rule?: string;
  readonly NamePrefix?: string;
  readonly EventBusName?: string;
}

export interface Bus {
  readonly rules: readonly Rule[];
  /** Durable when it returns. Answers the event's id. */
  put(event: NewEvent, bus: string): string;
}

const MAX_ENTRIES = 10;
const MAX_ENTRY_BYTES = 1_048_576;
const ENTRY_OVERHEAD = 14;

export function eventsApi(runtime: Runtime, bus: Bus): (call: AwsCall) => Promise<void> {
  const busName = (nameOrArn: string | undefined) => (nameOrArn ?? 'default').split('/').pop()!;
  const authorize = (call: AwsCall, action: string, resource: string) =>
    runtime.peers.iam.authorize({ caller: call.caller, action: `events:${action}`, resource });

  function put(
    entry: Entry,
  ): { readonly EventId: string } | { readonly ErrorCode: string; readonly ErrorMessage: string } {
    const refused = (ErrorCode: string, ErrorMessage: string) => ({ ErrorCode, ErrorMessage });
    const { Source, DetailType, Detail, EventBusName, Resources, Time } = entry;
    if (!Source)
      return refused(
        'InvalidArgument',
        'Parameter Source is not valid. Reason: Source is a required argument.',
      );
    if (Source.startsWith('aws.'))
      return refused('NotAuthorizedForSourceException', 'Not authorized for the source.');
    if (!DetailType)
      return refused(
        'InvalidArgument',
        'Parameter DetailType is not valid. Reason: DetailType is a required argument.',
      );
    if (!Detail)
      return refused(
        'InvalidArgument',
        'Parameter Detail is not valid. Reason: Detail is a required argument.',
      );
    const detail = parseObject(Detail);
    if (!detail) return refused('MalformedDetail', 'Detail is malformed.');
    // As on AWS, an event for a bus that is not there is accepted, and no rule hears it.
    const time = Time === undefined ? undefined : new Date(Number(Time) * 1000);
    const resources = Resources ?? [];
    return {
      EventId: bus.put(
        { source: Source, detailType: DetailType, detail, resources, time },
        busName(EventBusName),
      ),
    };
  }

  function ruleOf(input: RuleInput, call: AwsCall, action: string): Rule {
    const name = input.Name ?? input.Rule ?? '';
    const eventBus = busName(input.EventBusName);
    authorize(
      call,
      action,
      runtime.arn('events', eventBus === 'default' ? `rule/${name}` : `rule/${eventBus}/${name}`),
    );
    const rule = bus.rules.find((known) => known.name === name && known.bus === eventBus);
    if (!rule)
      throw new AwsError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus ${eventBus}.`);
    return rule;
  }

  const operations = {
    PutEvents({ Entries = [] }: { readonly Entries?: readonly Entry[] }, call: AwsCall) {
      if (Entries.length < 1 || Entries.length > MAX_ENTRIES)
        throw new AwsError(
          'ValidationException',
          `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length between 1 and ${MAX_ENTRIES}`,
        );
      for (const entry of Entries)
        authorize(call, 'PutEvents', runtime.arn('events', `event-bus/${busName(entry.EventBusName)}`));
      if (Entries.reduce((sum, entry) => sum + entrySize(entry), 0) > MAX_ENTRY_BYTES)
        throw new AwsError(
          'ValidationException',
          'Total size of the entries in the request is over the limit.',
        );
      const results = Entries.map(put);
      return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results };
    },

    ListRules(input: RuleInput, call: AwsCall) {
      authorize(call, 'ListRules', runtime.arn('events', 'rule/*'));
      const rules = bus.rules.filter(
        ({ name, bus: eventBus }) =>
          eventBus === busName(input.EventBusName) && name.startsWith(input.NamePrefix ?? ''),
      );
      return { Rules: rules.map(ruleOnWire) };
    },

    DescribeRule: (input: RuleInput, call: AwsCall) => ruleOnWire(ruleOf(input, call, 'DescribeRule')),

    ListTargetsByRule: (input: RuleInput, call: AwsCall) => ({
      Targets: ruleOf(input, call, 'ListTargetsByRule').targets,
    }),

    TestEventPattern(input: { readonly EventPattern?: string; readonly Event?: string }, call: AwsCall) {
      authorize(call, 'TestEventPattern', '*');
      const event = parseObject(input.Event ?? '');
      const needed = ['id', 'account', 'source', 'time', 'region', 'resources', 'detail-type'];
      if (!event || !needed.every((name) => name in event))
        throw new AwsError('ValidationException', 'Parameter Event is not valid.');
      const pattern = parseObject(input.EventPattern ?? '');
      if (!pattern)
        throw new AwsError(
          'InvalidEventPatternException',
          'Event pattern is not valid. Reason: Not an object',
        );
      return { Result: compilePattern(pattern)(event) };
    },
  };
  return jsonProtocol({ version: '1.1', operations, log: runtime.log });
}

const ruleOnWire = (rule: Rule) => ({
  Name: rule.name,
  Arn: rule.arn,
  ...(rule.pattern !== undefined && {
    EventPattern: typeof rule.pattern === 'string' ? rule.pattern : JSON.stringify(rule.pattern),
  }),
  ...(rule.scheduleExpression !== undefined && { ScheduleExpression: rule.scheduleExpression }),
  State: rule.enabled ? 'ENABLED' : 'DISABLED',
  ...(rule.description !== undefined && { Description: rule.description }),
  EventBusName: rule.bus,
});

/** Bytes of an entry as EventBridge counts them: the time stands for 14. */
const entrySize = ({ Source = '', DetailType = '', Detail = '', Resources = [], Time }: Entry) =>
  (Time === undefined ? 0 : ENTRY_OVERHEAD) +
  Buffer.byteLength([Source, DetailType, Detail, ...Resources].join(''));

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
