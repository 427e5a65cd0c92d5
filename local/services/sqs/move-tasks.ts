import type { Log } from '../../runtime/log.ts';
import { invalidParameter, resourceNotFound, unsupportedOperation } from './errors.ts';
import { nameOf, type Queues } from './queues.ts';
import type { MoveTask } from './store/move-rows.ts';
import type { SqsStore } from './store/store.ts';
import type { Waiters } from './waiters.ts';

export type MoveTasks = ReturnType<typeof createMoveTasks>;

const STEP_MESSAGES = 200;
const MAX_RATE = 500;
const SECOND_MS = 1_000;

/** The redrive of dead letters: tasks that go on in the background, and after a restart. */
export function createMoveTasks(options: {
  readonly store: SqsStore;
  readonly queues: Queues;
  readonly waiters: Waiters;
  readonly now: () => number;
  readonly uuid: () => string;
  readonly log: Log;
}) {
  const { store, queues, waiters, now, uuid, log } = options;
  const timers = new Map<string, NodeJS.Timeout>();
  const exists = (name: string) => queues.find(name) !== undefined;

  function run(handle: string): void {
    timers.delete(handle);
    try {
      const task = store.moves.find(handle);
      if (task?.status !== 'RUNNING') return;
      const { reached, failure } = store.moves.step(task, task.rate ?? STEP_MESSAGES, now(), exists);
      for (const queue of reached) waiters.wake(queue);
      if (failure !== undefined) store.moves.end(handle, 'FAILED', failure);
      else if (reached.size === 0) store.moves.end(handle, 'COMPLETED');
      else timers.set(handle, setTimeout(run, task.rate ? SECOND_MS : 0, handle).unref());
    } catch (error) {
      // A disk that is full now may have room later.
      log.fault('sqs', error);
      timers.set(handle, setTimeout(run, SECOND_MS, handle).unref());
    }
  }

  return {
    /** Takes up the tasks that an earlier process left unfinished. */
    resume(): void {
      for (const { handle } of store.moves.running()) if (!timers.has(handle)) run(handle);
    },

    start(sourceArn: string, destinationArn: string | undefined, rate: number | undefined): string {
      const source = nameOf(sourceArn);
      if (sourceArn !== queues.arnOf(source) || !exists(source))
        throw resourceNotFound("The resource that you specified for the SourceArn parameter doesn't exist.");
      const destination = destinationArn === undefined ? undefined : nameOf(destinationArn);
      if (destination !== undefined && (destinationArn !== queues.arnOf(destination) || !exists(destination)))
        throw resourceNotFound(
          "The resource that you specified for the DestinationArn parameter doesn't exist.",
        );
      if (destination === source)
        throw invalidParameter('Source queue arn and destination queue arn cannot be the same.');
      if (queues.sourcesOf(source).length === 0)
        throw invalidParameter('Source queue must be configured as a Dead Letter Queue.');
      if (
        destination !== undefined &&
        queues.get(source).settings.fifo &&
        !queues.get(destination).settings.fifo
      )
        throw invalidParameter('Source and destination queues must be of the same type.');
      if (rate !== undefined && (rate < 1 || rate > MAX_RATE))
        throw invalidParameter(
          `Value for parameter MaxNumberOfMessagesPerSecond is invalid. Reason: Must be between 1 and ${MAX_RATE}.`,
        );
      if (store.moves.of(source, 10).some(({ status }) => status === 'RUNNING'))
        throw unsupportedOperation(
          'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
        );
      const handle = Buffer.from(JSON.stringify({ taskId: uuid(), sourceArn })).toString('base64');
      store.moves.add({ handle, source, destination, rate, startedAt: now() });
      run(handle);
      return handle;
    },

    /** The task as it was when it was stopped. */
    cancel(handle: string): MoveTask {
      const task = store.moves.find(handle);
      if (!task) throw resourceNotFound('Task does not exist.');
      if (task.status !== 'RUNNING') throw unsupportedOperation('Only active tasks can be cancelled.');
      clearTimeout(timers.get(handle));
      timers.delete(handle);
      store.moves.end(handle, 'CANCELLED');
      return task;
    },

    /** The newest first. */
    of: (source: string, limit: number): readonly MoveTask[] => store.moves.of(source, limit),

    /** The source of a task, by its handle. */
    sourceOf: (handle: string): string | undefined => store.moves.find(handle)?.source,

    close(): void {
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}
