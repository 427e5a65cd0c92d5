import { join } from 'node:path';
import { watchFiles } from '../../local/command/watch-files.ts';
import { createBuilder } from '../build.ts';
import { synthesize } from '../synth.ts';
import { ASSEMBLY, root } from './settings.ts';

/** What this program tells the one that started it. */
export type BuildMessage =
  | { readonly kind: 'watching' }
  | { readonly kind: 'built'; readonly changed: readonly string[]; readonly since: number }
  | { readonly kind: 'failed'; readonly message: string };

/** It ends with this when the stack's own code changed: only a new process loads that anew. */
export const LOAD_AGAIN = 75;

/** Folders below the root whose files decide the template. */
const SOURCES = ['schema', 'resolvers', 'functions', 'model', 'infra'];

/**
 * Keeps the bundler and the CDK loaded, and builds the assembly whenever a source is saved. A program of its own:
 * what it loads is no part of the running stack.
 */
async function main(): Promise<void> {
  const tell = (message: BuildMessage) => void process.send!(message);
  const builder = createBuilder(join(root, 'dist'));
  const build = () =>
    synthesize({
      outdir: ASSEMBLY,
      dist: join(root, 'dist'),
      validation: false,
      build: () => builder.build(),
    });
  /** What cannot be built is said, also the first time: the next change may mend it. */
  const rebuild = async (changed: readonly string[], work = build) => {
    const since = Date.now();
    try {
      const { fresh } = await work();
      if (fresh) tell({ kind: 'built', changed, since });
    } catch (error) {
      tell({ kind: 'failed', message: (error as Error).message });
    }
  };
  process.on('disconnect', () => process.exit());
  await watchFiles(
    SOURCES.map((folder) => join(root, folder)),
    {
      isIgnored: (path, isFile) => isFile && (!/\.(ts|graphql)$/.test(path) || path.endsWith('.test.ts')),
      async onChange(paths) {
        const changed = paths.map((path) => path.slice(root.length + 1));
        if (changed.some((path) => path.startsWith('infra'))) process.exit(LOAD_AGAIN);
        await rebuild(changed);
      },
    },
  );
  // Once now, so that the first change finds everything loaded; and what changed meanwhile is told.
  await rebuild([], async () => {
    await builder.build();
    await import('../../infra/app.ts');
    return build();
  });
  tell({ kind: 'watching' });
}

if (import.meta.main) await main();
