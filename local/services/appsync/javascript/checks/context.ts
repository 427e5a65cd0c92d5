import type { AnyNode } from 'acorn';
import { memberName } from './built-ins.ts';
import type { Finding } from './finding.ts';
import type { Reference } from './names.ts';

/**
 * The context of a handler is read-only, and so are its own members: `ctx.stash.a = 1` is allowed, `ctx.stash = {}`
 * is not.
 *
 * @param handlers the functions that the code exports
 */
export function findContextWrites(
  references: readonly Reference[],
  handlers: ReadonlySet<AnyNode | undefined>,
): Finding[] {
  return references.flatMap(({ node, around, binding }): Finding[] => {
    const { parameter } = binding ?? {};
    if (parameter?.index !== 0 || !handlers.has(parameter.of)) return [];
    const member = around.at(-1);
    const isMember = member?.type === 'MemberExpression' && member.object === node;
    const written = isMember ? member : node;
    const place = around.at(isMember ? -2 : -1);
    return place && writes(place, written)
      ? [{ rule: 'no-disallowed-re-assignment', node, what: textOf(written) }]
      : [];
  });
}

function writes(place: AnyNode, target: AnyNode): boolean {
  switch (place.type) {
    case 'AssignmentExpression':
    case 'ForInStatement':
    case 'ForOfStatement':
      return place.left === target;
    case 'UnaryExpression':
      return place.operator === 'delete';
    default:
      return false;
  }
}

const textOf = (node: AnyNode): string =>
  node.type === 'MemberExpression'
    ? `${textOf(node.object as AnyNode)}.${memberName(node) ?? '[…]'}`
    : node.type === 'Identifier'
      ? node.name
      : '…';
