import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** @typedef {{ code: number, stdout: string, stderr: string }} Finished */

/**
 * Runs a program to its end, without input. A program that is not there ends with the shell's 127 and one
 * that a signal ended with 1, so that a caller has one thing to look at.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeout?: number }} [options] `timeout` in milliseconds
 * @returns {Promise<Finished>}
 */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
    child.on('error', (error) => resolve({ code: 127, stdout, stderr: stderr + error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, stdout, stderr }));
  });
}

/**
 * The first of some programs that stands on the PATH, as a whole path.
 *
 * @param {readonly string[]} names
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined}
 */
export function findOnPath(names, env) {
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean);
  const extensions = env.PATHEXT ? ['', ...env.PATHEXT.split(';')] : [''];
  for (const name of names)
    for (const folder of folders)
      for (const extension of extensions) {
        const path = join(folder, name + extension);
        if (isExecutable(path)) return path;
      }
  return undefined;
}

/** @param {string} path */
export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
