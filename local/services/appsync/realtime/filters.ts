import { FieldError } from '../errors.ts';
import { isObject } from '../json.ts';
import type { FilterCondition, SubscriptionFilter } from '../javascript/util/subscription-filter.ts';

/** Whether an object passes; made once a subscription, asked for every published object. */
export type Filter = (published: unknown) => boolean;

type Test = (field: unknown, value: unknown) => boolean;
type Scalar = string | number;

const DEEPEST_PATH = 5;
const LONGEST_PATH = 256;
const MOST_IN = 5;
const MOST_ANY = 20;

const isScalar = (value: unknown): value is Scalar => typeof value === 'string' || typeof value === 'number';
/** Order exists between two numbers or two texts, and nowhere else. */
const compared =
  (holds: (field: Scalar, value: Scalar) => boolean): Test =>
  (field, value) =>
    isScalar(field) && isScalar(value) && typeof field === typeof value && holds(field, value);
const contains: Test = (field, value) =>
  Array.isArray(field) ? field.includes(value) : typeof field === 'string' && field.includes(String(value));
const isSearchable = (field: unknown) => Array.isArray(field) || typeof field === 'string';
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const OPERATORS: Readonly<Record<string, Test>> = {
  eq: (field, value) => field === value,
  ne: (field, value) => field !== value,
  le: compared((field, value) => field <= value),
  lt: compared((field, value) => field < value),
  ge: compared((field, value) => field >= value),
  gt: compared((field, value) => field > value),
  contains,
  notContains: (field, value) => isSearchable(field) && !contains(field, value),
  beginsWith: (field, value) => typeof field === 'string' && field.startsWith(String(value)),
  in: (field, value) => list(value).includes(field),
  notIn: (field, value) => !list(value).includes(field),
  // Both ends belong to it.
  between: (field, value) => {
    const [low, high] = list(value);
    return compared((f, v) => f >= v)(field, low) && compared((f, v) => f <= v)(field, high);
  },
  containsAny: (field, value) => Array.isArray(field) && list(value).some((one) => field.includes(one)),
};

const isValue = (value: unknown) => isScalar(value) || typeof value === 'boolean';
const isValueList = (value: unknown, most: number, least = 1) =>
  Array.isArray(value) && value.length >= least && value.length <= most && value.every(isValue);

const VALUES: Readonly<Record<string, (value: unknown) => boolean>> = {
  eq: isValue,
  ne: isValue,
  le: isScalar,
  lt: isScalar,
  ge: isScalar,
  gt: isScalar,
  contains: isValue,
  notContains: isValue,
  beginsWith: (value) => typeof value === 'string',
  in: (value) => isValueList(value, MOST_IN),
  notIn: (value) => isValueList(value, MOST_IN),
  between: (value) => isValueList(value, 2, 2),
  containsAny: (value) => isValueList(value, MOST_ANY),
};

/**
 * An enhanced filter as a test: conditions of one group all hold, of several groups one does. A field that
 * was not published fails every condition, `ne` too. A filter without any group lets nothing pass, and none lets
 * a list pass: AppSync drops it.
 * Throws `FieldError` for a filter outside AppSync's limits.
 */
export function enhancedFilter(filter: unknown): Filter {
  const groups = readFilter(filter).filterGroup.map(({ filters }) => filters.map(readCondition));
  return (published) => groups.some((conditions) => conditions.every((holds) => holds(published)));
}

function readFilter(filter: unknown): SubscriptionFilter {
  const groups = isObject(filter) ? filter['filterGroup'] : undefined;
  const isFilter =
    Array.isArray(groups) && groups.every((group) => isObject(group) && Array.isArray(group['filters']));
  if (!isFilter) throw invalid('it needs filterGroup: [{filters: [...]}]');
  return filter as unknown as SubscriptionFilter;
}

function readCondition({ fieldName, operator, value }: FilterCondition): Filter {
  const test = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined;
  if (!test) throw invalid(`the operator ${String(operator)} is unknown`);
  const path = typeof fieldName === 'string' && fieldName.length <= LONGEST_PATH ? fieldName.split('.') : [];
  if (path.length === 0 || path.length > DEEPEST_PATH)
    throw invalid('a field name has 1 to 5 parts and 256 characters');
  if (!VALUES[operator]!(value)) throw invalid(`the value of ${operator} on ${fieldName} is not of its kind`);
  return (published) => {
    const field = path.reduce<unknown>(
      (at, name) => (isObject(at) && Object.hasOwn(at, name) ? at[name] : undefined),
      published,
    );
    return field !== undefined && test(field, value);
  };
}

const invalid = (reason: string) => new FieldError(`Invalid subscription filter: ${reason}.`, 'BadRequest');

/**
 * The filter that AppSync makes of the subscription's own arguments: every argument that was passed equals
 * the published field of the same name. An argument passed as null wants null; one left out wants nothing.
 */
export function argumentFilter(args: Readonly<Record<string, unknown>>): Filter {
  const wanted = Object.entries(args).filter(([, value]) => value !== undefined);
  return (published) =>
    wanted.every(
      ([name, value]) =>
        isObject(published) && Object.hasOwn(published, name) && isSame(published[name], value),
    );
}

const isSame = (field: unknown, value: unknown) =>
  field === value || (isScalar(field) && isScalar(value) && String(field) === String(value));
