import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { GUARDS, type Outcome } from './guards/guards.ts';

/**
 * `npm run guards`: takes each guard of the pipeline out in turn and runs the unit tests that watch it. Ends with 1 when
 * they do not miss one.
 */
const root = join(import.meta.dirname, '..');
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');

/** What the tests say, each time with one guard taken out. */
function runWithout(): Promise<ReadonlyMap<string, Outcome>> {
  const args = [vitest, 'run', '--config', join(root, 'scripts', 'guards', 'vitest.config.ts'), '--no-color'];
  return new Promise((resolve) =>
    execFile(process.execPath, args, { cwd: root, maxBuffer: 1e8 }, (_failed, said) => {
      const lines = said.split('\n').filter((line) => line.startsWith('{"name":'));
      const outcomes = lines.map((line) => JSON.parse(line) as Outcome);
      resolve(new Map(outcomes.map((outcome) => [outcome.name, outcome])));
    }),
  );
}

const began = performance.now();
const outcomes = await runWithout();
const notMissed = GUARDS.filter(({ name }) => {
  const outcome = outcomes.get(name);
  // A file that cannot be compiled says nothing.
  return !outcome || outcome.errors > 0 || outcome.failed.length === 0;
});
for (const { name, file } of notMissed) console.error(`✗ No test misses "${name}" (${file}).`);
const seconds = ((performance.now() - began) / 1_000).toFixed(0);
console.log(
  `${GUARDS.length - notMissed.length} of ${GUARDS.length} guards are missed when they are out (${seconds} s).`,
);
process.exitCode = notMissed.length > 0 ? 1 : 0;
