import { expect, test } from 'vitest';
import { evaluate, evaluateUnchecked, faults, printed } from '../testing/evaluate.ts';

const UNSUPPORTED = (
  'Date Promise RegExp Map Set WeakMap Symbol Proxy Reflect Intl BigInt Array Function eval globalThis setTimeout ' +
  'fetch process require Buffer Number.parseInt String.fromCharCode Object.fromEntries Object.defineProperty Math.pow'
).split(' ');

test.each(UNSUPPORTED)('%s is refused, and is not there', (name) => {
  expect(() => evaluate(`${name}.length`)).toThrow(/no-restricted-globals|no-disallowed-methods/);
  expect(() => evaluateUnchecked(`${name}.length`)).toThrow('Runtime Error');
});

test.each([
  '[].includes(1)',
  '"a".includes("a")',
  '"a".padStart(2)',
  '[].at(0)',
  '(() => 1).call()',
  '[].toSorted()',
])('%s is refused, and does not run', (expression) => {
  expect(() => evaluate(expression)).toThrow('no-disallowed-methods');
  expect(() => evaluateUnchecked(expression)).toThrow('Runtime Error');
  expect(faults.at(-1)).toMatchObject({ message: expect.stringContaining('is not a function') as string });
});

test.each([
  '({}).constructor',
  '[].constructor',
  'util.autoId.constructor',
  'util.constructor',
  '"".constructor',
])('no way leads from %s to a function maker', (expression) => {
  expect(evaluateUnchecked(`${expression} === undefined`)).toBe(true);
});

test('what leaves the realm went through JSON', () => {
  expect(evaluate('({ a: undefined, b: [undefined], c: () => 1, d: NaN })')).toEqual({ b: [null], d: null });
});

test('nothing is kept from one call to the next', () => {
  const count = '((ctx.stash.n = (ctx.stash.n ?? 0) + 1), ctx.stash.n)';
  expect([evaluate(count, { stash: {} }), evaluate(count, { stash: {} })]).toEqual([1, 1]);
});

test('console goes to the log', () => {
  evaluate('console.log("seen", { a: 1 })');
  expect(printed.at(-1)).toBe('log ["seen",{"a":1}]');
});
