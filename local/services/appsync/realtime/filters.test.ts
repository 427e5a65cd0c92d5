import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toSubscriptionFilter, type FilterCondition } from '../javascript/util/subscription-filter.ts';
import { argumentFilter, enhancedFilter } from './filters.ts';

const one = (operator: string, value: unknown, fieldName = 'f') =>
  enhancedFilter({ filterGroup: [{ filters: [{ fieldName, operator, value }] }] });

test.each<[string, unknown, unknown, boolean]>([
  ['eq', 1, 1, true],
  ['eq', 1, '1', false],
  ['ne', 'a', 'b', true],
  ['ne', 'a', undefined, false],
  ['le', 2, 2, true],
  ['lt', 2, 2, false],
  ['ge', 'b', 'c', true],
  ['gt', 2, '3', false],
  ['contains', 'ell', 'hello', true],
  ['contains', 1, [1, 2], true],
  ['notContains', 'x', 'hello', true],
  ['notContains', 'x', undefined, false],
  ['beginsWith', 'he', 'hello', true],
  ['in', [1, 2], 2, true],
  ['notIn', [1, 2], 3, true],
  ['between', [1, 3], 3, true],
  ['between', [1, 3], 4, false],
  ['containsAny', ['a', 'b'], ['b', 'c'], true],
  ['containsAny', ['a'], 'a', false],
])('%s %j on %j is %s', (operator, value, field, expected) => {
  expect(one(operator, value)({ f: field })).toBe(expected);
});

test('fields of nested objects are reached by a path, up to five levels', () => {
  expect(one('eq', 1, 'a.b.c.d.e')({ a: { b: { c: { d: { e: 1 } } } } })).toBe(true);
  expect(one('eq', 1, 'a.b')({ a: [{ b: 1 }] })).toBe(false);
  expect(() => one('eq', 1, 'a.b.c.d.e.f')).toThrow('5 parts');
});

test.each<[string, unknown]>([
  ['lte', 1],
  ['in', [1, 2, 3, 4, 5, 6]],
  ['between', [1]],
  ['containsAny', Array(21).fill('a')],
  ['beginsWith', 1],
  ['eq', { a: 1 }],
  ['__proto__', 1],
])('%s with %j is refused', (operator, value) => {
  expect(() => one(operator, value)).toThrow('Invalid subscription filter');
});

test('arguments: given ones must equal, null wants null, omitted ones want nothing', () => {
  const filter = argumentFilter({ id: '1', owner: null, any: undefined });
  expect(filter({ id: '1', owner: null })).toBe(true);
  expect(filter({ id: 1, owner: null })).toBe(true);
  expect(filter({ id: '1', owner: 'me' })).toBe(false);
  expect(filter({ id: '1' })).toBe(false);
});

describe('a filter in disjunctive normal form means what the filter object means', () => {
  const value = fc.integer({ min: 0, max: 3 });
  const field = fc.constantFrom('a', 'b', 'c');
  const operator = fc.constantFrom('eq', 'ne', 'le', 'ge');
  const leaf = fc
    .tuple(field, operator, value)
    .map(([name, op, v]): Readonly<Record<string, unknown>> => ({ [name]: { [op]: v } }));
  const { node } = fc.letrec<{ node: Readonly<Record<string, unknown>> }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 2 },
      leaf,
      fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((and) => ({ and })),
      fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((or) => ({ or })),
    ),
  }));
  const holds = (
    { fieldName, operator: op, value: v }: FilterCondition,
    object: Readonly<Record<string, number>>,
  ) => {
    const f = object[fieldName]!;
    return op === 'eq' ? f === v : op === 'ne' ? f !== v : op === 'le' ? f <= Number(v) : f >= Number(v);
  };
  const meaning = (
    filter: Readonly<Record<string, unknown>>,
    object: Readonly<Record<string, number>>,
  ): boolean =>
    Object.entries(filter).every(([name, inner]) => {
      const members = inner as Readonly<Record<string, unknown>>[];
      if (name === 'and') return members.every((member) => meaning(member, object));
      if (name === 'or') return members.some((member) => meaning(member, object));
      const operators = Object.entries(inner as Readonly<Record<string, unknown>>);
      return operators.some(([op, v]) => holds({ fieldName: name, operator: op, value: v }, object));
    });

  test('for every object', () => {
    fc.assert(
      fc.property(node, fc.record({ a: value, b: value, c: value }), (filter, object) => {
        expect(enhancedFilter(toSubscriptionFilter(filter))(object)).toBe(meaning(filter, object));
      }),
      { numRuns: 300 },
    );
  });
});
