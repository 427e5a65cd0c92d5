import { buildSchema, parse } from 'graphql';
import { expect, test } from 'vitest';
import { plugin } from './typed-strings.mjs';

const schema = buildSchema('type Query { a: A } type A { b: Int c(text: String): A }');
const file = (text: string) => ({ document: parse(text), location: 'x.graphql' });
const generate = async (...texts: string[]) => {
  const output = await plugin(schema, texts.map(file), {});
  return typeof output === 'string' ? output : output.content;
};

const OPERATION = `# What it is for.
# Variables: none
query GetA { a { ...Outer } }`;
const FRAGMENTS = 'fragment Unused on A { b } fragment Outer on A { ...Inner } fragment Inner on A { b }';

test('an operation is a constant with its comment, its type and the fragments that it needs', async () => {
  const output = await generate(OPERATION, FRAGMENTS);
  expect(output).toContain('/**\n * What it is for.\n * Variables: none\n */\nexport const GET_A = ');
  expect(output).toContain('` as GeneratedQuery<GetAQueryVariables, GetAQuery>;');
  expect(output.match(/fragment \w+/g)).toEqual(['fragment Outer', 'fragment Inner']);
});

test('what a template string would read as its own is written so that it does not', async () => {
  const output = await generate('query Odd { a { c(text: "${1} ` \\\\") { b } } }');
  const text = /GraphQL \*\/ (`[\s\S]*?[^\\]`) as/.exec(output)?.[1] ?? '';
  const read = new Function(`return ${text}`) as () => string;
  expect(read()).toContain('c(text: "${1} ` \\\\")');
});

test('an operation without a name, and a fragment that is nowhere, stop the generation', async () => {
  await expect(async () => generate('{ a { b } }')).rejects.toThrow('without a name');
  await expect(async () => generate(OPERATION)).rejects.toThrow('No fragment is named Outer');
});
