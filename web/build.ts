import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

const HERE = import.meta.dirname;

/** Builds the page into a folder (default `dist/web`), ready to be served from any path. */
export async function buildWeb(directory = join(HERE, '..', 'dist', 'web')): Promise<string> {
  await mkdir(directory, { recursive: true });
  await build({
    entryPoints: [join(HERE, 'main.ts'), join(HERE, 'style.css')],
    outdir: directory,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    logLevel: 'silent',
  });
  await copyFile(join(HERE, 'index.html'), join(directory, 'index.html'));
  return directory;
}

if (import.meta.main) console.log(await buildWeb());
