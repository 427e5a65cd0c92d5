import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildSchema, Kind, parse, validate, type OperationDefinitionNode } from 'graphql';
import { describe, expect, test } from 'vitest';
import * as client from '../client/index.ts';
import { readSchemaFiles } from '../scripts/build.ts';
import { readOperations } from '../scripts/local/operations.ts';
import { mergeSchema } from '../scripts/merge-schema.ts';

/** The client has functions too. */
const documents = Object.values(client).filter((member) => typeof member === 'string');

const directives = await readFile(join(import.meta.dirname, 'appsync.directives.graphql'), 'utf8');
const schema = buildSchema(`${directives}\n${mergeSchema(await readSchemaFiles())}`);
const operationsOf = (text: string) =>
  parse(text).definitions.filter(
    (definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION,
  );

describe('the example documents', () => {
  test('are valid, each by itself, and say what they are for', () => {
    const examples = readOperations(import.meta.dirname);
    expect(examples.length).toBeGreaterThan(0);
    for (const { name, source } of examples) {
      expect(validate(schema, parse(source)), name).toEqual([]);
      expect(source, name).toMatch(/^# ./);
    }
  });

  test('are the constants of the typed client, word for word', () => {
    const words = (text: string) => parse(text, { noLocation: true });
    const examples = readOperations(import.meta.dirname).map(({ source }) => words(source));
    expect(documents.map(words)).toEqual(examples);
    for (const text of documents) expect(operationsOf(text)).toHaveLength(1);
  });

  test('call every field that a client may call', () => {
    const called = documents
      .flatMap(operationsOf)
      .flatMap(({ selectionSet }) => selectionSet.selections)
      .map((field) => (field.kind === Kind.FIELD ? field.name.value : ''));
    const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    // The pipeline's own mutations are written where they are sent, by the functions that sign them.
    const forClients = roots
      .flatMap((type) => Object.values(type!.getFields()))
      .filter(({ name }) => !name.startsWith('publish'));
    expect([...new Set(called)].sort()).toEqual(forClients.map(({ name }) => name).sort());
  });
});
