import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { countSelectedFields } from './selected-fields.ts';

test.each([
  ['{ a }', 1],
  ['{ a { b c { d } } }', 4],
  ['{ ...F } fragment F on Query { a b }', 2],
  ['{ ...F x { ...F } } fragment F on Query { a { ...G } b } fragment G on A { c }', 7],
  ['query A { a } query B { b ... on Query { c } }', 3],
])('%s selects %i fields', (text, count) => {
  expect(countSelectedFields(parse(text))).toBe(count);
});

test('counts doubling fragments without walking through them', () => {
  const steps = Array.from(
    { length: 100 },
    (_, step) => `fragment F${step} on Query { ...F${step + 1} ...F${step + 1} }`,
  );
  const text = `{ ...F0 } ${steps.join(' ')} fragment F100 on Query { a }`;
  expect(countSelectedFields(parse(text))).toBe(2 ** 100);
});
