import { TemplateError } from '../runtime/errors.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Created } from '../runtime/service.ts';
import type { StackSource, Template } from './assembly.ts';
import { codeHash, withLocalCode } from './code-assets.ts';
import type { Deployment } from './deployment.ts';
import { evaluate, type Scope } from './intrinsics.ts';
import { creationOrder } from './order.ts';
import { parameterValues } from './parameters.ts';
import { scopeOf } from './scope.ts';

/** A stack as it stands after all its resources were made. */
export interface Stack {
  readonly id: string;
  readonly name: string;
  readonly source: StackSource;
  readonly parameters: ReadonlyMap<string, unknown>;
  readonly resources: readonly StackResource[];
  readonly outputs: readonly StackOutput[];
  /** When it was first made, perhaps by an earlier process, in milliseconds since the epoch. */
  readonly createdAt: number;
  /** When this process last updated it; absent when it only started it. */
  readonly updatedAt: number | undefined;
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
 * Brings every resource of a stack to what the template says, in dependency order.
 *
 * @throws TemplateError naming the logical id that cannot be made
 */
export async function applyTemplate(options: {
  readonly source: StackSource;
  readonly parameters: Readonly<Record<string, string>>;
  readonly runtime: Runtime;
  readonly deployment: Deployment;
  readonly createdAt: number;
  /** Reads an SSM parameter; `undefined` when there is none. */
  readonly readSsm: (name: string) => string | undefined;
  /** The stack as it runs, if this is an update of it. */
  readonly previous: Stack | undefined;
}): Promise<Stack> {
  const { source, runtime, deployment, createdAt, previous } = options;
  const { template, stackName } = source;
  checkTemplate(template);
  const id = runtime.arn('cloudformation', `stack/${stackName}/${runtime.idFor('stack', 32)}`);
  const parameters = parameterValues(template.Parameters, options.parameters, options.readSsm);
  const created = new Map<string, Created>();
  const scope = scopeOf({ source, parameters, created, runtime, stackId: id });

  const wanted = Object.fromEntries(
    Object.entries(template.Resources).filter(
      ([, { Condition }]) => !Condition || scope.condition(Condition),
    ),
  );
  const resources: StackResource[] = [];
  for (const logicalId of creationOrder(wanted)) {
    const declared = wanted[logicalId]!;
    const properties = evaluate(declared.Properties ?? {}, scope, logicalId);
    const resource = withLocalCode({ logicalId, type: declared.Type, properties }, source);
    const made = await deployment.apply(resource, codeHash(resource, source), declared);
    created.set(logicalId, made);
    resources.push({ logicalId, type: declared.Type, physicalId: made.ref });
  }
  return {
    ...{ id, name: stackName, source, parameters, resources, createdAt },
    outputs: outputsOf(template, scope),
    updatedAt: previous && runtime.clock.now(),
  };
}

function outputsOf({ Outputs = {} }: Template, scope: Scope): StackOutput[] {
  return Object.entries(Outputs)
    .filter(([, { Condition }]) => !Condition || scope.condition(Condition))
    .map(([key, output]) => ({
      key,
      value: String(evaluate(output.Value, scope, key)),
      description: output.Description,
    }));
}

/** What CloudFormation refuses before it makes anything, and what this machine does not run. */
function checkTemplate({ Transform, Resources }: Template): void {
  if (Transform !== undefined)
    throw new TemplateError(
      'Transform',
      'macros are not handled on this machine. Give what AWS made of the template: ' +
        'aws cloudformation get-template --template-stage Processed.',
    );
  for (const [logicalId, resource] of Object.entries(Resources)) {
    for (const other of [resource.DependsOn ?? []].flat())
      if (!Object.hasOwn(Resources, other))
        throw new TemplateError(logicalId, `depends on ${other}, which is not a resource of this stack.`);
    for (const attribute of ['CreationPolicy', 'UpdatePolicy'])
      if (attribute in resource)
        throw new TemplateError(logicalId, `the attribute ${attribute} is not handled on this machine.`);
  }
}
