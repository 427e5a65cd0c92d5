import { mkdir } from 'node:fs/promises';
import { constants } from 'node:os';
import { join } from 'node:path';
import { diskFull, JobError } from './job-error.ts';
import { runTool } from '../media/guarded-process.ts';
import { progressReader, type Progress } from '../media/progress.ts';
import { ffmpegArguments } from '../plan/arguments.ts';
import type { Plan } from '../plan/plan.ts';

/** Seconds after which the service itself gives a job up. */
const LONGEST = 48 * 3600;

/** Milliseconds: two minutes for every second of source, and never less than a quarter of an hour. */
const wallClock = (seconds: number | undefined) =>
  Math.min(LONGEST, Math.max(15 * 60, (seconds ?? 3600) * 120)) * 1000;

/** Exit codes of a tool that the system killed for its use of time or memory, or that wrote too large a file. */
const KILLED = 128 + constants.signals.SIGKILL;
const FILE_TOO_LARGE = 128 + constants.signals.SIGXFSZ;

/** Runs the one ffmpeg process of a job in its (empty) work directory. Throws `JobError` when it fails. */
export async function transcode(
  ffmpeg: string,
  plan: Plan,
  job: {
    readonly inputPath: string;
    readonly work: string;
    readonly signal: AbortSignal;
    readonly onProgress: (progress: Progress) => void;
  },
): Promise<void> {
  const renditions = plan.groups.flatMap((group) => group.renditions);
  await Promise.all(renditions.map(({ id }) => mkdir(join(job.work, id))));
  const result = await runTool(ffmpeg, ffmpegArguments(plan, job.inputPath), {
    directory: job.work,
    limit: wallClock(plan.source.duration),
    signal: job.signal,
    onOutput: progressReader(job.onProgress),
  });
  job.signal.throwIfAborted();
  if (result.timedOut || result.code === KILLED)
    throw new JobError(1999, 'The job took more time or memory than its limit allows.');
  if (result.code === FILE_TOO_LARGE) throw diskFull();
  if (result.code !== 0) throw failure(result.complaint, plan, job.inputPath);
}

/** What ffmpeg said, without this machine's paths: the sentence travels to the customer. */
function failure(complaint: string, plan: Plan, inputPath: string): JobError {
  if (complaint.includes('No space left on device')) return diskFull();
  const said = complaint
    .trim()
    .split('\n')
    .slice(-3)
    .join(' ')
    .replaceAll(`file:${inputPath}`, plan.input.url)
    .replaceAll(inputPath, plan.input.url)
    .replace(/ @ 0x[0-9a-f]+/g, '');
  return new JobError(
    1076,
    `The input file [${plan.input.url}] could not be transcoded: ${said.slice(0, 500)}`,
  );
}
