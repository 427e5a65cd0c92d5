import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { tryLock } from '../local/runtime/lock.ts';

const ROOT = join(import.meta.dirname, '..');

/** How long to wait before looking again whether another process is done, in milliseconds. */
const PATIENCE_MS = 50;

/**
 * Does `work` unless it was done from the very same files before. What it was done from is kept in a
 * stamp, which is gone while the work is under way: half of it never passes for all. One process works at a
 * time (`npm test` beside `npm start`); the next one finds it done.
 *
 * @param options.inputs glob patterns from the project's root; tests do not count
 * @param options.settings whatever else decides the result
 * @returns whether the work was done now
 */
export async function whenChanged(
  options: { readonly stamp: string; readonly inputs: readonly string[]; readonly settings?: unknown },
  work: () => Promise<void>,
): Promise<boolean> {
  const { stamp, inputs, settings = null } = options;
  const isDone = (state: string) => existsSync(stamp) && readFileSync(stamp, 'utf8') === state;
  // Without the lock first: what is done already waits for nobody.
  if (isDone(hashOf(inputs, settings))) return false;
  mkdirSync(dirname(stamp), { recursive: true });
  const release = await lock(`${stamp}.lock`);
  try {
    const state = hashOf(inputs, settings);
    if (isDone(state)) return false;
    rmSync(stamp, { force: true });
    await work();
    writeFileSync(stamp, state);
    return true;
  } finally {
    release();
  }
}

async function lock(path: string): Promise<() => void> {
  for (;;) {
    const release = tryLock(path);
    if (release) return release;
    await delay(PATIENCE_MS);
  }
}

function hashOf(inputs: readonly string[], settings: unknown): string {
  const hash = createHash('sha256').update(JSON.stringify(settings));
  const files = inputs
    .flatMap((pattern) => globSync(pattern, { cwd: ROOT, withFileTypes: true }))
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files)
    hash.update(file.slice(ROOT.length)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}
