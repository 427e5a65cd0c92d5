import { delimiter, dirname, join } from 'node:path';
import { findChromium } from './chromium.mjs';
import { pruneCompileCache } from './compile-cache.mjs';
import { installDependencies } from './dependencies.mjs';
import { findFfmpeg } from './ffmpeg.mjs';
import { findNode } from './node.mjs';

/**
 * Finds or installs all that the project needs, and answers with the environment to run it in:
 * `PATH` with Node 24 and the installed tools first, `FFMPEG_PATH` and `FFPROBE_PATH`, `CHROMIUM_PATH`, or
 * in place of the last ones `FFMPEG_MISSING` and `CHROMIUM_MISSING` with the line that says what to install.
 *
 * @param {import('./machine.mjs').Machine} machine
 * @param {{ ffmpeg: boolean, browser: boolean }} wanted what to find beside Node and the packages
 * @returns {Promise<{ node: string, env: NodeJS.ProcessEnv }>} Rejects when nothing can run at all.
 */
export async function setUp(machine, wanted) {
  await installDependencies(machine);
  pruneCompileCache(machine.root);
  const node = await findNode(machine);
  if ('missing' in node) throw new Error(node.missing);
  // One after the other: both may use apt, which works for one at a time.
  const ffmpeg = wanted.ffmpeg ? await findFfmpeg(machine) : undefined;
  const chromium = wanted.browser ? await findChromium(machine) : undefined;

  const bin = join(machine.root, 'node_modules', '.bin');
  return {
    node: node.path,
    env: {
      ...machine.env,
      PATH: [dirname(node.path), bin, machine.env.PATH ?? ''].join(delimiter),
      ...(ffmpeg &&
        ('missing' in ffmpeg
          ? { FFMPEG_MISSING: ffmpeg.missing }
          : { FFMPEG_PATH: ffmpeg.ffmpeg, FFPROBE_PATH: ffmpeg.ffprobe })),
      ...(chromium &&
        ('missing' in chromium ? { CHROMIUM_MISSING: chromium.missing } : { CHROMIUM_PATH: chromium.path })),
    },
  };
}
