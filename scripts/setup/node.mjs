import { join } from 'node:path';
import { run } from './run.mjs';

/** What the deployed functions run on. */
const MAJOR = 24;

/**
 * The Node that runs everything but the set-up: the one that an npm package brings for this platform, else
 * the machine's own.
 *
 * @param {import('./machine.mjs').Machine} machine
 * @returns {Promise<import('./machine.mjs').Tool>}
 */
export async function findNode(machine) {
  const packaged = packagedNode(machine);
  if (await isRecent(packaged)) return { path: packaged };
  if (majorOf(machine.nodeVersion) >= MAJOR) return { path: machine.nodePath };
  return {
    missing:
      `Node ${MAJOR} or newer is needed: this is Node ${machine.nodeVersion}, and npm has no Node ${MAJOR} package that runs ` +
      `on this machine (${machine.platform}-${machine.arch}). Install it from https://nodejs.org and run the command again.`,
  };
}

/** @param {import('./machine.mjs').Machine} machine */
function packagedNode({ root, platform, arch }) {
  const name = platform === 'win32' ? `node-win-${arch}` : `node-${platform}-${arch}`;
  return join(root, 'node_modules', name, 'bin', platform === 'win32' ? 'node.exe' : 'node');
}

/** Asked, not assumed: a binary made for glibc is there on Alpine as well, and does not run. @param {string} path */
async function isRecent(path) {
  const { code, stdout } = await run(path, ['--version'], { timeout: 10_000 });
  return code === 0 && majorOf(stdout.trim().replace(/^v/, '')) >= MAJOR;
}

/** @param {string} version */
const majorOf = (version) => Number.parseInt(version, 10);
