import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Remembers what a program on disk can do, so that it is asked once and not at every start. A program that
 * was replaced (other time or size) is asked again.
 *
 * @param {string} root
 * @param {string} path The program.
 * @param {string} question What it is asked: part of the key.
 * @param {() => Promise<string>} ask
 * @returns {Promise<string>}
 */
export async function remembered(root, path, question, ask) {
  const file = join(root, 'node_modules', '.cache', 'setup', 'programs.json');
  const { mtimeMs, size } = statSync(path);
  const key = `${question} ${path} ${mtimeMs} ${size}`;
  const known = read(file)[key];
  if (known !== undefined) return known;
  const answer = await ask();
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify({ ...read(file), [key]: answer }, undefined, 1));
  renameSync(draft, file);
  return answer;
}

/**
 * @param {string} file
 * @returns {Record<string, string>}
 */
function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}
