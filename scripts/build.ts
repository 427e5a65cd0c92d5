import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { context, type BuildContext, type BuildOptions } from 'esbuild';
import { mergeSchema } from './merge-schema.ts';

const ROOT = join(import.meta.dirname, '..');

/** AppSync's limit on the code of one resolver, in characters. */
export const RESOLVER_CODE_LIMIT = 32_768;

/** What was made: a function is named after its folder, a resolver after its field. */
export interface Built {
  readonly functions: readonly string[];
  readonly resolvers: readonly string[];
}

/** Builds again and again: what did not change since the last time is not read again. */
export interface Builder {
  build(): Promise<Built>;
  dispose(): Promise<void>;
}

/**
 * Makes all that the template names: `functions/<name>/index.mjs`, `resolvers/<Type.field>.js` and
 * `schema.graphql`. The same sources give the same bytes. Answers with what it made.
 */
export async function build(output = join(ROOT, 'dist')): Promise<Built> {
  const builder = createBuilder(output);
  try {
    return await builder.build();
  } finally {
    await builder.dispose();
  }
}

/** @param output where everything goes; only what is made here is touched: other builds have their places beside it */
export function createBuilder(output = join(ROOT, 'dist')): Builder {
  let functions: Bundle | undefined;
  let resolvers: Bundle | undefined;

  return {
    async build() {
      const names = { functions: await functionNames(), resolvers: await resolverNames() };
      functions = await bundleOf(functions, names.functions, functionOptions(join(output, 'functions')));
      resolvers = await bundleOf(resolvers, names.resolvers, resolverOptions(join(output, 'resolvers')));
      await mkdir(output, { recursive: true });
      await Promise.all([
        functions.context.rebuild(),
        resolvers.context.rebuild().then(() => checkSizes(names.resolvers, join(output, 'resolvers'))),
        writeSchema(join(output, 'schema.graphql')),
      ]);
      return names;
    },
    async dispose() {
      await functions?.context.dispose();
      await resolvers?.context.dispose();
    },
  };
}

/** Bundles of the names that there were when it began. */
interface Bundle {
  readonly context: BuildContext;
  readonly names: string;
}

/** The bundle as it is, or a new one in an empty folder when there are others to make. */
async function bundleOf(
  current: Bundle | undefined,
  names: readonly string[],
  options: (names: readonly string[]) => BuildOptions & { outdir: string },
): Promise<Bundle> {
  if (current?.names === names.join()) return current;
  await current?.context.dispose();
  const all = options(names);
  await rm(all.outdir, { recursive: true, force: true });
  return { context: await context(all), names: names.join() };
}

const common: BuildOptions = {
  absWorkingDir: ROOT,
  bundle: true,
  format: 'esm',
  platform: 'node',
  charset: 'utf8',
  logLevel: 'warning',
};

/** The SDK goes in: the version that was tested is the version that runs, on Lambda as here. */
const functionOptions = (outdir: string) => (names: readonly string[]) => ({
  ...common,
  entryPoints: names.map((name) => ({ in: `functions/${name}/handler.ts`, out: `${name}/index` })),
  outdir,
  outExtension: { '.js': '.mjs' },
  target: 'node22',
  // The packages' ES modules, of which only what is used gets in.
  mainFields: ['module', 'main'],
  legalComments: 'none' as const,
  sourcemap: true,
  sourcesContent: false,
  // CommonJS packages inside an ES module still call `require` for Node's own modules.
  banner: {
    js: `import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);`,
  },
});

/** No source maps: they would count towards the limit. */
const resolverOptions = (outdir: string) => (names: readonly string[]) => ({
  ...common,
  entryPoints: names.map((name) => ({ in: `resolvers/${name}.ts`, out: name })),
  outdir,
  external: ['@aws-appsync/utils'],
  // Lower targets would bring in helpers that APPSYNC_JS does not run.
  target: 'esnext',
});

async function checkSizes(names: readonly string[], outdir: string): Promise<void> {
  for (const name of names) {
    const { length } = await readFile(join(outdir, `${name}.js`), 'utf8');
    if (length > RESOLVER_CODE_LIMIT)
      throw new Error(
        `The resolver ${name} has ${length} characters; AppSync takes at most ${RESOLVER_CODE_LIMIT}.`,
      );
  }
}

async function writeSchema(path: string): Promise<void> {
  await writeFile(path, mergeSchema(await readSchemaFiles()));
}

/** The SDL files that are deployed, in the order of their names. */
export async function readSchemaFiles(): Promise<string[]> {
  const directory = join(ROOT, 'schema');
  const files = (await readdir(directory)).filter(
    (file) => file.endsWith('.graphql') && !file.startsWith('appsync.'),
  );
  return Promise.all(files.sort().map((file) => readFile(join(directory, file), 'utf8')));
}

/** One folder a function; the folder without a handler holds what several share. */
export async function functionNames(): Promise<string[]> {
  const handlers = await readdir(join(ROOT, 'functions'), { recursive: true });
  return handlers
    .filter((path) => /^[a-z-]+[/\\]handler\.ts$/.test(path))
    .map((path) => path.split(/[/\\]/)[0]!)
    .sort();
}

/** One file a field, named after it. */
export async function resolverNames(): Promise<string[]> {
  const files = await readdir(join(ROOT, 'resolvers'));
  return files
    .filter((file) => /^[A-Z]\w*\.\w+\.ts$/.test(file) && !file.endsWith('.test.ts'))
    .map((file) => file.slice(0, -'.ts'.length))
    .sort();
}

if (import.meta.main) {
  const { functions, resolvers } = await build();
  console.log(`Built ${functions.length} functions and ${resolvers.length} resolvers.`);
}
