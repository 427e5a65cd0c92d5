import { isObject } from '../../json.ts';

export interface FilterCondition {
  readonly fieldName: string;
  readonly operator: string;
  readonly value: unknown;
}

/** Alternatives (OR), each a list of conditions (AND). */
export interface SubscriptionFilter {
  readonly filterGroup: readonly { readonly filters: readonly FilterCondition[] }[];
}

type Alternatives = readonly (readonly FilterCondition[])[];

/** Alternatives beyond this many are refused: a client's filter must not multiply without end. */
const MOST_ALTERNATIVES = 1000;

/**
 * `util.transform.toSubscriptionFilter`: a filter object in disjunctive normal form. Two operators on one
 * field are alternatives, not a range; operators are handed on as they are written; `not` is a field
 * like any other. All of it as recorded from AppSync, which answers `null` for what is no filter.
 */
export function toSubscriptionFilter(
  filter: unknown,
  ignored?: unknown,
  rules?: unknown,
): SubscriptionFilter | null {
  if (!isObject(filter)) return null;
  const left = new Set(Array.isArray(ignored) ? ignored.map(String) : []);
  const alternatives = product([readGroup(filter, left), ruleAlternatives(rules)]);
  return {
    filterGroup: alternatives.filter((filters) => filters.length > 0).map((filters) => ({ filters })),
  };
}

function readGroup(group: Readonly<Record<string, unknown>>, ignored: ReadonlySet<string>): Alternatives {
  const factors = Object.entries(group).map(([name, value]): Alternatives => {
    if (name === 'and' && Array.isArray(value))
      return product(value.filter(isObject).map((m) => readGroup(m, ignored)));
    if (name === 'or' && Array.isArray(value)) {
      const branches = value.filter(isObject).flatMap((member) => readGroup(member, ignored));
      return neutralWhenEmpty(branches.filter((branch) => branch.length > 0));
    }
    return ignored.has(name) ? NEUTRAL : neutralWhenEmpty(readField(name, value));
  });
  return product(factors);
}

function ruleAlternatives(rules: unknown): Alternatives {
  if (!isObject(rules)) return NEUTRAL;
  return neutralWhenEmpty(Object.entries(rules).flatMap(([field, operators]) => readField(field, operators)));
}

const readField = (fieldName: string, operators: unknown): Alternatives =>
  isObject(operators)
    ? Object.entries(operators).map(([operator, value]) => [{ fieldName, operator, value }])
    : [];

/** One alternative that asks for nothing. */
const NEUTRAL: Alternatives = [[]];
const neutralWhenEmpty = (alternatives: Alternatives) => (alternatives.length > 0 ? alternatives : NEUTRAL);

/** Every way to take one alternative of each factor. */
function product(factors: readonly Alternatives[]): Alternatives {
  return factors.reduce<Alternatives>((all, factor) => {
    if (all.length * factor.length > MOST_ALTERNATIVES)
      throw new RangeError('The filter has too many alternatives.');
    return all.flatMap((one) => factor.map((other) => [...one, ...other]));
  }, NEUTRAL);
}
