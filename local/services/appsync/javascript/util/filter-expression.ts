import { isObject, type JsonObject } from '../../json.ts';
import { toTyped, type TypedValue } from './dynamodb.ts';

/** An expression of a DynamoDB request in AppSync's form. */
export interface Expression {
  readonly expression: string;
  readonly expressionNames: Record<string, string>;
  readonly expressionValues: Record<string, TypedValue>;
}

const COMPARISONS: Readonly<Record<string, string>> = {
  eq: '=',
  ne: '<>',
  lt: '<',
  le: '<=',
  gt: '>',
  ge: '>=',
};
const FUNCTIONS: Readonly<Record<string, string>> = {
  contains: 'contains',
  notContains: 'NOT contains',
  beginsWith: 'begins_with',
};
const TYPES: Readonly<Record<string, string>> = {
  _null: 'NULL',
  string: 'S',
  stringSet: 'SS',
  number: 'N',
  numberSet: 'NS',
  binary: 'B',
  binarySet: 'BS',
  boolean: 'BOOL',
  list: 'L',
  map: 'M',
};

/** The filter is none that AppSync can write as an expression. */
class Unreadable extends Error {}

/**
 * A filter object as an expression: names are `#<field>`, values `:<path>_<field>_<operator>`, the path
 * being the groups around the field. The forms are those recorded from AppSync. `null` when the filter
 * cannot be written, as AppSync answers.
 */
export function toExpression(filter: unknown): Expression | null {
  const result: Expression = { expression: '', expressionNames: {}, expressionValues: {} };
  try {
    return { ...result, expression: readGroup(filter, '', result).join(' AND ') };
  } catch (error) {
    if (error instanceof Unreadable) return null;
    throw error;
  }
}

/** `util.transform.toDynamoDBFilterExpression` and `…ConditionExpression`: the same as a JSON text. */
export function toDynamoDbExpression(filter: unknown): string | null {
  const expression = toExpression(filter);
  return expression && JSON.stringify(expression);
}

function readGroup(filter: unknown, path: string, out: Expression): string[] {
  if (!isObject(filter)) throw new Unreadable();
  return Object.entries(filter)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => {
      if (name === 'and' || name === 'or') return readMembers(name, value, path, out);
      if (name === 'not')
        return isObject(value) ? `(NOT ${wrap(readGroup(value, `${path}not_`, out))})` : unreadable();
      return readField(name, value, path, out);
    });
}

function readMembers(name: 'and' | 'or', members: unknown, path: string, out: Expression): string {
  if (!Array.isArray(members)) throw new Unreadable();
  const terms = members.map((member, index) => wrap(readGroup(member, `${path}${name}_${index}_`, out)));
  return wrap(terms, name === 'and' ? ' AND ' : ' OR ');
}

function readField(field: string, operators: unknown, path: string, out: Expression): string {
  if (!isObject(operators)) throw new Unreadable();
  out.expressionNames[`#${field}`] = field;
  return wrap(readOperators(`#${field}`, operators, `${path}${field}`, out, `#${field}`));
}

function readOperators(
  operand: string,
  operators: JsonObject,
  path: string,
  out: Expression,
  name: string,
): string[] {
  return Object.entries(operators)
    .filter(([, value]) => value !== undefined)
    .map(([operator, value]) => readOperator(operand, operator, value, `${path}_${operator}`, out, name));
}

function readOperator(
  operand: string,
  operator: string,
  value: unknown,
  path: string,
  out: Expression,
  name: string,
): string {
  const bind = (suffix: string, bound: TypedValue) => {
    out.expressionValues[`:${path}${suffix}`] = bound;
    return `:${path}${suffix}`;
  };
  if (COMPARISONS[operator]) return `(${operand} ${COMPARISONS[operator]} ${bind('', toTyped(value))})`;
  if (FUNCTIONS[operator]) return `(${FUNCTIONS[operator]}(${operand},${bind('', toTyped(value))}))`;
  switch (operator) {
    case 'between':
      if (!Array.isArray(value) || value.length < 2) throw new Unreadable();
      return `(${operand} BETWEEN ${bind('_start', toTyped(value[0]))} AND ${bind('_end', toTyped(value[1]))})`;
    case 'in': {
      if (!Array.isArray(value)) throw new Unreadable();
      if (value.length === 0) return '(null)';
      return `(${operand} IN (${value.map((item, index) => bind(`_${index}`, toTyped(item))).join(', ')}))`;
    }
    case 'attributeExists':
      if (typeof value !== 'boolean') throw new Unreadable();
      return `(attribute_${value ? '' : 'not_'}exists(${operand}))`;
    case 'attributeType': {
      const type = typeof value === 'string' ? TYPES[value] : undefined;
      return type ? `(attribute_type(${operand},${bind('', { S: type })}))` : unreadable();
    }
    case 'size':
      if (!isObject(value)) throw new Unreadable();
      return wrap(readOperators(`size(${name})`, value, path, out, name));
    default:
      return unreadable();
  }
}

const wrap = (terms: readonly string[], joiner = ' AND ') =>
  terms.length > 1 ? `(${terms.join(joiner)})` : terms.join('');

function unreadable(): never {
  throw new Unreadable();
}
