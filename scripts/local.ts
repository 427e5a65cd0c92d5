import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import type { Cloud } from '../local/main.ts';
import { banner } from './local/banner.ts';
import { DEMO_USERS } from './local/demo-users.ts';
import { createProgress } from './local/progress.ts';
import { ASSEMBLY, readSettings, root } from './local/settings.ts';

/**
 * `npm start`, after set-up: synthesizes the template, boots it, and makes what a deployment would have
 * made by hand (the signing key, users), all through the same AWS APIs as a deployment.
 */
const STACK = 'Playhead';
const startedAt = performance.now();
// Types stripped and modules compiled once are kept for the next start.
enableCompileCache(join(root, 'node_modules', '.cache', 'node'));

async function main(): Promise<void> {
  const settings = readSettings(process.argv.slice(2), process.env);
  if (settings.reset) await rm(settings.dataDirectory, { recursive: true, force: true });
  const progress = createProgress(3);

  progress.step('Building the template, the bundles and the page');
  const built = build();
  const [{ startCloud }, { provision }, { servePages }] = await Promise.all([
    import('../local/main.ts'),
    import('./local/provision.ts'),
    import('./local/pages.ts'),
  ]);
  progress.step('Starting the services');
  const cloud = await startCloud({ ...settings, stackName: STACK });
  stopOnSignals(cloud);
  await built;
  progress.step('Creating the stack');
  const outputs = await provision(cloud, { stackName: STACK, assembly: ASSEMBLY });
  const urls = servePages(cloud, outputs);
  progress.done();

  process.stdout.write(
    banner({
      urls: { ...urls, cdn: cloud.runtime.urls.cdn, aws: cloud.runtime.urls.aws },
      users: DEMO_USERS,
      outputs: outputs.path,
      seconds: (performance.now() - startedAt) / 1000,
    }),
  );
}

/** Runs the build, beside the start of the services. */
function build(): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'scripts', 'local', 'build.ts')], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error('The build failed; its output is above.')),
    );
  });
}

/** Stops in order on a signal, and when the process that started this one is gone. */
function stopOnSignals(cloud: Cloud): void {
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    void cloud.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const) process.on(signal, stop);
}

main().catch((error: unknown) => {
  process.stderr.write(
    `\n${error instanceof Error ? (process.env['DEBUG'] ? error.stack : error.message) : String(error)}\n`,
  );
  process.exit(1);
});
