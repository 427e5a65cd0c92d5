import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { synthesize } from './synth.ts';

const scratch = mkdtempSync(join(tmpdir(), 'synth-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const synthesizeInto = (name: string) =>
  synthesize({ outdir: join(scratch, name), dist: join(scratch, `${name}-dist`), validation: false });

/** Every file of an assembly, by its path in it. */
const contents = (name: string) =>
  readdirSync(join(scratch, name), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => [path.slice(join(scratch, name).length), readFileSync(path, 'utf8')]);

it('makes the same assembly from the same sources, and makes it once', async () => {
  expect((await synthesizeInto('one')).fresh).toBe(true);
  expect((await synthesizeInto('one')).fresh).toBe(false);
  expect((await synthesizeInto('other')).fresh).toBe(true);
  expect(contents('other')).toEqual(contents('one'));
}, 60_000);

it('is made once by two that ask at the same moment, whole, whatever an earlier one left behind', async () => {
  const left = join(scratch, 'both', 'unfinished', 'asset.0');
  mkdirSync(left, { recursive: true });
  writeFileSync(join(left, 'index.mjs'), 'half of a');
  const both = await Promise.all([synthesizeInto('both'), synthesizeInto('both')]);
  expect(both.map(({ fresh }) => fresh).sort()).toEqual([false, true]);
  await synthesizeInto('one');
  expect(contents('both')).toEqual(contents('one'));
}, 60_000);
