import { join } from 'node:path';
import { Kind, parse, type OperationDefinitionNode } from 'graphql';
import { expect, it } from 'vitest';
import { readOperations } from './operations.ts';
import { root } from './settings.ts';

const operations = readOperations(join(root, 'schema'));

it.each(operations)('$name comes with all variables that it needs', ({ source, variables }) => {
  const needed = parse(source)
    .definitions.filter((each): each is OperationDefinitionNode => each.kind === Kind.OPERATION_DEFINITION)
    .flatMap(({ variableDefinitions = [] }) => variableDefinitions)
    .filter(({ type }) => type.kind === Kind.NON_NULL_TYPE)
    .map(({ variable }) => variable.name.value);
  expect(Object.keys(JSON.parse(variables ?? '{}') as object).sort()).toEqual(
    expect.arrayContaining(needed.sort()),
  );
});

it('leaves variables away where all are optional', () => {
  expect(operations.find(({ name }) => name === 'videos')).not.toHaveProperty('variables');
});
