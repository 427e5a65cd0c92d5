import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CloudEvent } from '../../../runtime/peers.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import type { WorkList } from '../../../runtime/work-list.ts';
import type { JobSettings } from '../settings/settings.ts';
import {
  completeDetail,
  inputDetail,
  jobPercent,
  progressDetail,
  stateChange,
  type EventSubject,
} from './events.ts';
import { asJobError, JobError } from './job-error.ts';
import { runJob, type JobListener, type Tools } from './run-job.ts';
import type { Job, Store } from './store.ts';

export interface WorkerContext {
  readonly runtime: Runtime;
  readonly store: Store;
  readonly outbox: WorkList<CloudEvent>;
  readonly tools: Tools;
  /** Where jobs get their work directories. */
  readonly workRoot: string;
  /** A job's StatusUpdateInterval is multiplied by this. */
  readonly statusIntervalScale: number;
}

/** The reason of an abort that leaves the job as it is, to be begun again by the next process. */
export const STOPPED = 'stopped';

/** Code 1999 is the service's own for what went wrong inside it; a caller may try again. */
const INTERNAL = new JobError(1999, 'Unknown error occurred while processing the job.');

export const subjectOf = (runtime: Runtime, job: Job): EventSubject => ({
  id: job.id,
  arn: runtime.arn('mediaconvert', `jobs/${job.id}`),
  accountId: runtime.accountId,
  queue: job.queue,
  userMetadata: job.request.userMetadata ?? {},
});

/** What a person calls a job: the key of its input, without scheme and bucket. */
export const labelOf = ({ id, request }: Job): string =>
  (request.settings as JobSettings).inputs?.[0]?.fileInput?.replace(/^s3:\/\/[^/]+\//, '') ?? `job ${id}`;

/** Runs one job from SUBMITTED (or from where a dead process left it) to its final state. Rejects when that cannot be stored. */
export async function work(job: Job, context: WorkerContext, signal: AbortSignal): Promise<void> {
  const { runtime, store } = context;
  const { clock, log } = runtime;
  const subject = subjectOf(runtime, job);
  const directory = join(context.workRoot, job.id);
  const began = clock.now();
  const change = (...[changes, status, own]: [Partial<Job>, string?, Record<string, unknown>?]) => {
    const event = status ? stateChange(subject, status, clock.now(), own) : undefined;
    return store.change(job.id, ['SUBMITTED', 'PROGRESSING'], changes, event);
  };
  const resumed = job.status === 'PROGRESSING';
  const retries = job.retries + (resumed ? 1 : 0);
  const start = { status: 'PROGRESSING', phase: 'PROBING', percent: 0, retries } as const;

  try {
    // Each run begins in an empty directory; a dead process may have left one.
    await rm(directory, { recursive: true, force: true });
    if (!change({ ...start, ...(!resumed && { started: began }) }, resumed ? undefined : 'PROGRESSING'))
      return;
    log.step('mediaconvert', `${labelOf(job)} PROGRESSING${resumed ? ' again' : ''} (job ${job.id})`);
    const made = await runJob(
      { id: job.id, role: job.request.role, settings: job.request.settings as JobSettings },
      { ...context, work: directory, signal, listener: listener(job, retries, context, change) },
    );
    const detail = completeDetail(made);
    const done: Partial<Job> = {
      status: 'COMPLETE',
      finished: clock.now(),
      percent: 100,
      phase: 'UPLOADING',
    };
    if (change({ ...done, outputGroupDetails: detail['outputGroupDetails'] }, 'COMPLETE', detail))
      log.step('mediaconvert', `${labelOf(job)} COMPLETE in ${((clock.now() - began) / 1000).toFixed(1)} s`);
  } catch (error) {
    if (signal.aborted) return;
    // Where the disk is full, this is what makes room for the record of it.
    await rm(directory, { recursive: true, force: true });
    const failure = asJobError(error);
    if (!failure) log.fault('mediaconvert', error);
    const { code, message } = failure ?? INTERNAL;
    const failed: Partial<Job> = {
      status: 'ERROR',
      finished: clock.now(),
      errorCode: code,
      errorMessage: message,
    };
    if (change(failed, 'ERROR', { errorCode: code, errorMessage: message }))
      log.warn('mediaconvert', `${labelOf(job)} ERROR ${code}: ${message}`);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Turns what a running job tells into stored progress, events and lines. */
function listener(
  job: Job,
  retries: number,
  { runtime: { clock, log }, statusIntervalScale }: WorkerContext,
  change: (changes: Partial<Job>, status?: string, own?: Record<string, unknown>) => boolean,
): JobListener {
  const seconds = Number(/\d+/.exec(job.request.statusUpdateInterval ?? '')?.[0] ?? 60);
  const interval = seconds * 1000 * statusIntervalScale;
  const warnings: string[] = [];
  let due = 0;
  return {
    probed: (source, url) => void change({ phase: 'PROBING' }, 'INPUT_INFORMATION', inputDetail(source, url)),
    warned(message) {
      warnings.push(message);
      change({ warnings }, 'NEW_WARNING', { warningCode: '230001', warningMessage: message });
    },
    // The first update comes as soon as transcoding begins: a laptop's jobs are short.
    advanced(advance, progress) {
      const left = due - clock.now();
      // More than an interval is left only where the clock was set back.
      if (left > 0 && left <= interval) return;
      due = clock.now() + interval;
      const percent = jobPercent(advance);
      change({ phase: advance.phase, percent }, 'STATUS_UPDATE', progressDetail(advance, progress, retries));
      log.step('mediaconvert', `${labelOf(job)} ${percent} %`);
    },
  };
}
