import { join } from 'node:path';
import type { Reporter } from 'vitest/node';
import { defineConfig } from 'vitest/config';
import { GUARDS, withoutGuard, type Outcome } from './guards.ts';

const root = join(import.meta.dirname, '..', '..');

/** Prints for each guard what became of its tests, a line of JSON each. */
const outcomes: Reporter = {
  onTestModuleEnd(module) {
    const failed = [...module.children.allTests('failed')].map(({ fullName }) => fullName);
    const outcome: Outcome = { name: module.project.name, failed, errors: module.errors().length };
    process.stdout.write(`${JSON.stringify(outcome)}\n`);
  },
};

/** Unit tests as always, but for each guard once more, with its file compiled without it. */
export default defineConfig({
  root,
  test: {
    reporters: [outcomes],
    // What they all import is loaded once.
    pool: 'threads',
    isolate: false,
    projects: GUARDS.map((guard) => ({
      root,
      plugins: [
        {
          name: 'without-guard',
          enforce: 'pre' as const,
          transform: (code: string, id: string) =>
            id.split('?')[0] === join(root, guard.file) ? withoutGuard(code, guard) : undefined,
        },
      ],
      test: {
        name: guard.name,
        include: [...guard.tests],
        testTimeout: 10_000,
        ...(guard.only && { testNamePattern: guard.only }),
      },
    })),
  },
});
