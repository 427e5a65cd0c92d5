import { readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';

/** Several times what a start and all its functions keep there. */
const MOST_BYTES = 200 * 2 ** 20;
/** How often it is looked through: with thousands of files that takes a tenth of a start. */
const EVERY_MS = 3_600_000;

/**
 * Keeps Node's cache of compiled code small. Its entries are named after files, and a bundle that changed is another file:
 * Node itself never forgets one. What was not used for longest goes first; whoever wants it compiles it again.
 *
 * @param {string} root
 * @param {number} [mostBytes]
 */
export function pruneCompileCache(root, mostBytes = MOST_BYTES) {
  const cache = join(root, 'node_modules', '.cache', 'node');
  const found = statSync(cache, { throwIfNoEntry: false });
  if (!found || Date.now() - found.mtimeMs < EVERY_MS) return;
  let left = mostBytes;
  for (const { path, bytes } of entriesOf(cache).sort((a, b) => b.usedAt - a.usedAt)) {
    left -= bytes;
    if (left < 0) rmSync(path, { force: true });
  }
  // The folder's own time says when it was done last.
  utimesSync(cache, new Date(), new Date());
}

/**
 * Files that somebody else removes meanwhile are passed over.
 *
 * @param {string} folder
 */
function entriesOf(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((name) => {
    const path = join(folder, name);
    const found = statSync(path, { throwIfNoEntry: false });
    return found?.isFile() ? [{ path, bytes: found.size, usedAt: found.atimeMs }] : [];
  });
}
