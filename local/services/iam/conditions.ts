import type { PolicyStatement } from '../../runtime/principal.ts';
import { asList, asLiteral } from './match.ts';
import { findOperator, type Operator } from './operators.ts';
import { hasVariables, substitute, type ConditionKeys } from './variables.ts';

/** Whether every condition of a statement holds for a call. */
export type Condition = (keys: ConditionKeys) => boolean;

/** A statement's conditions, read once. One with an operator that is not known never holds. */
export function compileConditions(
  condition: PolicyStatement['Condition'],
  knowsVariables: boolean,
): Condition | undefined {
  const all = Object.entries(condition ?? {}).flatMap(([name, keys]) => {
    const operator = findOperator(name);
    return Object.entries(keys).map(([key, wanted]) =>
      operator ? one(operator, key.toLowerCase(), asList(wanted).map(String), knowsVariables) : never,
    );
  });
  return all.length === 0 ? undefined : (keys) => all.every((holds) => holds(keys));
}

const never: Condition = () => false;
const asItIs = (value: string) => value;

function one(operator: Operator, key: string, wanted: readonly string[], knowsVariables: boolean): Condition {
  if (operator.name === 'Null') return (keys) => (keys.get(key) === undefined) === (wanted[0] === 'true');
  if (!knowsVariables || !operator.compares || !wanted.some(hasVariables))
    return (keys) => holds(operator, wanted, keys.get(key));
  const asValue = operator.compares === 'patterns' ? asLiteral : asItIs;
  return (keys) => {
    const values = wanted
      .map((value) => substitute(value, keys, asValue))
      .filter((value) => value !== undefined);
    return holds(operator, values, keys.get(key));
  };
}

function holds(
  operator: Operator,
  wanted: readonly string[],
  actual: readonly string[] | undefined,
): boolean {
  if (actual === undefined || actual.length === 0)
    return (
      operator.ifExists || operator.forEach === 'all' || (operator.negated && operator.forEach !== 'any')
    );
  const matches = (value: string) => wanted.some((one) => operator.test(one, value)) !== operator.negated;
  if (operator.forEach) return operator.forEach === 'all' ? actual.every(matches) : actual.some(matches);
  return operator.negated ? actual.every(matches) : actual.some(matches);
}
