import { TemplateError } from '../runtime/errors.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Created, Resource } from '../runtime/service.ts';
import type { StackSource, Template } from './assembly.ts';
import { withLocalCode } from './code-assets.ts';
import { evaluate, type Scope } from './intrinsics.ts';
import { creationOrder } from './order.ts';
import { parameterValues } from './parameters.ts';

/** A stack as it stands after all its resources were made. */
export interface Stack {
  readonly id: string;
  readonly name: string;
  readonly source: StackSource;
  readonly parameters: ReadonlyMap<string, unknown>;
  readonly resources: readonly StackResource[];
  readonly outputs: readonly StackOutput[];
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

export interface StackResource {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
}

export interface StackOutput {
  readonly key: string;
  readonly value: string;
  readonly description: string | undefined;
}

/**
 * Makes every resource of a stack, in dependency order.
 *
 * @param createResource makes one resource; called with every intrinsic resolved
 * @throws TemplateError naming the logical id that cannot be made
 */
export async function createStack(options: {
  readonly source: StackSource;
  readonly parameters: Readonly<Record<string, string>>;
  readonly runtime: Runtime;
  readonly createResource: (resource: Resource) => Promise<Created>;
}): Promise<Stack> {
  const { source, runtime, createResource } = options;
  const { template, stackName } = source;
  checkTemplate(template);
  const id = runtime.arn('cloudformation', `stack/${stackName}/${runtime.idFor('stack', 32)}`);
  const parameters = parameterValues(template.Parameters, options.parameters);
  const created = new Map<string, Created>();
  const scope = scopeOf({ source, parameters, created, runtime, stackId: id });

  const wanted = Object.fromEntries(
    Object.entries(template.Resources).filter(
      ([, { Condition }]) => !Condition || scope.condition(Condition),
    ),
  );
  const resources: StackResource[] = [];
  for (const logicalId of creationOrder(wanted)) {
    const { Type: type, Properties } = wanted[logicalId]!;
    const properties = evaluate(Properties ?? {}, scope, logicalId);
    const made = await createResource(withLocalCode({ logicalId, type, properties }, source));
    created.set(logicalId, made);
    resources.push({ logicalId, type, physicalId: made.ref });
  }

  const outputs = Object.entries(template.Outputs ?? {})
    .filter(([, { Condition }]) => !Condition || scope.condition(Condition))
    .map(([key, output]) => ({
      key,
      value: String(evaluate(output.Value, scope, key)),
      description: output.Description,
    }));
  return { id, name: stackName, source, parameters, resources, outputs, createdAt: runtime.clock.now() };
}

/** What CloudFormation refuses before it makes anything, and macros, which this machine does not run. */
function checkTemplate({ Transform, Resources }: Template): void {
  if (Transform !== undefined)
    throw new TemplateError('Transform', 'macros are not handled on this machine.');
  for (const [logicalId, { DependsOn = [] }] of Object.entries(Resources))
    for (const other of [DependsOn].flat())
      if (!Object.hasOwn(Resources, other))
        throw new TemplateError(logicalId, `depends on ${other}, which is not a resource of this stack.`);
}

function scopeOf(options: {
  source: StackSource;
  parameters: ReadonlyMap<string, unknown>;
  created: ReadonlyMap<string, Created>;
  runtime: Runtime;
  stackId: string;
}): Scope {
  const { source, parameters, created, runtime, stackId } = options;
  const { template, stackName } = source;
  const pseudo: Readonly<Record<string, unknown>> = {
    'AWS::AccountId': runtime.accountId,
    'AWS::Region': runtime.region,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stackName,
    'AWS::StackId': stackId,
    'AWS::NotificationARNs': [],
  };
  const conditions = new Map<string, boolean | 'open'>();

  const scope: Scope = {
    region: runtime.region,
    ref(name, where) {
      if (Object.hasOwn(pseudo, name)) return pseudo[name];
      if (parameters.has(name)) return parameters.get(name);
      const resource = created.get(name);
      if (resource) return resource.ref;
      const declared = template.Parameters && Object.hasOwn(template.Parameters, name);
      throw new TemplateError(
        where,
        declared
          ? `refers to the parameter ${name}, which was given no value.`
          : `refers to ${name}, which is neither a parameter nor a resource of this stack.`,
      );
    },
    getAtt(logicalId, attribute, where) {
      const resource = created.get(logicalId);
      if (!resource)
        throw new TemplateError(where, `refers to ${logicalId}, which is not a resource of this stack.`);
      const value = resource.attributes?.[attribute];
      if (value === undefined)
        throw new TemplateError(
          where,
          `refers to ${logicalId}.${attribute}, an attribute that it does not have on this machine.`,
        );
      return value;
    },
    condition(name) {
      const known = conditions.get(name);
      if (known === 'open') throw new TemplateError(name, 'the condition refers to itself.');
      if (known !== undefined) return known;
      const expression = template.Conditions?.[name];
      if (expression === undefined) throw new TemplateError(name, 'the template has no such condition.');
      conditions.set(name, 'open');
      const value = Boolean(evaluate(expression, scope, name));
      conditions.set(name, value);
      return value;
    },
    mapping(map, first, second) {
      const value = template.Mappings?.[map]?.[first]?.[second];
      if (value === undefined) throw new TemplateError(map, `has no entry ${first} / ${second}.`);
      return value;
    },
  };
  return scope;
}
