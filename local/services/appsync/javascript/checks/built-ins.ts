import type { AnyNode, Program } from 'acorn';
import { visit } from '../syntax-tree.ts';
import type { Finding } from './finding.ts';
import type { Reference } from './names.ts';
import { PROTOTYPES, STATIC } from './supported.ts';

/** Globals that are there as they are. */
const VALUES: readonly string[] = ['undefined', 'NaN', 'Infinity', 'util', 'extensions', 'runtime'];

/** Members of the realm's own objects. */
const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  ...STATIC,
  JSON: ['parse', 'stringify'],
  console: ['log', 'error'],
};

/** Methods that JavaScript's own values have and APPSYNC_JS's have not: `includes`, `padStart`, `call`, … */
const MISSING_METHODS: ReadonlySet<string> = new Set(
  [Object, Function, Number, Boolean, String, Array]
    .flatMap(({ prototype }) => Object.getOwnPropertyNames(prototype))
    .filter((name) => !Object.values<readonly string[]>(PROTOTYPES).some((kept) => kept.includes(name))),
);

/** Globals, their members and methods of values beyond what AWS documents as supported. */
export function findBuiltIns(program: Program, references: readonly Reference[]): Finding[] {
  const findings: Finding[] = [];
  for (const { node, around, binding } of references) {
    if (binding || VALUES.includes(node.name)) continue;
    const members = Object.hasOwn(MEMBERS, node.name) ? MEMBERS[node.name] : undefined;
    const place = around.at(-1)!;
    if (!members) findings.push({ rule: 'no-restricted-globals', node, what: node.name });
    else if (place.type !== 'MemberExpression' || place.object !== node)
      findings.push({ rule: 'no-disallowed-methods', node, what: `${node.name} as a function or value` });
    else if (!members.includes(memberName(place) ?? ''))
      findings.push({
        rule: 'no-disallowed-methods',
        node,
        what: `${node.name}.${memberName(place) ?? '[…]'}`,
      });
  }
  // Members of globals are judged above, those of AWS's modules by the modules' own names.
  const judged = new Set<AnyNode>(
    references.filter(({ binding }) => !binding || binding.source).map(({ node }) => node),
  );
  visit(program, (node) => {
    if (node.type === 'CallExpression' && node.callee.type === 'MemberExpression') {
      const name = memberName(node.callee);
      if (name && MISSING_METHODS.has(name) && !judged.has(rootOf(node.callee)))
        findings.push({ rule: 'no-disallowed-methods', node, what: name });
    }
    if (node.type === 'TaggedTemplateExpression' && !isStringRaw(node.tag as AnyNode))
      findings.push({ rule: 'no-tagged-templates', node });
  });
  return findings;
}

/** The name of a member where the code says it outright. */
export const memberName = (node: Extract<AnyNode, { type: 'MemberExpression' }>): string | undefined => {
  const { property } = node;
  if (!node.computed) return property.type === 'Identifier' ? property.name : undefined;
  return property.type === 'Literal' && typeof property.value === 'string' ? property.value : undefined;
};

/** `a` of `a.b.c`. */
const rootOf = (node: AnyNode): AnyNode =>
  node.type === 'MemberExpression' ? rootOf(node.object as AnyNode) : node;

const isStringRaw = (tag: AnyNode) =>
  tag.type === 'MemberExpression' &&
  tag.object.type === 'Identifier' &&
  tag.object.name === 'String' &&
  memberName(tag) === 'raw';
