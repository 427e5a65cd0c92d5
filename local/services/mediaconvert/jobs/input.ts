import { AwsError } from '../../../runtime/errors.ts';
import type { S3Peer } from '../../../runtime/peers.ts';
import type { Principal } from '../../../runtime/principal.ts';
import { parseLocation, type Location } from '../plan/names.ts';
import { JobError } from './job-error.ts';

export interface OpenedInput {
  readonly location: Location & { readonly url: string };
  readonly path: string;
  readonly size: number;
}

/** Opens the job's input as its role. Throws `JobError` 1404 or 1401 when it is missing or not allowed. */
export async function openInput(s3: S3Peer, url: string, role: Principal): Promise<OpenedInput> {
  const location = parseLocation(url);
  if (!location)
    throw new JobError(1010, `Unable to open input file [${url}]: [Failed probe/open: [Invalid URL]]`);
  try {
    const { path, size } = await s3.openFile(location.bucket, location.key, role);
    return { location: { ...location, url }, path, size };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const missing = error.status === 404;
    const reason = missing ? 'HTTP 404: Not Found' : 'HTTP 403: Forbidden';
    throw new JobError(
      missing ? 1404 : 1401,
      `Unable to open input file [${url}]: [Failed probe/open: [Failed to read data: ${reason}]]`,
    );
  }
}
