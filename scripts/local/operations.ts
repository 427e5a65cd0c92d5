import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Kind, parse, print } from 'graphql';
import { fragmentsOf, withFragments } from '../codegen/with-fragments.mjs';

/**
 * The example documents, each with the fragments that it needs, in the order of their file names.
 *
 * @param schema the folder that has `operations/` and `fragments/`
 */
export function readOperations(schema: string): { name: string; source: string }[] {
  const fragments = fragmentsOf(sources(join(schema, 'fragments')).map(({ source }) => parse(source)));
  return sources(join(schema, 'operations')).map(({ name, source }) => {
    const operations = parse(source).definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
    const needed = operations.flatMap((operation) => withFragments(operation, fragments).slice(1));
    // The operation as it is written: its comment says what it is for.
    return { name, source: [source, ...needed.map((fragment) => `${print(fragment)}\n`)].join('\n') };
  });
}

const sources = (directory: string) =>
  readdirSync(directory)
    .filter((file) => file.endsWith('.graphql'))
    .sort()
    .map((file) => ({
      name: basename(file, '.graphql'),
      source: readFileSync(join(directory, file), 'utf8'),
    }));
