import type { PolicyDocument, PolicyStatement, Principal } from '../../runtime/principal.ts';
import { compileConditions, type Condition } from './conditions.ts';
import { asList, asLiteral, matchesArnParts, matchesPattern, splitArn } from './match.ts';
import { isAbout } from './principals.ts';
import { hasVariables, substitute, VARIABLES_VERSION, type ConditionKeys } from './variables.ts';

/** What a statement is asked: prepared once for all statements of a decision. */
export interface Question {
  readonly caller: Principal;
  /** In lower case: actions are compared without case. */
  readonly action: string;
  readonly resource: string;
  readonly resourceParts: readonly string[];
  readonly keys: ConditionKeys;
}

/** A statement, read once: what it says to a call costs no parsing any more. */
export interface Statement {
  readonly source: PolicyStatement;
  readonly denies: boolean;
  /** Whether it is about this action, this resource and these circumstances. */
  applies(question: Question): boolean;
  /** Whether a statement of a resource's own policy speaks of this caller. */
  isAbout(caller: Principal): boolean;
}

const compiled = new WeakMap<PolicyDocument, readonly Statement[]>();

/** The statements of a policy. Documents never change, so each is read at its first use only. */
export function statementsOf(policy: PolicyDocument): readonly Statement[] {
  let statements = compiled.get(policy);
  if (!statements) {
    const knowsVariables = policy.Version === VARIABLES_VERSION;
    statements = asList(policy.Statement).map((statement) => compile(statement, knowsVariables));
    compiled.set(policy, statements);
  }
  return statements;
}

function compile(source: PolicyStatement, knowsVariables: boolean): Statement {
  const isAction = compileActions(asList(source.NotAction ?? source.Action));
  const isResource = compileResources(asList(source.NotResource ?? source.Resource), knowsVariables);
  const allActions = source.NotAction !== undefined;
  const allResources = source.NotResource !== undefined;
  // A policy of a resource may leave out which: it is its own.
  const anyResource = source.Resource === undefined && !allResources;
  const holds: Condition | undefined = compileConditions(source.Condition, knowsVariables);
  return {
    source,
    denies: source.Effect === 'Deny',
    applies: (question) =>
      isAction(question.action) !== allActions &&
      (anyResource || isResource(question) !== allResources) &&
      (holds === undefined || holds(question.keys)),
    isAbout: (caller) => isAbout(source, caller),
  };
}

function compileActions(patterns: readonly string[]): (action: string) => boolean {
  const lower = patterns.map((pattern) => pattern.toLowerCase());
  const exact = new Set(lower);
  const wild = lower.filter((pattern) => /[*?]/.test(pattern));
  return (action) => exact.has(action) || wild.some((pattern) => matchesPattern(pattern, action));
}

function compileResources(
  patterns: readonly string[],
  knowsVariables: boolean,
): (question: Question) => boolean {
  const exact = new Set(patterns);
  if (exact.has('*')) return () => true;
  const varying = knowsVariables ? patterns.filter(hasVariables) : [];
  const wild = patterns.filter((pattern) => /[*?]/.test(pattern) && !varying.includes(pattern)).map(splitArn);
  return ({ resource, resourceParts, keys }) =>
    exact.has(resource) ||
    wild.some((pattern) => matchesArnParts(pattern, resourceParts)) ||
    varying.some((pattern) => {
      const actual = substitute(pattern, keys, asLiteral);
      return actual !== undefined && matchesArnParts(splitArn(actual), resourceParts);
    });
}
