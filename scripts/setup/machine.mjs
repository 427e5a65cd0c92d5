import { readFileSync } from 'node:fs';

/**
 * What the set-up has to know about where it runs; handed in, so that a test can describe another machine.
 *
 * @typedef {object} Machine
 * @property {string} root The project's folder.
 * @property {string} platform `process.platform`
 * @property {string} arch `process.arch`
 * @property {string} nodePath The Node that runs this.
 * @property {string} nodeVersion For example `20.20.2`.
 * @property {NodeJS.ProcessEnv} env
 * @property {boolean} isRoot
 * @property {string} osRelease The text of `/etc/os-release`, empty where there is none.
 * @property {import('./report.mjs').Report} report
 */

/**
 * A program that was found, or the one line that says what to do about it.
 *
 * @typedef {{ path: string } | { missing: string }} Tool
 */

/**
 * @param {string} root
 * @param {import('./report.mjs').Report} report
 * @returns {Machine}
 */
export function thisMachine(root, report) {
  return {
    root,
    platform: process.platform,
    arch: process.arch,
    nodePath: process.execPath,
    nodeVersion: process.versions.node,
    env: process.env,
    isRoot: process.getuid?.() === 0,
    osRelease: osRelease(),
    report,
  };
}

function osRelease() {
  try {
    return readFileSync('/etc/os-release', 'utf8');
  } catch {
    return '';
  }
}
