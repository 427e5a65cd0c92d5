import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setUp } from './setup/index.mjs';
import { thisMachine } from './setup/machine.mjs';
import { createReport, elapsed } from './setup/report.mjs';
import { run } from './setup/run.mjs';

/**
 * `npm test`: installs what is missing, then the whole gate, stopping at the first thing that is red. With
 * arguments (`npm test -- local/services/s3`) only vitest runs, with those arguments.
 */
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const report = createReport();
const started = Date.now();

/** An installed tool as the script behind it, so that it is our Node that runs it. @param {string} name */
const tool = (name) => realpathSync(join(root, 'node_modules', '.bin', name));

/** What is checked before the tests run, cheapest first. */
const checks = () => [
  { label: 'Formatting', args: [tool('prettier'), '--check', '--log-level=warn', '.'] },
  { label: 'Lint', args: [tool('eslint'), '.'] },
  { label: 'Types', args: [tool('tsc'), '--noEmit'] },
  { label: 'Generated types match the schema', args: [tool('graphql-codegen'), '--check'] },
  { label: 'The template and the pages build', args: [join('scripts', 'local', 'build.ts')] },
  {
    label: 'Lint of the shipped resolvers',
    args: [tool('eslint'), '--no-ignore', join('dist', 'resolvers')],
  },
];

const chosen = process.argv.slice(2);
process.exitCode = await gate().catch((error) => {
  report.line(error.message);
  return 1;
});

async function gate() {
  const { node, env } = await setUp(thisMachine(root, report), { ffmpeg: true, browser: true });
  const options = { cwd: root, env };
  for (const { label, args } of chosen.length > 0 ? [] : checks()) {
    const since = Date.now();
    const { code, stdout, stderr } = await run(node, args, options);
    report.line(`${code === 0 ? '✓' : '✗'} ${label} (${elapsed(since)})`);
    if (code === 0) continue;
    report.line(`${stdout}${stderr}`.trimEnd());
    return failed(label, code);
  }
  const code = await aloud(node, [tool('vitest'), 'run', ...chosen], options);
  if (code !== 0) return failed('Tests', code);
  report.line(`✓ All passed in ${elapsed(started)}.`);
  return 0;
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv }} options
 * @returns {Promise<number>}
 */
function aloud(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

/**
 * @param {string} what
 * @param {number} code
 */
function failed(what, code) {
  report.line(`✗ ${what} failed with exit code ${code}, after ${elapsed(started)}.`);
  return code;
}
