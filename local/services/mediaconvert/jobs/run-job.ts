import { mkdir } from 'node:fs/promises';
import { AwsError } from '../../../runtime/errors.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import type { Principal } from '../../../runtime/principal.ts';
import { probeFile } from '../media/probe.ts';
import type { Progress } from '../media/progress.ts';
import { expectUnlocked, type Source } from '../media/source.ts';
import { urlOf } from '../plan/names.ts';
import { planJob } from '../plan/plan.ts';
import type { JobSettings } from '../settings/settings.ts';
import { collect, type Made } from './collect.ts';
import { deliveries } from './deliver.ts';
import type { Advance } from './events.ts';
import { openInput } from './input.ts';
import { JobError } from './job-error.ts';
import { transcode } from './transcode.ts';
import { verifyDelivery } from './verify-delivery.ts';
import { verifyMedia } from './verify-media.ts';
import { verify } from './verify.ts';

export interface Tools {
  readonly ffmpeg: string;
  readonly ffprobe: string;
}

/** What a job tells while it runs. */
export interface JobListener {
  probed(source: Source, url: string): void;
  warned(message: string): void;
  advanced(advance: Advance, progress: Progress): void;
}

/**
 * Takes one job from its input to its delivered outputs, from the beginning each time, in a work directory
 * of its own. Nothing reaches the output bucket before everything was made and looked at. Throws
 * `JobError` for what the job's owner should hear, and the signal's reason when it was stopped.
 */
export async function runJob(
  job: { readonly id: string; readonly role: string; readonly settings: JobSettings },
  context: {
    readonly runtime: Runtime;
    readonly tools: Tools;
    readonly work: string;
    readonly signal: AbortSignal;
    readonly listener: JobListener;
  },
): Promise<readonly Made[]> {
  const { runtime, tools, work, signal, listener } = context;
  const { s3 } = runtime.peers;
  const nothing: Progress = { framesDecoded: 0, seconds: 0 };
  await mkdir(work, { recursive: true });

  const role = assume(runtime, job);
  const input = await openInput(s3, job.settings.inputs?.[0]?.fileInput ?? '', role);
  const { url } = input.location;
  const source = await probeFile(tools.ffprobe, { path: input.path, uri: url, directory: work, signal });
  signal.throwIfAborted();
  expectUnlocked(source, url);
  listener.probed(source, url);

  const plan = planJob(job.settings, source, input.location);
  plan.warnings.forEach((warning) => listener.warned(warning));
  let progress = nothing;
  listener.advanced({ phase: 'TRANSCODING', percent: 0 }, progress);
  await transcode(tools.ffmpeg, plan, {
    inputPath: input.path,
    work,
    signal,
    onProgress: (now) => {
      progress = now;
      const percent = source.duration ? Math.min(100, (now.seconds / source.duration) * 100) : 0;
      listener.advanced({ phase: 'TRANSCODING', percent }, now);
    },
  });

  const made = await collect(plan, work, tools.ffprobe);
  verify(plan, made);
  await verifyMedia(made);
  const files = await deliveries(made, work);
  await verifyDelivery(files);
  for (const [index, file] of files.entries()) {
    signal.throwIfAborted();
    listener.advanced({ phase: 'UPLOADING', percent: (index / files.length) * 100 }, progress);
    try {
      await s3.adoptFile(file.bucket, file.key, file.path, { contentType: file.contentType }, role);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      throw new JobError(
        error.status === 403 ? 1401 : 1404,
        `Unable to write to output file [${urlOf(file)}]: [Failed to write data: ${error.message}]`,
      );
    }
  }
  return made;
}

function assume(runtime: Runtime, job: { readonly id: string; readonly role: string }): Principal {
  try {
    return runtime.peers.iam.assumeRole(
      job.role,
      'mediaconvert.amazonaws.com',
      `EmeTranscodingJob-${job.id}`,
    );
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    // 1434: the role does not trust the service, or is not there.
    throw new JobError(1434, `The service could not assume the role [${job.role}]: ${error.message}`);
  }
}
