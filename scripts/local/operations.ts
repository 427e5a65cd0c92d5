import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Kind, parse, print } from 'graphql';
import type { ConsoleOperation } from '../../local/console/options.ts';
import { fragmentsOf, withFragments } from '../codegen/with-fragments.mjs';

/**
 * The example documents, each with the fragments that it needs, in the order of their file names.
 *
 * @param schema the folder that has `operations/` and `fragments/`
 */
export function readOperations(schema: string): ConsoleOperation[] {
  const fragments = fragmentsOf(sources(join(schema, 'fragments')).map(({ source }) => parse(source)));
  return sources(join(schema, 'operations')).map(({ name, source }) => {
    const operations = parse(source).definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
    const needed = operations.flatMap((operation) => withFragments(operation, fragments).slice(1));
    // The operation as it is written: its comment says what it is for.
    const text = [source, ...needed.map((fragment) => `${print(fragment)}\n`)].join('\n');
    const variables = variablesOf(source);
    return { name, source: text, ...(variables !== undefined && { variables }) };
  });
}

/** Those that the operation's comment shows: `# Variables: { "id": "…" }`. It runs without those that are all optional. */
function variablesOf(source: string): string | undefined {
  const [, shown] = /^#.*\bVariables:\s(?:# )?(\{.*\})$/m.exec(source) ?? [];
  return shown && JSON.stringify(JSON.parse(shown), null, 2);
}

const sources = (directory: string) =>
  readdirSync(directory)
    .filter((file) => file.endsWith('.graphql'))
    .sort()
    .map((file) => ({
      name: basename(file, '.graphql'),
      source: readFileSync(join(directory, file), 'utf8'),
    }));
