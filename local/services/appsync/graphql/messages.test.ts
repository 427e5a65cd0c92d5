import { buildSchema, getVariableValues, parse, validate, type OperationDefinitionNode } from 'graphql';
import { expect, test } from 'vitest';
import { variableErrorItem } from './error-items.ts';
import { javaMessage } from './validation-messages.ts';

const schema = buildSchema(`
  enum Kind { SHORT LONG }
  input Draft { title: String!  kind: Kind!  tags: [String!] }
  type Query { make(draft: Draft, kind: Kind): String }
`);

/** What is said of the variable `$draft`. */
function ofDraft(draft: unknown): string[] {
  const document = parse('query Q($draft: Draft!) { make(draft: $draft) }');
  const operation = document.definitions[0] as OperationDefinitionNode;
  const { errors = [] } = getVariableValues(schema, operation.variableDefinitions!, { draft });
  return errors.map((error) => variableErrorItem(error).message);
}

const ofQuery = (text: string) => validate(schema, parse(text)).map(({ message }) => javaMessage(message));

test('a variable is named as the outermost one, and neither its value nor the schema is told', () => {
  expect(ofDraft(undefined)).toEqual(["Variable 'draft' has coerced Null value for NonNull type 'Draft!'"]);
  expect(ofDraft({ title: 'a; b', kind: 'LONG', tags: [null] })).toEqual([
    "Variable 'draft' has coerced Null value for NonNull type 'String!'",
  ]);
  expect(ofDraft({ title: 'x'.repeat(100_000) })).toEqual([
    "Variable 'draft' has coerced Null value for NonNull type 'Kind!'",
  ]);
  expect(ofDraft({ title: 't', kind: 'LONGER' })).toEqual(["Variable 'draft' has an invalid value."]);
  expect(ofDraft({ title: 't', kind: 'LONG', titel: 't' })).toEqual([
    "The variables input contains a field name 'titel' that is not defined for input object type 'Draft' ",
  ]);
});

test('a literal of the wrong kind is named, and no value that would do', () => {
  expect(ofQuery('{ make(kind: "SHORT") }')).toEqual([
    `Validation error of type WrongType: argument with value '"SHORT"' is not a valid 'Kind'`,
  ]);
  expect(ofQuery('{ make(kind: SHRT) }')).toEqual([
    "Validation error of type WrongType: argument with value 'EnumValue{name='SHRT'}' is not a valid 'Kind'",
  ]);
});

test.each([
  ['type X { a: Int } { make }', "NonExecutableDefinition: The 'X' definition is not executable."],
  ['{ ...F } fragment F on Query { make } fragment F on Query { make }', 'DuplicateFragmentName: '],
  [
    '{ make(draft: { title: "a", title: "b", kind: LONG }) }',
    "UniqueObjectFieldName: There can be only one field named 'title'",
  ],
  ['{ make @skip(if: true) @skip(if: true) }', 'DuplicateDirectiveName: '],
  ['query @skip(if: true) { make }', 'MisplacedDirective: Directive skip not allowed here'],
])('%s is %s', (query, message) => {
  expect(ofQuery(query)[0]).toContain(`Validation error of type ${message}`);
});
