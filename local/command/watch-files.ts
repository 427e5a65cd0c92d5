import { watch } from 'node:fs';

/** An editor writes a file in several steps, and saves several files at once: they are one change. */
const SETTLE_MS = 30;

/**
 * Calls `onChange` with the names of the files that were saved, once for those saved together, and never while
 * it is still at work on the ones before.
 *
 * @param options.isWanted whether a file counts, by its path below the directory
 * @returns ends the watch, and waits for what is under way
 */
export function watchFiles(
  directories: readonly string[],
  options: {
    readonly isWanted: (path: string) => boolean;
    readonly onChange: (paths: readonly string[]) => Promise<void>;
  },
): () => Promise<void> {
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

  const watchers = directories.map((directory) =>
    watch(directory, { recursive: true }, (_event, name) => {
      const path = name && `${directory}/${name}`;
      if (!path || !options.isWanted(path)) return;
      saved.add(path);
      settle();
    }),
  );
  return async () => {
    for (const watcher of watchers) watcher.close();
    clearTimeout(timer);
    saved.clear();
    await working;
  };
}
