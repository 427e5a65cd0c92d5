import { statSync } from 'node:fs';
import { dirname, sep } from 'node:path';
import type { Cloud } from '../main.ts';
import { readTemplate } from '../template/read-template.ts';
import type { Arguments } from './arguments.ts';
import { endpointsOf, writeEndpoints } from './endpoints.ts';
import { watchFiles } from './watch-files.ts';

/** Brings the stack to its template whenever the template or the code beside it is saved. Answers with what ends that. */
export function watchTemplate(cloud: Cloud, options: Arguments): Promise<() => Promise<void>> {
  const { template, stackName, dataDirectory } = options;
  const { log } = cloud.runtime;
  const directory = statSync(template).isDirectory() ? template : dirname(template);
  const isIgnored = (path: string) =>
    path === dataDirectory ||
    path.startsWith(dataDirectory + sep) ||
    /[\\/](node_modules|\.git)$|~$/.test(path);
  log.step('watch', `changes below ${directory} are taken over when saved`);
  return watchFiles([directory], {
    isIgnored,
    async onChange() {
      const since = performance.now();
      try {
        const stack = await cloud.updateStack(readTemplate(template, stackName));
        writeEndpoints(dataDirectory, endpointsOf(cloud.runtime, stack));
        log.step('watch', `live after ${((performance.now() - since) / 1000).toFixed(2)} s`);
      } catch (error) {
        log.warn('watch', `not taken over, the stack goes on as it was: ${(error as Error).message}`);
      }
    },
  });
}
