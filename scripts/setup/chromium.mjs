import { aptInstall, canUseApt } from './apt.mjs';
import { remembered } from './probe-cache.mjs';
import { findOnPath, isExecutable, run } from './run.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC_APPLICATIONS = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/**
 * A browser for the tests that play video: the one that the environment names, the machine's own, or Debian's.
 *
 * @param {import('./machine.mjs').Machine} machine
 * @returns {Promise<import('./machine.mjs').Tool>}
 */
export async function findChromium(machine) {
  const named = machine.env.PLAYHEAD_CHROMIUM;
  if (named) {
    if (await works(machine, named)) return { path: named };
    return { missing: `PLAYHEAD_CHROMIUM names ${named}, which does not run as a Chromium.` };
  }
  const own = await ownChromium(machine);
  if (own) return { path: own };
  if (canUseApt(machine) && (await aptInstall(machine, 'chromium'))) {
    const installed = await ownChromium(machine);
    if (installed) return { path: installed };
  }
  const command =
    machine.platform === 'darwin'
      ? 'brew install --cask chromium'
      : 'apt-get install chromium, or your system’s own way';
  return {
    missing: `The browser tests need Chromium or Chrome. Install it (${command}), or name one in PLAYHEAD_CHROMIUM.`,
  };
}

/** @param {import('./machine.mjs').Machine} machine */
async function ownChromium(machine) {
  const candidates = NAMES.map((name) => findOnPath([name], machine.env));
  if (machine.platform === 'darwin') candidates.push(...MAC_APPLICATIONS);
  for (const path of candidates) if (path && (await works(machine, path))) return path;
  return undefined;
}

/**
 * Ubuntu's `chromium` can be a script that only points to a snap: so it is asked for its version.
 *
 * @param {import('./machine.mjs').Machine} machine
 * @param {string} path
 */
async function works({ root }, path) {
  if (!isExecutable(path)) return false;
  const version = await remembered(root, path, 'browser', async () => {
    const { code, stdout } = await run(path, ['--version'], { timeout: 30_000 });
    return code === 0 && /Chrom(e|ium)/.test(stdout) ? stdout.trim() : '';
  });
  return version !== '';
}
