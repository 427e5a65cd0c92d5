import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { GUARDS, withoutGuard, type Outcome } from './guards.ts';

const root = join(import.meta.dirname, '..', '..');
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');

/** What the tests say, each time with one guard taken out. */
const runWithout = () =>
  new Promise<readonly Outcome[]>((resolve) => {
    const args = [vitest, 'run', '--config', join(import.meta.dirname, 'vitest.config.ts'), '--no-color'];
    const env = { ...process.env, VITEST: undefined };
    execFile(process.execPath, args, { cwd: root, env, maxBuffer: 1e8 }, (_failed, said) =>
      resolve(
        said
          .split('\n')
          .filter((line) => line.startsWith('{"name":'))
          .map((line) => JSON.parse(line) as Outcome),
      ),
    );
  });

test.each(GUARDS)('the guard is where the table says: $name', (guard) => {
  const code = readFileSync(join(root, guard.file), 'utf8');
  expect(withoutGuard(code, guard)).not.toBe(code);
});

test('no two guards have one name', () => {
  expect(new Set(GUARDS.map(({ name }) => name)).size).toBe(GUARDS.length);
});

describe('a guard that is taken out', () => {
  let outcomes: readonly Outcome[];
  beforeAll(async () => {
    outcomes = await runWithout();
  }, 600_000);

  test.each(GUARDS)('fails a test: $name', ({ name }) => {
    const outcome = outcomes.find((one) => one.name === name);
    // A file that cannot be compiled says nothing.
    expect(outcome).toMatchObject({ errors: 0 });
    expect(outcome!.failed).not.toEqual([]);
  });
});
