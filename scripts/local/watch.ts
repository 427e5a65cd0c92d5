import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Cloud } from '../../local/main.ts';
import type { Log } from '../../local/runtime/log.ts';
import { readAssembly } from '../../local/template/assembly.ts';
import { LOAD_AGAIN, type BuildMessage } from './watch-build.ts';

/**
 * Watch mode: whenever a source is saved, the assembly is built again and the running stack is brought to
 * it. What fails, in the build or in the update, is said, and the stack goes on as it was.
 *
 * @returns ends the watch
 */
export async function watchSources(
  cloud: Pick<Cloud, 'updateStack'>,
  options: { readonly stackName: string; readonly assembly: string; readonly log: Log },
): Promise<() => void> {
  const { stackName, assembly, log } = options;
  let child: ChildProcess;
  let isOver = false;

  async function update({ changed, since }: BuildMessage & { kind: 'built' }): Promise<void> {
    try {
      await cloud.updateStack(readAssembly(assembly, stackName));
      const what = changed.length > 0 ? changed.join(', ') : 'the sources';
      log.step('watch', `${what}: live after ${((Date.now() - since) / 1000).toFixed(2)} s`);
    } catch (error) {
      log.warn('watch', `not taken over, the stack goes on as it was: ${(error as Error).message}`);
    }
  }

  const start = () =>
    new Promise<void>((resolve) => {
      child = fork(join(import.meta.dirname, 'watch-build.ts'), {
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      });
      child.on('message', (message: BuildMessage) => {
        if (message.kind === 'watching') resolve();
        else if (message.kind === 'built') void update(message);
        else log.warn('watch', `the build failed, the stack goes on as it was: ${message.message}`);
      });
      child.on('exit', (code) => {
        resolve();
        if (isOver) return;
        if (code === LOAD_AGAIN) void start();
        else log.warn('watch', `ended with code ${code}; changes are no longer taken over.`);
      });
    });
  await start();
  log.step(
    'watch',
    'changes to the schema, resolvers, functions, the model and the stack are taken over when saved',
  );
  return () => {
    isOver = true;
    child.kill();
  };
}
