import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCredentials, INSTALLATION_KEY } from './credentials.ts';
import { takeDataDirectory } from './data-directory.ts';
import { openDatabase } from './database.ts';

let scratch: string;
let directory: string;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'data directory '));
  directory = join(scratch, 'data');
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

const install = () => createCredentials(directory, '000000000000', Date.now).root;
const put = (...path: string[]) => {
  mkdirSync(join(directory, ...path.slice(0, -1)), { recursive: true });
  writeFileSync(join(directory, ...path), 'something');
};

describe('the data directory', () => {
  it('is made for its owner alone, and belongs to one at a time', () => {
    const release = takeDataDirectory(directory);
    expect(statSync(directory).mode & 0o077).toBe(0);
    expect(() => takeDataDirectory(directory)).toThrow(
      `Another instance is running on the data directory ${directory}.`,
    );
    release();
    takeDataDirectory(directory)();
  });

  it('is emptied by a reset, and gets credentials of its own', () => {
    const release = takeDataDirectory(directory);
    const before = install();
    put('s3', 'objects', 'one');
    release();
    takeDataDirectory(directory, { reset: true })();
    expect(existsSync(join(directory, 's3'))).toBe(false);
    expect(install()).not.toEqual(before);
  });

  it('is not emptied while another instance works on it', () => {
    const release = takeDataDirectory(directory);
    install();
    put('s3', 'one');
    expect(() => takeDataDirectory(directory, { reset: true })).toThrow('Another instance is running');
    expect(existsSync(join(directory, 's3', 'one'))).toBe(true);
    release();
  });

  it.each([false, true])('is never a directory with other things in it (reset: %s)', (reset) => {
    put('thesis.txt');
    expect(() => takeDataDirectory(directory, { reset })).toThrow('it holds other things (thesis.txt)');
    expect(readdirSync(directory)).toEqual(['thesis.txt']);
  });

  it('says in one sentence which directory cannot be used', () => {
    const file = join(scratch, 'file');
    writeFileSync(file, '');
    expect(() => takeDataDirectory(file)).toThrow(`The data directory ${file} cannot be used: EEXIST`);
    mkdirSync(directory);
    writeFileSync(join(directory, 'lock.db'), 'not a database at all');
    expect(() => takeDataDirectory(directory)).toThrow(`${directory} cannot be used: file is not a database`);
  });
});

describe('what it holds', () => {
  it.each([0, 31])('has no credentials from a key of %i bytes', (length) => {
    mkdirSync(directory);
    writeFileSync(join(directory, INSTALLATION_KEY), Buffer.alloc(length));
    expect(install).toThrow('is damaged: it does not hold 32 bytes.');
  });

  it('names the file that is not a database', () => {
    const path = join(directory, 'some.sqlite');
    put('some.sqlite');
    expect(() => openDatabase(path, '')).toThrow(`${path}: file is not a database`);
  });
});
