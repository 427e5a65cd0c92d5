import { parse, type Node, type Program } from 'acorn';

/** Longest code of one resolver or function, in characters. */
const LONGEST_CODE = 32_768;

type Rule = (node: Record<string, unknown>) => string | undefined;

const always =
  (rule: string): Rule =>
  () =>
    rule;
const isAsync: Rule = (node) =>
  node['async'] ? 'no-async' : node['generator'] ? 'no-generators' : undefined;

/**
 * What APPSYNC_JS refuses, by node type. The names are those of AWS's own lint rules where it has one
 * (`@aws-appsync/eslint-plugin`); `no-throw` and `no-new` it lacks, though the service refuses both.
 */
const RULES: Readonly<Record<string, Rule>> = {
  ThrowStatement: always('no-throw'),
  TryStatement: always('no-try'),
  AwaitExpression: always('no-await'),
  YieldExpression: always('no-yield'),
  ClassDeclaration: always('no-classes'),
  ClassExpression: always('no-classes'),
  NewExpression: always('no-new'),
  WhileStatement: always('no-while'),
  DoWhileStatement: always('no-while'),
  ForStatement: always('no-for'),
  ForOfStatement: (node) => (node['await'] ? 'no-await' : undefined),
  ContinueStatement: always('no-continue'),
  LabeledStatement: always('no-labels'),
  ThisExpression: always('no-this'),
  UpdateExpression: always('no-disallowed-unary-operators'),
  UnaryExpression: (node) => (node['operator'] === '~' ? 'no-disallowed-unary-operators' : undefined),
  BinaryExpression: (node) =>
    node['operator'] === 'in'
      ? 'no-in-operator'
      : node['operator'] === 'instanceof'
        ? 'no-disallowed-binary-operators'
        : undefined,
  Literal: (node) => (node['regex'] ? 'no-regex' : node['bigint'] ? 'no-bigint' : undefined),
  FunctionDeclaration: isAsync,
  FunctionExpression: isAsync,
  ArrowFunctionExpression: isAsync,
  WithStatement: always('no-with'),
  DebuggerStatement: always('no-debugger'),
  ImportExpression: always('no-dynamic-import'),
  MetaProperty: always('no-meta'),
};

/** Parses a resolver's code and refuses what AppSync refuses. Throws an `Error` that names rule and line. */
export function checkCode(code: string): Program {
  if (code.length === 0 || code.length > LONGEST_CODE)
    throw new Error(`the code has ${code.length} characters; AppSync takes 1 to ${LONGEST_CODE}.`);
  const program = parse(code, { ecmaVersion: 'latest', sourceType: 'module', locations: true });
  visit(program, (node) => {
    const rule = RULES[node.type]?.(node as unknown as Record<string, unknown>);
    if (rule)
      throw new Error(`APPSYNC_JS does not allow this: ${rule}, at line ${node.loc?.start.line ?? '?'}.`);
  });
  return program;
}

/** Shows every node of a tree, those around others first. */
export function visit(node: Node, see: (node: Node) => void): void {
  see(node);
  for (const value of Object.values(node))
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) visit(child, see);
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
