import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Several times what a start and all its functions keep there. */
const MOST_BYTES = 200 * 2 ** 20;

/**
 * Keeps Node's cache of compiled code small. Its entries are named after files, and a bundle that changed is another file:
 * Node itself never forgets one. What was not used for longest goes first; whoever wants it compiles it again.
 *
 * @param {string} root
 * @param {number} [mostBytes]
 */
export function pruneCompileCache(root, mostBytes = MOST_BYTES) {
  let left = mostBytes;
  const latestFirst = entriesOf(join(root, 'node_modules', '.cache', 'node')).sort(
    (a, b) => b.usedAt - a.usedAt,
  );
  for (const { path, bytes } of latestFirst) {
    left -= bytes;
    if (left < 0) rmSync(path, { force: true });
  }
}

/**
 * Files that somebody else removes meanwhile are passed over.
 *
 * @param {string} folder
 */
function entriesOf(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((name) => {
    const path = join(folder, name);
    const found = statSync(path, { throwIfNoEntry: false });
    return found?.isFile() ? [{ path, bytes: found.size, usedAt: found.atimeMs }] : [];
  });
}
