import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { context, type BuildContext, type BuildOptions, type BuildResult } from 'esbuild';

/** Bundles of one kind, each with a name and an entry of its own. */
export interface Bundles {
  /** Makes those of which a source changed since the last time; others than last time: all of them, in an empty folder. */
  build(names: readonly string[]): Promise<void>;
  dispose(): Promise<void>;
}

type Options = BuildOptions & {
  readonly outdir: string;
  readonly absWorkingDir?: string;
  readonly entryPoints: readonly { readonly in: string; readonly out: string }[];
};

/**
 * All at once the first time, because they share most of what they read; then one at a time, because
 * writing ten bundles takes ten times as long as writing the one that changed.
 */
export function createBundles(optionsOf: (names: readonly string[]) => Options): Bundles {
  const contexts = new Map<string, BuildContext>();
  /** Own sources of each name, with their times of change. Packages change only with an install. */
  const sources = new Map<string, ReadonlyMap<string, number>>();

  async function bundle(names: readonly string[]): Promise<void> {
    const key = names.join();
    const options = { ...optionsOf(names), entryPoints: [...optionsOf(names).entryPoints], metafile: true };
    const made = contexts.get(key) ?? (await context(options));
    contexts.set(key, made);
    // Until it has succeeded they count as changed.
    for (const name of names) sources.delete(name);
    const result = await made.rebuild();
    for (const name of names)
      sources.set(name, await sourcesOf(result as BuildResult<{ metafile: true }>, name));
  }

  async function sourcesOf({ metafile }: BuildResult<{ metafile: true }>, name: string) {
    const { absWorkingDir = '.', entryPoints } = optionsOf([name]);
    const output = Object.values(metafile.outputs).find(
      ({ entryPoint }) => entryPoint === entryPoints[0]!.in,
    );
    const own = Object.keys(output?.inputs ?? {}).filter((path) => !path.startsWith('node_modules/'));
    const paths = [...own, entryPoints[0]!.in].map((path) => join(absWorkingDir, path));
    return new Map(await Promise.all(paths.map(async (path) => [path, await changedAt(path)] as const)));
  }

  async function isChanged(name: string): Promise<boolean> {
    const known = sources.get(name);
    if (!known) return true;
    for (const [path, time] of known) if ((await changedAt(path)) !== time) return true;
    return false;
  }

  return {
    async build(names) {
      if ([...sources.keys()].sort().join() !== [...names].sort().join() && sources.size > 0) sources.clear();
      const changed: string[] = [];
      for (const name of names) if (await isChanged(name)) changed.push(name);
      if (changed.length < names.length) for (const name of changed) await bundle([name]);
      else {
        await rm(optionsOf(names).outdir, { recursive: true, force: true });
        await bundle(names);
      }
    },
    async dispose() {
      for (const made of contexts.values()) await made.dispose();
    },
  };
}

/** 0 for a file that is gone: that is a change too. */
const changedAt = (path: string): Promise<number> =>
  stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
