import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setUp } from './setup/index.mjs';
import { thisMachine } from './setup/machine.mjs';
import { createReport } from './setup/report.mjs';

/** `npm run bench`: installs what is missing, then measures. Arguments choose among the figures. */
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { node, env } = await setUp(thisMachine(root, createReport()), { browser: false });
const bench = join(root, 'bench', 'run.ts');
spawn(node, [bench, ...process.argv.slice(2)], { cwd: root, env, stdio: 'inherit' }).on('exit', (code) => {
  process.exitCode = code ?? 1;
});
