import type { AnyNode, Program } from 'acorn';
import { isFunction, visit, type FunctionNode } from '../syntax-tree.ts';
import type { Finding } from './finding.ts';
import type { Reference } from './names.ts';

/** The only methods that take a function: array methods that call it once for each member. */
const CALLBACK_METHODS: ReadonlySet<string> = new Set(
  'map find filter findIndex findLast findLastIndex forEach reduce reduceRight every some flatMap'.split(' '),
);

/** Functions are called by their names: they do not call themselves, and are no values to hand around. */
export function findFunctions(program: Program, references: readonly Reference[]): Finding[] {
  const functionOf = new Map(references.map(({ node, binding }) => [node as AnyNode, binding?.value]));
  const isFunctionValue = (node: AnyNode | null | undefined) =>
    isFunction(node) || (node ? isFunction(functionOf.get(node)) : false);

  const findings: Finding[] = [...findRecursion(references)];
  visit(program, (node) => {
    switch (node.type) {
      case 'ReturnStatement':
        if (isFunctionValue(node.argument as AnyNode | null | undefined))
          findings.push({ rule: 'no-function-return', node });
        break;
      case 'ArrowFunctionExpression':
        if (isFunctionValue(node.body as AnyNode)) findings.push({ rule: 'no-function-return', node });
        break;
      case 'VariableDeclarator':
        if (node.init?.type === 'Identifier' && isFunctionValue(node.init))
          findings.push({ rule: 'no-function-reassign', node });
        break;
      case 'AssignmentExpression':
        if (node.right.type === 'Identifier' && isFunctionValue(node.right))
          findings.push({ rule: 'no-function-reassign', node });
        break;
      case 'CallExpression':
        if (
          node.arguments.some((one) => isFunctionValue(one as AnyNode)) &&
          !takesFunction(node.callee as AnyNode)
        )
          findings.push({ rule: 'no-function-passing', node });
        break;
    }
  });
  return findings;
}

const takesFunction = (callee: AnyNode) =>
  callee.type === 'MemberExpression' &&
  callee.property.type === 'Identifier' &&
  CALLBACK_METHODS.has(callee.property.name);

/** Calls that lead back into the function they stand in, directly or through others. */
function findRecursion(references: readonly Reference[]): Finding[] {
  const calls = references.flatMap(({ node, around, binding }) => {
    const call = around.at(-1);
    const caller = around.findLast(isFunction);
    return call?.type === 'CallExpression' && call.callee === node && caller && isFunction(binding?.value)
      ? [{ node, caller, called: binding.value }]
      : [];
  });
  const calledBy = Map.groupBy(calls, ({ caller }) => caller);
  const reaches = (from: FunctionNode, wanted: FunctionNode, seen: Set<FunctionNode>): boolean => {
    if (from === wanted) return true;
    if (seen.has(from)) return false;
    seen.add(from);
    return (calledBy.get(from) ?? []).some(({ called }) => reaches(called, wanted, seen));
  };
  return calls
    .filter(({ caller, called }) => reaches(called, caller, new Set()))
    .map(({ node }) => ({ rule: 'no-recursion', node, what: node.name }));
}
