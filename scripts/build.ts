import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuildOptions } from 'esbuild';
import { createBundles } from './bundles.ts';
import { mergeSchema } from './merge-schema.ts';

const ROOT = join(import.meta.dirname, '..');

/** AppSync's limit on the code of one resolver, in characters. */
export const RESOLVER_CODE_LIMIT = 32_768;

/**
 * What was made: a function is named after its folder, a resolver after its field, and a function of AppSync's, of
 * which pipelines are made, after its file: `functions/getVideos`.
 */
export interface Built {
  readonly functions: readonly string[];
  readonly resolvers: readonly string[];
}

/** Builds again and again: a bundle of which no source changed since the last time stays as it is. */
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
  const functions = createBundles((names) => functionOptions(names, join(output, 'functions')));
  const resolvers = createBundles((names) => resolverOptions(names, join(output, 'resolvers')));

  return {
    async build() {
      const names = {
        functions: await functionNames(),
        resolvers: [...(await resolverNames()), ...(await pipelineFunctionNames())],
      };
      await mkdir(output, { recursive: true });
      await Promise.all([
        functions.build(names.functions),
        resolvers.build(names.resolvers).then(() => checkSizes(names.resolvers, join(output, 'resolvers'))),
        writeSchema(join(output, 'schema.graphql')),
      ]);
      return names;
    },
    async dispose() {
      await functions.dispose();
      await resolvers.dispose();
    },
  };
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
const functionOptions = (names: readonly string[], outdir: string) => ({
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
const resolverOptions = (names: readonly string[], outdir: string) => ({
  ...common,
  entryPoints: names.map((name) => ({ in: `resolvers/${name}.ts`, out: name })),
  outdir,
  external: ['@aws-appsync/utils'],
  // The code stands in the template, and readers of templates refuse some characters.
  charset: 'ascii' as const,
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
export const resolverNames = () => namesIn('', /^([A-Z]\w*\.\w+)\.ts$/);

/** One file a function of AppSync's. */
export const pipelineFunctionNames = () => namesIn('functions/', /^([a-z]\w*)\.ts$/);

async function namesIn(folder: string, pattern: RegExp): Promise<string[]> {
  const files = await readdir(join(ROOT, 'resolvers', folder));
  return files
    .flatMap((file) => pattern.exec(file)?.slice(1) ?? [])
    .map((name) => `${folder}${name}`)
    .sort();
}

if (import.meta.main) {
  const { functions, resolvers } = await build();
  console.log(`Built ${functions.length} functions and ${resolvers.length} resolvers.`);
}
