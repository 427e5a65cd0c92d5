import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setUp } from './setup/index.mjs';
import { thisMachine } from './setup/machine.mjs';
import { createReport } from './setup/report.mjs';
import { runToTheEnd } from './setup/run-to-the-end.mjs';

/** `npm start`: installs what is missing, then runs the whole system until it is told to stop. */
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const report = createReport();

try {
  const { node, env } = await setUp(thisMachine(root, report), { ffmpeg: true, browser: false });
  if (env.FFMPEG_MISSING) throw new Error(env.FFMPEG_MISSING);
  // A smaller nursery than V8's own: 40 MB less at the peak, and no request slower for it (docs/performance.md).
  const flags = ['--max-semi-space-size=8'];
  runToTheEnd(node, [...flags, join(root, 'scripts', 'local.ts'), ...process.argv.slice(2)], {
    cwd: root,
    // glibc gives every thread a heap of its own, which stays full of air (docs/performance.md).
    env: { MALLOC_ARENA_MAX: '2', ...env },
  });
} catch (error) {
  report.line(/** @type {Error} */ (error).message);
  process.exitCode = 1;
}
