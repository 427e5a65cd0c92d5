import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AwsError } from '../../../runtime/errors.ts';
import type { Principal } from '../../../runtime/principal.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import { JobError } from '../jobs/job-error.ts';
import { probeFile } from '../media/probe.ts';
import { parseLocation } from '../plan/names.ts';
import { badRequest, list, object, text } from '../settings/checks.ts';
import { probeResult } from './probe-result.ts';

const probeRequest = object({ inputFiles: list(object({ fileUrl: text() }), 1) });

/** Reads one file's tracks with the caller's own rights on S3. */
export async function probe(
  body: unknown,
  caller: Principal,
  context: { readonly runtime: Runtime; readonly ffprobe: string; readonly workRoot: string },
): Promise<{ readonly probeResults: readonly unknown[] }> {
  const { runtime, ffprobe, workRoot } = context;
  runtime.peers.iam.authorize({ caller, action: 'mediaconvert:Probe', resource: '*' });
  const files = probeRequest(body, '').inputFiles ?? [];
  const url = files[0]?.fileUrl;
  if (!url || files.length > 1) throw badRequest('/inputFiles: Exactly one input file is required.');
  const location = parseLocation(url);
  if (!location) throw badRequest(`/inputFiles/0/fileUrl: Only s3:// URLs are supported here: ${url}`);
  const file = await runtime.peers.s3
    .openFile(location.bucket, location.key, caller)
    .catch((error: unknown) => {
      throw s3Failure(error, url);
    });
  const directory = await mkdtemp(join(workRoot, 'probe-'));
  try {
    const source = await probeFile(ffprobe, { path: file.path, uri: url, directory });
    return { probeResults: [probeResult(source, file)] };
  } catch (error) {
    if (error instanceof JobError) throw badRequest(error.message);
    throw error;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function s3Failure(error: unknown, url: string): unknown {
  if (!(error instanceof AwsError)) return error;
  if (error.status === 404)
    return new AwsError('NotFoundException', `The input file [${url}] was not found: ${error.message}`, 404);
  if (error.status === 403)
    return new AwsError(
      'ForbiddenException',
      `The input file [${url}] may not be read: ${error.message}`,
      403,
    );
  return badRequest(`The input file [${url}] could not be opened: ${error.message}`);
}
