import { TemplateError } from '../runtime/errors.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Created } from '../runtime/service.ts';
import type { StackSource } from './assembly.ts';
import { evaluate, type Scope } from './intrinsics.ts';

/**
 * What the intrinsic functions of one stack refer to: its parameters, the pseudo-parameters, its mappings and
 * conditions, and the resources that are made already.
 */
export function scopeOf(options: {
  readonly source: StackSource;
  readonly parameters: ReadonlyMap<string, unknown>;
  readonly created: ReadonlyMap<string, Created>;
  readonly runtime: Runtime;
  readonly stackId: string;
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
          ? `refers to the parameter ${name}, which has no default and was given no value (--parameter ${name}=VALUE).`
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
    mapping: (map, first, second) => template.Mappings?.[map]?.[first]?.[second],
  };
  return scope;
}
