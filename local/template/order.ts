import { TemplateError } from '../runtime/errors.ts';
import type { TemplateResource } from './assembly.ts';
import { parseSub } from './sub.ts';

/**
 * The logical ids in an order in which each comes after all that it refers to (`Ref`, `Fn::GetAtt`,
 * `Fn::Sub`, `DependsOn`). Throws `TemplateError` for a circle, naming its members.
 */
export function creationOrder(resources: Readonly<Record<string, TemplateResource>>): string[] {
  const order: string[] = [];
  const state = new Map<string, 'open' | 'done'>();

  const visit = (logicalId: string, path: readonly string[]): void => {
    if (state.get(logicalId) === 'done') return;
    if (state.get(logicalId) === 'open') {
      const circle = [...path.slice(path.indexOf(logicalId)), logicalId];
      throw new TemplateError(logicalId, `circular dependency: ${circle.join(' → ')}`);
    }
    state.set(logicalId, 'open');
    for (const dependency of dependencies(resources[logicalId]!))
      if (Object.hasOwn(resources, dependency)) visit(dependency, [...path, logicalId]);
    state.set(logicalId, 'done');
    order.push(logicalId);
  };

  for (const logicalId of Object.keys(resources)) visit(logicalId, []);
  return order;
}

function dependencies(resource: TemplateResource): Set<string> {
  const found = new Set<string>(
    ([] as string[]).concat((resource.DependsOn as string | string[] | undefined) ?? []),
  );
  collect(resource.Properties, found);
  return found;
}

function collect(value: unknown, found: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, found);
    return;
  }
  if (value === null || typeof value !== 'object') return;
  for (const [name, argument] of Object.entries(value)) {
    if (name === 'Ref' && typeof argument === 'string') found.add(argument);
    else if (name === 'Fn::GetAtt')
      found.add(typeof argument === 'string' ? argument.split('.')[0]! : String((argument as unknown[])[0]));
    else if (name === 'Fn::Sub') {
      const template = Array.isArray(argument) ? (argument as unknown[])[0] : argument;
      for (const part of parseSub(String(template)))
        if (part.kind === 'variable') found.add(part.name.split('.')[0]!);
      if (Array.isArray(argument)) collect(argument[1], found);
    } else collect(argument, found);
  }
}
