import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.mjs';

/**
 * Makes `node_modules` what `package-lock.json` says, by `npm ci`, unless it already is.
 *
 * @param {import('./machine.mjs').Machine} machine
 * @returns {Promise<void>} Rejects with npm's own output when the installation fails.
 */
export async function installDependencies(machine) {
  if (isInstalled(machine.root)) return;
  await machine.report.during('Installing the npm packages of package-lock.json', async () => {
    const { code, stdout, stderr } = await npm(machine, ['ci', '--include=dev', '--no-progress']);
    if (code !== 0) throw new Error(`npm ci failed:\n${stdout}${stderr}`.trimEnd());
  });
}

/**
 * npm leaves a record of what it installed in `node_modules/.package-lock.json`, written last. Comparing it
 * with the lockfile finds a missing, an interrupted and an outdated installation alike, and accepts one that
 * somebody made with npm by hand. Packages of other platforms are optional, and rightly absent.
 *
 * @param {string} root
 */
export function isInstalled(root) {
  const installed = packagesOf(join(root, 'node_modules', '.package-lock.json'));
  const locked = packagesOf(join(root, 'package-lock.json'));
  if (!installed || !locked) return false;
  return Object.entries(locked).every(([path, { version, optional }]) => {
    if (path === '') return true;
    const found = installed[path];
    return found ? found.version === version : optional === true;
  });
}

/**
 * @param {string} path
 * @returns {Record<string, { version?: string, optional?: boolean }> | undefined}
 */
function packagesOf(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/**
 * Under `npm start` the very npm that was typed; else the one on the PATH.
 *
 * @param {import('./machine.mjs').Machine} machine
 * @param {readonly string[]} args
 */
function npm({ root, env, nodePath, platform }, args) {
  const options = { cwd: root, env };
  if (env.npm_execpath?.endsWith('.js')) return run(nodePath, [env.npm_execpath, ...args], options);
  return run(platform === 'win32' ? 'npm.cmd' : 'npm', args, options);
}
