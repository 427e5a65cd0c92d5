import type { AnyNode, Program } from 'acorn';
import { visit } from '../syntax-tree.ts';
import type { Finding } from './finding.ts';

type Rule<T extends AnyNode['type']> = (node: Extract<AnyNode, { type: T }>) => string | undefined;
type Rules = { readonly [T in AnyNode['type']]?: Rule<T> };

const isAsync = (node: { readonly async: boolean; readonly generator: boolean }) =>
  node.async ? 'no-async' : node.generator ? 'no-generators' : undefined;

/**
 * What APPSYNC_JS refuses, by node type. The names are those of AWS's own lint rules where it has one
 * (`@aws-appsync/eslint-plugin`); `no-throw`, `no-new` and a few more it lacks, though the service refuses them.
 */
const RULES: Rules = {
  ThrowStatement: () => 'no-throw',
  TryStatement: () => 'no-try',
  AwaitExpression: () => 'no-await',
  YieldExpression: () => 'no-yield',
  ClassDeclaration: () => 'no-classes',
  ClassExpression: () => 'no-classes',
  NewExpression: ({ callee }) =>
    callee.type === 'Identifier' && callee.name === 'Promise' ? 'no-promise' : 'no-new',
  WhileStatement: () => 'no-while',
  DoWhileStatement: () => 'no-while',
  ForStatement: () => 'no-for',
  ForOfStatement: (node) => (node.await ? 'no-await' : undefined),
  ContinueStatement: () => 'no-continue',
  LabeledStatement: () => 'no-labels',
  ThisExpression: () => 'no-this',
  UpdateExpression: () => 'no-disallowed-unary-operators',
  UnaryExpression: ({ operator }) => (operator === '~' ? 'no-disallowed-unary-operators' : undefined),
  BinaryExpression: ({ operator }) =>
    operator === 'in'
      ? 'no-in-operator'
      : operator === 'instanceof'
        ? 'no-disallowed-binary-operators'
        : undefined,
  Literal: (node) => (node.regex ? 'no-regex' : node.bigint ? 'no-bigint' : undefined),
  FunctionDeclaration: isAsync,
  FunctionExpression: isAsync,
  ArrowFunctionExpression: isAsync,
  WithStatement: () => 'no-with',
  DebuggerStatement: () => 'no-debugger',
  ImportExpression: () => 'no-dynamic-import',
  MetaProperty: () => 'no-meta',
};

export function findSyntax(program: Program): Finding[] {
  const findings: Finding[] = [];
  visit(program, (node) => {
    const rule = (RULES[node.type] as ((node: AnyNode) => string | undefined) | undefined)?.(node);
    if (rule) findings.push({ rule, node });
  });
  return findings;
}
