import { watch } from 'chokidar';

/**
 * An editor writes a file in several steps, and saves several files at once: they are one change. Longer than the
 * 50 ms for which chokidar says nothing more of a file after a change: what is saved in that time is read with it.
 */
const SETTLE_MS = 60;

/**
 * Calls `onChange` with the paths of the files that were saved, once for those saved together, and never while
 * it is still at work on the ones before.
 *
 * @param options.isIgnored whether a file or folder does not count, by its path
 * @returns once it watches: what ends the watch, and waits for what is under way
 */
export async function watchFiles(
  directories: readonly string[],
  options: {
    readonly isIgnored: (path: string, isFile: boolean) => boolean;
    readonly onChange: (paths: readonly string[]) => Promise<void>;
  },
): Promise<() => Promise<void>> {
  const saved = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let working: Promise<void> | undefined;

  function settle(): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (working || saved.size === 0) return;
      const paths = [...saved];
      saved.clear();
      working = options.onChange(paths).finally(() => {
        working = undefined;
        if (saved.size > 0) settle();
      });
    }, SETTLE_MS);
  }

  // Not Node's own watch: on Linux that loses a file which was replaced by another one, as editors do.
  const watcher = watch([...directories], {
    ignoreInitial: true,
    ignored: (path, stats) => options.isIgnored(path, stats?.isFile() ?? false),
  });
  watcher.on('all', (_event, path) => {
    saved.add(path);
    settle();
  });
  await new Promise<void>((resolve) => watcher.once('ready', () => resolve()));
  return async () => {
    await watcher.close();
    clearTimeout(timer);
    saved.clear();
    await working;
  };
}
