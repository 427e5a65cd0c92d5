import { stateChange } from './events.ts';
import type { Job } from './store.ts';
import { labelOf, STOPPED, subjectOf, work, type WorkerContext } from './worker.ts';

export interface QueueLimits {
  readonly paused: boolean;
  readonly concurrentJobs: number;
}

interface Running {
  readonly queue: string;
  readonly priority: number;
  readonly controller: AbortController;
  readonly ended: Promise<void>;
}

/** Milliseconds for which a job rests whose state could not be stored: the disk is full, say. */
const REST = 5000;

/**
 * Starts waiting jobs as their queues allow, never more at a time than `most`: an encoder uses every core
 * that it finds, so more of them than cores would only make each of them late. For the same reason no job of
 * a queue begins beside one of higher priority, which would be late by what the other takes.
 */
export function createScheduler(
  context: WorkerContext,
  options: { readonly most: number; readonly limits: (queueArn: string) => QueueLimits },
) {
  const { runtime, store, outbox } = context;
  const resting = new Set<string>();
  const running = new Map<string, Running>();
  let stopped = true;

  const startable = (job: Job): boolean => {
    const { paused, concurrentJobs } = options.limits(job.queue);
    if (paused || running.has(job.id) || resting.has(job.id)) return false;
    const beside = [...running.values()].filter(({ queue }) => queue === job.queue);
    return beside.length < concurrentJobs && beside.every(({ priority }) => priority <= job.priority);
  };

  function pump(): void {
    while (!stopped && running.size < options.most) {
      const next = store.waiting().find(startable);
      if (!next) return;
      const controller = new AbortController();
      const ended = work(next, context, controller.signal)
        .catch((error: unknown) => rest(next.id, error))
        .finally(() => {
          running.delete(next.id);
          pump();
        });
      running.set(next.id, { queue: next.queue, priority: next.priority, controller, ended });
    }
  }

  /** A job that could not even end is begun again after a while, not at once and for ever. */
  function rest(id: string, error: unknown): void {
    runtime.log.fault('mediaconvert', error);
    resting.add(id);
    setTimeout(() => {
      resting.delete(id);
      pump();
    }, REST).unref();
  }

  return {
    /** Begins with what the last process left under way; does nothing more when it is called again. */
    start(): void {
      stopped = false;
      outbox.start();
      pump();
    },
    /** Looks for jobs that can start. */
    pump,
    /** Ends a job as CANCELED. Answers whether it was still to be done. */
    cancel(job: Job): boolean {
      const now = runtime.clock.now();
      const event = stateChange(subjectOf(runtime, job), 'CANCELED', now);
      const changed = store.change(
        job.id,
        ['SUBMITTED', 'PROGRESSING'],
        { status: 'CANCELED', finished: now },
        event,
      );
      if (changed) runtime.log.step('mediaconvert', `${labelOf(job)} CANCELED`);
      running.get(job.id)?.controller.abort();
      return changed;
    },
    /** Kills what runs and leaves it PROGRESSING in the store. */
    async stop(): Promise<void> {
      stopped = true;
      for (const { controller } of running.values()) controller.abort(STOPPED);
      await Promise.all([...running.values()].map(({ ended }) => ended));
      await outbox.stop();
    },
  };
}

export type Scheduler = ReturnType<typeof createScheduler>;
