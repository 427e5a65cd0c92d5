import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installDependencies, isInstalled } from './dependencies.mjs';
import { testMachine, type TestMachine } from './testing.ts';

const lockfile = (packages: object) => JSON.stringify({ packages: { '': { name: 'project' }, ...packages } });
const A = { 'node_modules/a': { version: '1.0.0' } };
const OPTIONAL = { 'node_modules/b': { version: '2.0.0', optional: true } };

let here: TestMachine;
beforeEach(() => {
  here = testMachine();
  here.file('package-lock.json', lockfile({ ...A, ...OPTIONAL }));
});
afterEach(() => here.dispose());

describe('installed packages', () => {
  it('are missing when npm has left no record', () => {
    expect(isInstalled(here.machine.root)).toBe(false);
  });

  it('are complete without the optional ones of other platforms', () => {
    here.file('node_modules/.package-lock.json', lockfile(A));
    expect(isInstalled(here.machine.root)).toBe(true);
  });

  it.each([
    ['another version', { 'node_modules/a': { version: '1.0.1' } }],
    ['another version of an optional one', { ...A, 'node_modules/b': { version: '1.9.0' } }],
    ['one too few', {}],
  ])('are outdated: %s', (_what, packages) => {
    here.file('node_modules/.package-lock.json', lockfile(packages));
    expect(isInstalled(here.machine.root)).toBe(false);
  });
});

describe('installing', () => {
  it('runs npm ci when something is missing, and says so', async () => {
    here.program('npm', `echo "$@" > "${here.machine.root}/ran"`);
    await installDependencies(here.machine);
    expect(readFileSync(`${here.machine.root}/ran`, 'utf8')).toMatch(/^ci /);
    expect(here.lines).toEqual(['Installing the npm packages of package-lock.json']);
  });

  it('does nothing when all is there', async () => {
    here.file('node_modules/.package-lock.json', lockfile(A));
    await installDependencies(here.machine);
    expect(here.lines).toEqual([]);
  });

  it('fails with what npm said', async () => {
    here.program('npm', 'echo "npm error code ENOTFOUND" >&2; exit 1');
    await expect(installDependencies(here.machine)).rejects.toThrow(/ENOTFOUND/);
  });
});
