import { createRequire } from 'node:module';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cacheResults } from './parsers.ts';

interface Parser {
  readonly parse: (expression: string, options: unknown) => unknown;
}

function load(name: string, cached: boolean): Parser {
  const require = createRequire(import.meta.url);
  delete require.cache[require.resolve(name)];
  const parser = require(name) as Parser;
  if (cached) cacheResults(require, name);
  return { ...parser };
}

const isReserved = (name: string) => name === 'status';
const compare = () => true;

/** What a parse answers or throws, with everything it noted about names and values. */
function outcome(parser: Parser, expression: string) {
  const context = {
    attrNames: { '#a': 'size', '#b': 'b.c' },
    attrVals: { ':n': { N: '1' }, ':s': { S: 'x' } },
    unusedAttrNames: { '#a': true, '#b': true },
    unusedAttrVals: { ':n': true, ':s': true },
    isReserved,
    compare,
  };
  try {
    return { result: parser.parse(expression, { context }), context };
  } catch (error) {
    return { error: (error as Error).message, context };
  }
}

const operand = fc.constantFrom(
  'a',
  '#a',
  '#b.c',
  'a[1].b',
  ':n',
  ':s',
  ':missing',
  'status',
  'size(a)',
  'size(#a)',
);
const { condition } = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc
      .tuple(operand, fc.constantFrom('=', '<>', '<', '>='), operand)
      .map(([left, comparator, right]) => `${left} ${comparator} ${right}`),
    fc.tuple(operand, operand, operand).map(([x, y, z]) => `${x} BETWEEN ${y} AND ${z}`),
    operand.map((one) => `attribute_exists(${one})`),
    tie('condition').map((inner) => `(${inner})`),
    tie('condition').map((inner) => `NOT ${inner}`),
    fc
      .tuple(tie('condition'), fc.constantFrom('AND', 'or', 'nonsense'), tie('condition'))
      .map(([left, word, right]) => `${left} ${word} ${right}`),
  ),
}));
const update = fc
  .array(fc.tuple(operand, fc.constantFrom('=', '= (', '= if_not_exists(a, ', '+ '), operand), {
    minLength: 1,
    maxLength: 3,
  })
  .map(
    (parts) =>
      `SET ${parts.map(([path, sign, value]) => `${path} ${sign}${value}${sign.includes('(') ? ')' : ''}`).join(', ')}`,
  );

it.each([
  ['dynalite/db/conditionParser', condition],
  ['dynalite/db/updateParser', update],
])('%s says the same with a cache as without', (name, expressions) => {
  const plain = load(name, false);
  const cached = load(name, true);
  expect(cached.parse).not.toBe(plain.parse);
  fc.assert(
    fc.property(expressions, (expression) => {
      expect(outcome(cached, expression)).toEqual(outcome(plain, expression));
    }),
    { numRuns: 200 },
  );
});

it('parses what is nested deep', () => {
  const depth = 60;
  const expression = `${'(a = :n AND '.repeat(depth)}a = :n${')'.repeat(depth)}`;
  expect(outcome(load('dynalite/db/conditionParser', true), expression)).toHaveProperty('result.expression');
});
