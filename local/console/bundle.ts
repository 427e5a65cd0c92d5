import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { build, version } from 'esbuild';

const APP = join(import.meta.dirname, 'app');
const PACKAGES = ['graphiql', '@graphiql/react', 'react', 'react-dom', 'graphql'];

/** Bundles the page into a folder, unless it holds the bundle of just these sources already. */
export async function bundleConsole(directory: string): Promise<void> {
  const stamp = join(directory, 'stamp');
  const wanted = digestOfSources();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  const unfinished = join(directory, `unfinished-${process.pid}`);
  mkdirSync(unfinished, { recursive: true });
  await build({
    entryPoints: [join(APP, 'main.tsx'), join(APP, 'style.css')],
    outdir: unfinished,
    entryNames: 'app',
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'silent',
  });
  copyFileSync(join(APP, 'index.html'), join(unfinished, 'index.html'));
  // By renames, because another process may be serving or bundling the same folder.
  for (const name of readdirSync(unfinished)) renameSync(join(unfinished, name), join(directory, name));
  rmSync(unfinished, { recursive: true });
  // Last, so that an interrupted build is made again.
  writeFileSync(stamp, wanted);
}

function digestOfSources(): string {
  const hash = createHash('sha256').update(version);
  for (const file of globSync('*', { cwd: APP }).sort())
    hash.update(file).update(readFileSync(join(APP, file)));
  for (const name of PACKAGES)
    hash.update(readFileSync(join(import.meta.dirname, '../../node_modules', name, 'package.json')));
  return hash.digest('hex');
}
