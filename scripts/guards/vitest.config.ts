import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { GUARDS, withoutGuard } from './guards.ts';

/** The guard to take out: its place in the table. */
const guard = GUARDS[Number(process.env['WITHOUT_GUARD'])];
if (!guard) throw new Error('WITHOUT_GUARD must be the number of a guard.');
const root = join(import.meta.dirname, '..', '..');

/** Unit tests as always, except that one file is compiled without one of its guards. */
export default defineConfig({
  root,
  plugins: [
    {
      name: 'without-guard',
      enforce: 'pre',
      transform: (code, id) =>
        id.split('?')[0] === join(root, guard.file) ? withoutGuard(code, guard) : undefined,
    },
  ],
  test: { include: [...guard.tests], testTimeout: 20_000, bail: 1 },
});
