import { readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pruneCompileCache } from './compile-cache.mjs';
import { testMachine, type TestMachine } from './testing.ts';

const VERSION = 'node_modules/.cache/node/v24.0.0-x64';
const HOUR = 3_600;

let here: TestMachine;
beforeEach(() => {
  here = testMachine();
});
afterEach(() => here.dispose());

/** An entry of 100 bytes that was made a day ago. */
function entry(name: string, usedHoursAgo: number): void {
  const now = Date.now() / 1_000;
  utimesSync(here.file(`${VERSION}/${name}`, '-'.repeat(100)), now - usedHoursAgo * HOUR, now - 24 * HOUR);
}

const left = () => readdirSync(join(here.machine.root, VERSION)).toSorted();

describe('compiled code', () => {
  it('that was not used for longest goes, until the rest is small enough', () => {
    entry('longest', 23);
    entry('latest', 1);
    entry('between', 5);
    pruneCompileCache(here.machine.root, 250);
    expect(left()).toEqual(['between', 'latest']);
  });

  it('stays as long as there is room', () => {
    entry('a', 1);
    entry('b', 23);
    pruneCompileCache(here.machine.root, 200);
    expect(left()).toEqual(['a', 'b']);
  });

  it('need not be there', () => {
    expect(() => pruneCompileCache(here.machine.root)).not.toThrow();
  });
});
