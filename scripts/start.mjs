import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setUp } from './setup/index.mjs';
import { thisMachine } from './setup/machine.mjs';
import { createReport } from './setup/report.mjs';

/** `npm start`: installs what is missing, then runs the whole system until it is told to stop. */
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const report = createReport();

try {
  const { node, env } = await setUp(thisMachine(root, report), { ffmpeg: true, browser: false });
  if (env.FFMPEG_MISSING) throw new Error(env.FFMPEG_MISSING);
  runToTheEnd(node, env);
} catch (error) {
  report.line(/** @type {Error} */ (error).message);
  process.exitCode = 1;
}

/**
 * The IPC channel carries nothing: it closes when this process dies, however it dies, and the child takes
 * that as its order to stop.
 *
 * @param {string} node
 * @param {NodeJS.ProcessEnv} env
 */
function runToTheEnd(node, env) {
  // A smaller nursery than V8's own: 40 MB less at the peak, and no request slower for it (docs/performance.md).
  const flags = ['--max-semi-space-size=8'];
  const child = spawn(node, [...flags, join(root, 'scripts', 'local.ts'), ...process.argv.slice(2)], {
    cwd: root,
    // glibc gives every thread a heap of its own: with a worker a function that is 70 MB of air.
    env: { MALLOC_ARENA_MAX: '2', ...env },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, () => child.kill(signal));
  const watch = onOrphaned(() => child.kill());
  child.on('error', (error) => {
    report.line(error.message);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    // As a shell tells that a signal ended a program.
    process.exitCode = code ?? 128 + (signal ? constants.signals[signal] : 0);
    for (const signal of signals) process.removeAllListeners(signal);
    clearInterval(watch);
  });
}

/**
 * A signal to npm reaches only the shell between npm and this process, which dies and says nothing: so npm's
 * end is noticed by the parent being another one. Started without npm, it may well outlive its parent.
 *
 * @param {() => void} stop
 */
function onOrphaned(stop) {
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event !== 'start') return undefined;
  return setInterval(() => process.ppid !== parent && stop(), 500);
}
