import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { INSTALLATION_KEY } from './credentials.ts';
import { tryLock } from './lock.ts';

const LOCK = 'lock.db';

/**
 * Takes the directory that holds all state for this process alone.
 *
 * A directory that holds something, but not the key that every installation has, is somebody else's: it is
 * neither used nor emptied.
 *
 * @param options.reset throw away what it holds first, under the lock: never what another process works on
 * @returns lets the directory go
 */
export function takeDataDirectory(directory: string, { reset = false } = {}): () => void {
  const release = lock(directory);
  try {
    if (reset) empty(directory);
  } catch (error) {
    release();
    throw unusable(directory, error);
  }
  return release;
}

function lock(directory: string): () => void {
  let release: (() => void) | undefined;
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    refuseForeign(directory);
    release = tryLock(join(directory, LOCK));
  } catch (error) {
    throw unusable(directory, error);
  }
  if (!release) throw new Error(`Another instance is running on the data directory ${directory}.`);
  return release;
}

function refuseForeign(directory: string): void {
  const entries = readdirSync(directory);
  const isOurs = entries.some((name) => name.startsWith(INSTALLATION_KEY));
  const others = entries.filter((name) => !name.startsWith(LOCK));
  if (!isOurs && others.length > 0)
    throw new Error(`it holds other things (${others[0]}). Name an empty or a new directory`);
}

/** The key goes last: what is left by a reset that was cut short can be reset again. */
function empty(directory: string): void {
  const entries = readdirSync(directory).filter((name) => !name.startsWith(LOCK));
  const last = (name: string) => Number(name.startsWith(INSTALLATION_KEY));
  for (const name of entries.sort((a, b) => last(a) - last(b)))
    rmSync(join(directory, name), { recursive: true, force: true });
}

const unusable = (directory: string, error: unknown) =>
  new Error(`The data directory ${directory} cannot be used: ${(error as Error).message}.`, { cause: error });
