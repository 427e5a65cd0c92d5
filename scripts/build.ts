import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build as bundle, type BuildOptions } from 'esbuild';
import { mergeSchema } from './merge-schema.ts';

const ROOT = join(import.meta.dirname, '..');

/** AppSync's limit on the code of one resolver, in characters. */
export const RESOLVER_CODE_LIMIT = 32_768;

/**
 * Makes all that the template names: `functions/<name>/index.mjs`, `resolvers/<Type.field>.js` and
 * `schema.graphql`. The same sources give the same bytes. Answers with what it made.
 */
export async function build(
  output = join(ROOT, 'dist'),
): Promise<{ functions: string[]; resolvers: string[] }> {
  const [functions, resolvers] = await Promise.all([functionNames(), resolverNames()]);
  // Only what is made here: other builds have their places beside it.
  for (const made of ['functions', 'resolvers', 'schema.graphql'])
    await rm(join(output, made), { recursive: true, force: true });
  await mkdir(output, { recursive: true });
  await Promise.all([
    buildFunctions(functions, join(output, 'functions')),
    buildResolvers(resolvers, join(output, 'resolvers')),
    writeSchema(join(output, 'schema.graphql')),
  ]);
  return { functions, resolvers };
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
async function buildFunctions(names: readonly string[], outdir: string): Promise<void> {
  await bundle({
    ...common,
    entryPoints: names.map((name) => ({ in: `functions/${name}/handler.ts`, out: `${name}/index` })),
    outdir,
    outExtension: { '.js': '.mjs' },
    target: 'node22',
    // The packages' ES modules, of which only what is used gets in.
    mainFields: ['module', 'main'],
    legalComments: 'none',
    sourcemap: true,
    sourcesContent: false,
    // CommonJS packages inside an ES module still call `require` for Node's own modules.
    banner: {
      js: `import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);`,
    },
  });
}

/** No source maps: they would count towards the limit. */
async function buildResolvers(names: readonly string[], outdir: string): Promise<void> {
  await bundle({
    ...common,
    entryPoints: names.map((name) => ({ in: `resolvers/${name}.ts`, out: name })),
    outdir,
    external: ['@aws-appsync/utils'],
    // Lower targets would bring in helpers that APPSYNC_JS does not run.
    target: 'esnext',
  });
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
