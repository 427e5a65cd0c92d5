import { AwsError, TemplateError } from '../../runtime/errors.ts';
import { allowProperties } from '../../runtime/properties.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Created, Resource } from '../../runtime/service.ts';
import type { Buses } from './buses.ts';
import type { RuleDefinition } from './rule.ts';
import { checkTarget, type Target } from './target.ts';

interface RuleProperties {
  readonly Name?: string;
  readonly Description?: string;
  readonly EventBusName?: string;
  readonly EventPattern?: unknown;
  readonly RoleArn?: string;
  readonly ScheduleExpression?: string;
  readonly State?: string;
  readonly Targets?: readonly Target[];
}

const RULE_PROPERTIES = [
  'Description',
  'EventBusName',
  'EventPattern',
  'Name',
  'RoleArn',
  'ScheduleExpression',
  'State',
  'Tags',
  'Targets',
];

export const busNameOf = (nameOrArn: string | undefined) => (nameOrArn ?? 'default').split('/').pop()!;

/** What CloudFormation does with the resources of EventBridge. */
export function eventsResources(buses: Buses, runtime: Runtime) {
  const ruleName = ({ properties, logicalId }: Resource) =>
    (properties as RuleProperties).Name ?? runtime.nameFor(logicalId);
  const busName = ({ properties }: Resource) => String((properties as { Name?: string }).Name);

  function createRule(resource: Resource): Created {
    allowProperties(resource, RULE_PROPERTIES);
    const properties = resource.properties as RuleProperties;
    const { EventPattern, State = 'ENABLED', Targets = [] } = properties;
    const definition: RuleDefinition = {
      name: ruleName(resource),
      bus: busNameOf(properties.EventBusName),
      description: properties.Description,
      enabled: State !== 'DISABLED',
      pattern: EventPattern === undefined ? undefined : asText(EventPattern),
      schedule: properties.ScheduleExpression,
      roleArn: properties.RoleArn,
      targets: Targets,
    };
    Targets.forEach(checkTarget);
    const declared = JSON.stringify(definition);
    const known = buses.allRules().find((rule) => buses.originOf(rule)?.logicalId === resource.logicalId);
    const isSame = known?.name === definition.name && known.bus === definition.bus;
    // What the API changed stays, as long as the template says what it said.
    const rule =
      isSame && buses.originOf(known)?.declared === declared
        ? known
        : buses.put(definition, { logicalId: resource.logicalId, declared });
    // Another name is another rule.
    if (known && !isSame) buses.remove(known);
    const ref = rule.bus === 'default' ? rule.name : `${rule.bus}|${rule.name}`;
    return { ref, attributes: { Arn: rule.arn } };
  }

  function createBus(resource: Resource): Created {
    allowProperties(resource, ['Description', 'Name', 'Tags']);
    const { Description } = resource.properties as { Description?: string };
    const name = busName(resource);
    const { logicalId } = resource;
    const old = buses.allBuses().find(({ origin }) => origin?.logicalId === logicalId);
    buses.putBus(name, Description, { logicalId, declared: '' });
    if (old && old.name !== name) buses.deleteBus(old.name);
    return { ref: name, attributes: { Name: name, Arn: buses.busArn(name) } };
  }

  return {
    create: (resource: Resource): Created =>
      inTemplate(resource, () => {
        switch (resource.type) {
          case 'AWS::Events::Rule':
            return createRule(resource);
          case 'AWS::Events::EventBus':
            return createBus(resource);
          default:
            throw new TemplateError(resource.logicalId, `the type ${resource.type} is not supported.`);
        }
      }),

    delete(resource: Resource): void {
      if (resource.type === 'AWS::Events::EventBus') return buses.deleteBus(busName(resource));
      const bus = busNameOf((resource.properties as RuleProperties).EventBusName);
      const rule = buses.rulesOf(bus).find(({ name }) => name === ruleName(resource));
      if (rule) buses.remove(rule);
    },
  };
}

const asText = (pattern: unknown) => (typeof pattern === 'string' ? pattern : JSON.stringify(pattern));

/** What the service refuses, the template is told by the resource's name. */
function inTemplate<T>(resource: Resource, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new TemplateError(resource.logicalId, error.message);
  }
}
