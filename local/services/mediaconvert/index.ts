import { mkdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../runtime/database.ts';
import { TemplateError } from '../../runtime/errors.ts';
import { restProtocol } from '../../runtime/protocols/rest.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Resource, Service } from '../../runtime/service.ts';
import { routes } from './api/routes.ts';
import { createOutbox } from './jobs/outbox.ts';
import { createScheduler } from './jobs/scheduler.ts';
import { JOBS_SCHEMA, openStore } from './jobs/store.ts';
import { openTags, TAGS_SCHEMA } from './jobs/tags.ts';
import { openQueues, QUEUES_SCHEMA } from './queues/queues.ts';
import { createQueue, deleteQueue } from './queues/template.ts';

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

  const schema = JOBS_SCHEMA + QUEUES_SCHEMA + TAGS_SCHEMA;
  const database = openDatabase(join(directory, 'jobs.sqlite'), schema);
  const outbox = createOutbox(database, runtime);
  const store = openStore(database, outbox);
  const queues = openQueues(database, runtime);
  const tags = openTags(database);
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
  const context = { runtime, store, queues, tags, scheduler, ffprobe, workRoot };

  const known = ({ type, logicalId }: Resource) => {
    if (type !== 'AWS::MediaConvert::Queue') throw new TemplateError(logicalId, `${type} is not supported`);
  };

  return {
    create(resource) {
      known(resource);
      const created = createQueue(resource, context);
      // A queue that is no longer paused, or has more room, has jobs that can start.
      scheduler.pump();
      return created;
    },
    delete(resource) {
      known(resource);
      deleteQueue(resource, context);
    },
    connect: () => scheduler.start(),
    async stop() {
      await scheduler.stop();
      database.close();
    },
    handle: restProtocol(routes(context), runtime.log, 'InternalServerErrorException'),
  };
}
