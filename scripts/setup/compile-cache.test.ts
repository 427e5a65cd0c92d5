import { readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pruneCompileCache } from './compile-cache.mjs';
import { testMachine, type TestMachine } from './testing.ts';

const CACHE = 'node_modules/.cache/node';
const VERSION = `${CACHE}/v24.0.0-x64`;

let here: TestMachine;
beforeEach(() => {
  here = testMachine();
});
afterEach(() => here.dispose());

const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000);
/** An entry of 100 bytes that was made a day ago. */
const entry = (name: string, { used }: { used: number }) =>
  utimesSync(here.file(`${VERSION}/${name}`, '-'.repeat(100)), hoursAgo(used), hoursAgo(24));
const wasDone = (hours: number) =>
  utimesSync(join(here.machine.root, CACHE), hoursAgo(hours), hoursAgo(hours));
const prune = (mostBytes: number) => pruneCompileCache(here.machine.root, mostBytes);
const left = () => readdirSync(join(here.machine.root, VERSION)).toSorted();

describe('compiled code', () => {
  it('that was not used for longest goes, until the rest is small enough', () => {
    entry('longest', { used: 23 });
    entry('latest', { used: 1 });
    entry('between', { used: 5 });
    wasDone(2);
    prune(250);
    expect(left()).toEqual(['between', 'latest']);
  });

  it('stays as long as there is room', () => {
    entry('latest', { used: 1 });
    entry('longest', { used: 23 });
    wasDone(2);
    prune(200);
    expect(left()).toEqual(['latest', 'longest']);
  });

  it('is looked through once an hour', () => {
    entry('first', { used: 1 });
    wasDone(2);
    prune(100);
    entry('second', { used: 1 });
    prune(100);
    expect(left()).toEqual(['first', 'second']);
    wasDone(2);
    prune(100);
    expect(left()).toHaveLength(1);
  });

  it('need not be there', () => {
    expect(() => prune(100)).not.toThrow();
  });
});
