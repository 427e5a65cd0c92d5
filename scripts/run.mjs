import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setUp } from './setup/index.mjs';
import { thisMachine } from './setup/machine.mjs';
import { createReport } from './setup/report.mjs';
import { runToTheEnd } from './setup/run-to-the-end.mjs';

/**
 * `node scripts/run.mjs [--ffmpeg] <script> …`: installs what is missing, then runs a script of this project
 * on the Node that the project brings, with the arguments that follow. Works before anything is installed.
 */
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const report = createReport();
const ffmpeg = process.argv[2] === '--ffmpeg';
const [script = '', ...args] = process.argv.slice(ffmpeg ? 3 : 2);

try {
  const { node, env } = await setUp(thisMachine(root, report), { ffmpeg, browser: false });
  if (env.FFMPEG_MISSING) throw new Error(env.FFMPEG_MISSING);
  runToTheEnd(node, [join(root, script), ...args], { cwd: root, env });
} catch (error) {
  report.line(/** @type {Error} */ (error).message);
  process.exitCode = 1;
}
