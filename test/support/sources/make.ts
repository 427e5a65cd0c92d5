import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/**
 * Test sources, made when first asked for by ffmpeg's own generators: the repository ships no media. Each is
 * kept under a name that holds the digest of its recipe, and put there whole by a rename, so that callers
 * side by side, in one process or several, never see half a file.
 */
const folder = join(import.meta.dirname, '../../../node_modules/.cache/fixtures');

export interface Recipe {
  /** Whatever decides the bytes. */
  readonly key: readonly unknown[];
  readonly make: (path: string) => Promise<void>;
}

const made = new Map<string, Promise<string>>();

/** The path of a file made by this recipe. Read it, do not write to it. */
export function once(name: string, { key, make }: Recipe): Promise<string> {
  const digest = createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 8);
  const path = join(folder, `${name}-${digest}.mp4`);
  const known = made.get(path);
  if (known) return known;
  const making = existsSync(path) ? Promise.resolve(path) : makeWhole(path, make);
  made.set(path, making);
  return making;
}

async function makeWhole(path: string, make: Recipe['make']): Promise<string> {
  await mkdir(folder, { recursive: true });
  const draft = `${path}.${process.pid}.mp4`;
  await make(draft);
  await rename(draft, path);
  return path;
}

/** What ffmpeg writes with these arguments; the name says nothing, so another format than MP4 must be among them. */
export const encoded = (args: readonly string[]): Recipe => ({
  key: args,
  make: (path) => ffmpeg([...args, path]),
});

export const written = (content: string | Buffer): Recipe => ({
  key: [content.toString('latin1')],
  make: (path) => writeFile(path, content),
});

/** The first half of another. */
export const half = (of: Recipe): Recipe => ({
  key: ['half', ...of.key],
  make: async (path) => {
    const whole = `${path}.whole.mp4`;
    await of.make(whole);
    await truncate(whole, Math.floor((await stat(whole)).size / 2));
    await rename(whole, path);
  },
});

export async function ffmpeg(args: readonly string[]): Promise<void> {
  if (process.env.FFMPEG_MISSING) throw new Error(process.env.FFMPEG_MISSING);
  const quiet = ['-hide_banner', '-loglevel', 'error', '-nostdin', '-y'];
  await promisify(execFile)(process.env.FFMPEG_PATH ?? 'ffmpeg', [...quiet, ...args]);
}
