import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { GUARDS, withoutGuard } from './guards.ts';

const root = join(import.meta.dirname, '..', '..');
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');

/** What the tests say when the guard of this number is taken out. */
const runWithout = (index: number) =>
  new Promise<{ readonly code: number; readonly said: string }>((resolve) => {
    const args = [vitest, 'run', '--config', join(import.meta.dirname, 'vitest.config.ts'), '--no-color'];
    const env = { ...process.env, WITHOUT_GUARD: String(index), VITEST: undefined, NO_COLOR: '1' };
    execFile(process.execPath, args, { cwd: root, env, maxBuffer: 1e8 }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, said: `${stdout}${stderr}` }),
    );
  });

describe.concurrent('a guard of the pipeline that is taken out', () => {
  test.for(GUARDS.map((guard, index) => ({ ...guard, index })))(
    'fails a test: $name',
    { timeout: 120_000 },
    async ({ index }, { expect: expectHere }) => {
      const { code, said } = await runWithout(index);
      expectHere(said).toMatch(/^\s*Tests\s+.*\d+ failed/m);
      expectHere(code).toBe(1);
    },
  );
});

test.each(GUARDS)('the guard is where the table says: $name', (guard) => {
  const code = readFileSync(join(root, guard.file), 'utf8');
  expect(withoutGuard(code, guard)).not.toBe(code);
});
