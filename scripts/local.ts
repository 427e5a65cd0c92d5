import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cloud } from '../local/main.ts';
import { banner } from './local/banner.ts';
import { DEMO_USERS } from './local/demo-users.ts';
import { createProgress } from './local/progress.ts';
import { readSettings, root, type Settings } from './local/settings.ts';

/**
 * `npm start`, after set-up: synthesizes the template, boots it, and makes what a deployment would have
 * made by hand (the signing key, users), all through the same AWS APIs as a deployment.
 */
const STACK = 'Playhead';
const startedAt = performance.now();

async function main(): Promise<void> {
  const settings = readSettings(process.argv.slice(2), process.env);
  if (settings.reset) await rm(settings.dataDirectory, { recursive: true, force: true });
  const progress = createProgress(5);

  progress.step('Building the template, the bundles and the pages');
  const assembly = synthesize();
  const [{ startCloud }, { provision }, { servePages }] = await Promise.all([
    import('../local/main.ts'),
    import('./local/provision.ts'),
    import('./local/pages.ts'),
  ]);
  progress.step('Starting the services');
  const cloud = await startCloud({ ...settings, stackName: STACK });
  stopOnSignals(cloud);
  await assembly;
  progress.step('Creating the stack');
  const outputs = await provision(cloud, { stackName: STACK, assembly: join(root, 'cdk.out') });
  progress.step('Building the pages');
  const urls = await servePages(cloud, outputs);
  progress.step('Opening the doors');
  await cloud.openWeb();
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

/** Runs the build in a process of its own: what it loads (the CDK) would stay in this one's memory. */
function synthesize(): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'scripts', 'synth.ts')], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error('The template could not be built.')),
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

export type { Settings };

main().catch((error: unknown) => {
  process.stderr.write(
    `\n${error instanceof Error ? (process.env['DEBUG'] ? error.stack : error.message) : String(error)}\n`,
  );
  process.exit(1);
});
