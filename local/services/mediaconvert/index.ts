import { mkdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { TemplateError } from '../../runtime/errors.ts';
import { restProtocol } from '../../runtime/protocols/rest.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Service } from '../../runtime/service.ts';
import { routes } from './api/routes.ts';
import { createOutbox } from './jobs/outbox.ts';
import { createScheduler } from './jobs/scheduler.ts';
import { openStore } from './jobs/store.ts';
import { createQueues } from './queues.ts';

export interface MediaConvertOptions {
  /** Paths of the two programs. */
  readonly ffmpeg: string;
  readonly ffprobe: string;
  /** A job's StatusUpdateInterval is multiplied by this: its jobs are short beside the service's. */
  readonly statusIntervalScale?: number;
}

/** AWS Elemental MediaConvert: durable jobs, run by ffmpeg from their own settings. */
export function createMediaConvert(runtime: Runtime, options: MediaConvertOptions): Service {
  const { ffmpeg, ffprobe, statusIntervalScale = 0.1 } = options;
  const directory = runtime.directory('mediaconvert');
  const workRoot = join(directory, 'work');
  // What a dead process left half done is made again from the beginning.
  rmSync(workRoot, { recursive: true, force: true });
  mkdirSync(workRoot, { recursive: true });

  const store = openStore(directory);
  const queues = createQueues(runtime);
  const outbox = createOutbox(store, () => runtime.peers.events, runtime.log);
  const scheduler = createScheduler(
    { runtime, store, outbox, tools: { ffmpeg, ffprobe }, workRoot, statusIntervalScale },
    {
      most: availableParallelism(),
      // A queue that has left the template still has its jobs done, one at a time.
      limits: (arn) => {
        const queue = queues.find(arn);
        return { paused: queue?.status === 'PAUSED', concurrentJobs: queue?.concurrentJobs ?? 1 };
      },
    },
  );

  return {
    create(resource) {
      if (resource.type === 'AWS::MediaConvert::Queue') return queues.create(resource);
      throw new TemplateError(resource.logicalId, `${resource.type} is not supported`);
    },
    connect: () => scheduler.start(),
    async stop() {
      await scheduler.stop();
      store.close();
    },
    handle: restProtocol(routes({ runtime, store, queues, scheduler, ffprobe, workRoot }), runtime.log),
  };
}
