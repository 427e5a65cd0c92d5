import { spawn } from 'node:child_process';
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import type { Cloud } from '../local/main.ts';
import { createLog, type Log } from '../local/runtime/log.ts';
import { banner } from './local/banner.ts';
import { DEMO_USERS } from './local/demo-users.ts';
import { createEnding } from './local/ending.ts';
import { createProgress } from './local/progress.ts';
import { ASSEMBLY, explain, readSettings, root, type Settings } from './local/settings.ts';

/**
 * `npm start`, after set-up: synthesizes the template, boots it, and makes what a deployment would have
 * made by hand (the signing key, users), all through the same AWS APIs as a deployment.
 */
const STACK = 'Playhead';
const startedAt = performance.now();
// Types stripped and modules compiled once are kept for the next start.
enableCompileCache(join(root, 'node_modules', '.cache', 'node'));

const ending = createEnding();
const progress = createProgress(3);
const failed = (message: string) => {
  progress.done();
  process.stderr.write(`${message}\n`);
  return ending.end(1);
};
try {
  const settings = readSettings(process.argv.slice(2), process.env);
  await main(settings).catch((error: unknown) =>
    failed((process.env['DEBUG'] && (error as Error).stack) || explain(error, settings)),
  );
} catch (error) {
  await failed((error as Error).message);
}

async function main(settings: Settings): Promise<void> {
  const log = createLog((line) => progress.line(line.trimEnd()));
  let isReady = false;
  progress.step('Building the template, the bundles and the page');
  const [cloud, { provision }, { servePages }] = await Promise.all([
    // What the set-up itself sets going, such as the codes of the demo users' sign-up, is of no interest.
    startServices(settings, { ...log, step: (...line) => isReady && log.step(...line) }),
    import('./local/provision.ts'),
    import('./local/pages.ts'),
    build(),
  ]);
  progress.step('Creating the stack');
  const { paymentProvider } = settings;
  const outputs = await provision(cloud, {
    ...{ stackName: STACK, assembly: ASSEMBLY },
    ...(paymentProvider && { paymentProvider }),
  });
  const urls = servePages(cloud, outputs);
  progress.done();

  process.stdout.write(
    banner({
      urls: { ...cloud.runtime.urls, ...urls },
      users: DEMO_USERS,
      outputs: outputs.path,
      seconds: (performance.now() - startedAt) / 1000,
    }),
  );
  isReady = true;
  if (settings.watch) await watch(cloud, log);
}

async function watch(cloud: Cloud, log: Log): Promise<void> {
  const { watchSources } = await import('./local/watch.ts');
  ending.add(await watchSources(cloud, { stackName: STACK, assembly: ASSEMBLY, log }));
}

async function startServices(settings: Settings, log: Log): Promise<Cloud> {
  const { startCloud } = await import('../local/main.ts');
  progress.step('Starting the services');
  const cloud = await startCloud({ ...settings, stackName: STACK, log });
  ending.add(() => cloud.stop());
  return cloud;
}

/** Runs the build, beside the start of the services. */
function build(): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'scripts', 'local', 'build.ts')], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    ending.add(() => void child.kill());
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error('The build failed; its output is above.')),
    );
  });
}
