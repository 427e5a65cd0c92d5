import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildApiSchema } from '../schema/build-schema.ts';
import { createDocuments } from './documents.ts';

const { graphql: schema } = buildApiSchema(`
  enum Kind { SHORT LONG }
  input Draft { title: String!  kind: Kind  tags: [String!]  at: AWSDateTime }
  interface Named { name: String! }
  type Thing implements Named { id: ID!  name: String!  kind: Kind  parts(first: Int = 3): [Thing!]! }
  type Person implements Named { name: String!  mail: AWSEmail }
  union Any = Thing | Person
  type Query { thing(id: ID!, draft: Draft): Thing  search(text: String, kinds: [Kind!]): [Any!]! }
  type Mutation { make(draft: Draft!): Thing }
  type Subscription { onMake(kind: Kind): Thing @aws_subscribe(mutations: ["make"]) }
`);

test('a text is parsed, validated and planned once', () => {
  const documents = createDocuments(schema, true);
  for (const text of ['{ thing(id: 1) { name } }', '{ nowhere }', '{']) {
    const first = documents.check(text);
    expect(documents.check(`${text} `)).not.toBe(first);
    expect(documents.check(text)).toBe(first);
  }
  const checked = documents.check(
    'query A { a: thing(id: 1) { id } ...F } fragment F on Query { search { __typename } }',
  );
  const plan = checked.errors ? undefined : checked.plan;
  expect(plan!('A')).toBe(plan!(undefined));
  expect(plan!('A')!.fields).toEqual([
    { responseKey: 'a', fieldName: 'thing' },
    { responseKey: 'search', fieldName: 'search' },
  ]);
  expect(plan!('B')).toBeUndefined();
});

test('many texts push out the oldest, and a long one pushes out none', () => {
  const documents = createDocuments(schema, true);
  const text = (n: number) => `{ a${n}: thing(id: ${n}) { name } }`;
  const first = documents.check(text(0));
  const long = `{ thing(id: 1) { name } } # ${'x'.repeat(20_000)}`;
  expect(documents.check(long)).not.toBe(documents.check(long));
  expect(documents.check(text(0))).toBe(first);
  for (let n = 1; n <= 1000; n += 1) documents.check(text(n));
  expect(documents.check(text(0))).not.toBe(first);
});

const CORPUS = [
  'query Q($id: ID!, $draft: Draft) { thing(id: $id, draft: $draft) { id name kind parts(first: 2) { name } } }',
  '{ search(text: "a", kinds: [SHORT, LONG]) { __typename ... on Thing { id kind } ...P } } fragment P on Person { mail name }',
  'mutation M { make(draft: { title: "t", kind: LONG, tags: ["a"], at: "2026-01-01T00:00:00Z" }) { ...N } } fragment N on Named { name }',
  'subscription S($kind: Kind) { onMake(kind: $kind) { id @include(if: true) } }',
];
const [LETTERS, SIGNS] = ['abdeiknostSLTQ_$', '{}()[]:!@",. 1'];
const edit = fc.record({
  at: fc.nat(),
  remove: fc.nat(3),
  insert: fc.oneof(fc.constantFrom(...LETTERS), fc.constantFrom(...SIGNS), fc.constant('')),
});

test('whatever is wrong with a text, it is said in the words of graphql-java, and nothing is suggested', () => {
  const documents = createDocuments(schema, true);
  fc.assert(
    fc.property(fc.constantFrom(...CORPUS), fc.array(edit, { minLength: 1, maxLength: 3 }), (text, edits) => {
      const altered = edits.reduce((now, { at, remove, insert }) => {
        const place = at % (now.length + 1);
        return now.slice(0, place) + insert + now.slice(place + remove);
      }, text);
      for (const { message, path } of documents.check(altered).errors ?? []) {
        expect(path).toBeNull();
        expect(message).toMatch(/^Validation error of type [A-Z][A-Za-z]+: /);
        expect(message).not.toMatch(/Did you mean|Cannot query|Expected value of type|is required, but/);
      }
    }),
    { numRuns: 1500 },
  );
});
