import type { PolicyStatement } from '../../runtime/principal.ts';
import { asList, matchesArn, matchesPattern } from './match.ts';

/** The values of the condition keys of one call, key names in lower case. */
export type ConditionContext = ReadonlyMap<string, readonly string[]>;

type Test = (policyValue: string, actual: string) => boolean;

const number =
  (test: (a: number, b: number) => boolean): Test =>
  (policy, actual) =>
    test(Number(actual), Number(policy));
const date =
  (test: (a: number, b: number) => boolean): Test =>
  (policy, actual) =>
    test(Date.parse(actual), Date.parse(policy));
const equal: Test = (policy, actual) => policy === actual;
const equalIgnoringCase: Test = (policy, actual) => policy.toLowerCase() === actual.toLowerCase();

/** The operators by name. A negated one holds when no value of the policy matches. */
const OPERATORS: Readonly<Record<string, { readonly test: Test; readonly negated?: true }>> = {
  StringEquals: { test: equal },
  StringNotEquals: { test: equal, negated: true },
  StringEqualsIgnoreCase: { test: equalIgnoringCase },
  StringNotEqualsIgnoreCase: { test: equalIgnoringCase, negated: true },
  StringLike: { test: matchesPattern },
  StringNotLike: { test: matchesPattern, negated: true },
  ArnEquals: { test: matchesArn },
  ArnLike: { test: matchesArn },
  ArnNotEquals: { test: matchesArn, negated: true },
  ArnNotLike: { test: matchesArn, negated: true },
  Bool: { test: equalIgnoringCase },
  NumericEquals: { test: number((a, b) => a === b) },
  NumericNotEquals: { test: number((a, b) => a === b), negated: true },
  NumericLessThan: { test: number((a, b) => a < b) },
  NumericLessThanEquals: { test: number((a, b) => a <= b) },
  NumericGreaterThan: { test: number((a, b) => a > b) },
  NumericGreaterThanEquals: { test: number((a, b) => a >= b) },
  DateLessThan: { test: date((a, b) => a < b) },
  DateLessThanEquals: { test: date((a, b) => a <= b) },
  DateGreaterThan: { test: date((a, b) => a > b) },
  DateGreaterThanEquals: { test: date((a, b) => a >= b) },
};

interface Operator {
  readonly test: Test;
  readonly negated: boolean;
  readonly ifExists: boolean;
  readonly forEach: 'any' | 'all' | undefined;
}

/** The operator behind a name such as `ForAllValues:StringLikeIfExists`; `undefined` when unknown. */
export function findOperator(name: string): Operator | undefined {
  const [, quantifier, base, suffix] = /^(?:(ForAnyValue|ForAllValues):)?(\w+?)(IfExists)?$/.exec(name) ?? [];
  const known = base !== undefined && Object.hasOwn(OPERATORS, base) ? OPERATORS[base] : undefined;
  if (!known) return undefined;
  return {
    test: known.test,
    negated: known.negated ?? false,
    ifExists: suffix !== undefined,
    forEach: quantifier === 'ForAnyValue' ? 'any' : quantifier === 'ForAllValues' ? 'all' : undefined,
  };
}

/** Whether every condition of a statement holds. */
export function conditionsHold(condition: PolicyStatement['Condition'], context: ConditionContext): boolean {
  return Object.entries(condition ?? {}).every(([name, keys]) =>
    Object.entries(keys).every(([key, wanted]) => {
      const actual = context.get(key.toLowerCase());
      const values = asList(wanted).map(String);
      if (name === 'Null') return (actual === undefined) === (values[0] === 'true');
      const operator = findOperator(name);
      return operator !== undefined && holds(operator, values, actual);
    }),
  );
}

function holds(
  operator: Operator,
  wanted: readonly string[],
  actual: readonly string[] | undefined,
): boolean {
  if (actual === undefined) return operator.ifExists || operator.negated || operator.forEach === 'all';
  const matches = (value: string) => wanted.some((one) => operator.test(one, value)) !== operator.negated;
  return operator.forEach === 'all' || operator.negated ? actual.every(matches) : actual.some(matches);
}
