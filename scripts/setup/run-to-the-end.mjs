import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/**
 * Runs a program and ends as it does. The IPC channel carries nothing: it closes when this process dies, however it
 * dies, and a child that has something to put in order takes that as its order to stop.
 *
 * @param {string} node
 * @param {readonly string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv }} options
 */
export function runToTheEnd(node, args, options) {
  const child = spawn(node, args, { ...options, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, () => child.kill(signal));
  const watch = onOrphaned(() => child.kill());
  child.on('error', (error) => {
    process.stderr.write(`${error.message}\n`);
    end(1);
  });
  child.on('exit', (code, signal) => {
    // As a shell tells that a signal ended a program.
    end(code ?? 128 + (signal ? constants.signals[signal] : 0));
  });

  /** @param {number} code */
  function end(code) {
    process.exitCode = code;
    for (const signal of signals) process.removeAllListeners(signal);
    clearInterval(watch);
  }
}

/**
 * A signal to npm reaches only the shell between npm and this process, which dies and says nothing: so npm's
 * end is noticed by the parent being another one. Started without npm, it may well outlive its parent.
 *
 * @param {() => void} stop
 */
function onOrphaned(stop) {
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event === undefined) return undefined;
  return setInterval(() => process.ppid !== parent && stop(), 500);
}
