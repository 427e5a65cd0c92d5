import { expect, test } from 'vitest';
import { evaluateUnchecked, faults } from '../testing/evaluate.ts';

/** An expression around statements. */
const block = (statements: string) => `(() => { ${statements} })()`;

test.each([
  ['a loop over a list that grows', 'const list = [1]; for (const one of list) list.push(one);'],
  ['the same without braces', 'const list = [1]; for (const one of list) list.push(one)'],
  ['recursion that doubles', 'function twice(n) { if (n > 0) { twice(n - 1); twice(n - 1); } } twice(60);'],
  ['the same in arrows', 'const twice = (n) => n > 0 && [twice(n - 1), twice(n - 1)].length; twice(60);'],
])('%s comes to an end', (_name, statements) => {
  expect(() => evaluateUnchecked(block(statements))).toThrow('Runtime Error');
  expect(faults.at(-1)).toBe('more than 1000000 steps');
});

test('counting changes nothing else', () => {
  expect(
    evaluateUnchecked(
      block(`
        const add = (a) => (b) => ({ sum: a + b });
        const found = [];
        for (const a of [1, 2]) for (const b in { x: 1, y: 2 }) found.push(a + b)
        for (const a of [3]) found.push(...[a].map((n) => n))
        function named() { return found.map(function (one) { return one; }); }
        return [add(1)(2), named(), ((a, b = () => a) => b())(7)];
      `),
    ),
  ).toEqual([{ sum: 3 }, ['1x', '1y', '2x', '2y', 3], 7]);
});
