import { failure, type FailureReason } from '../../model/failures.ts';
import { TRIES_MAX } from '../../model/limits.ts';
import type { JobStep } from '../../model/pipeline.ts';
import type { Failure } from '../../model/video-types.ts';

/** MediaConvert's error codes that tell something about the file: it would fail the same way again. */
const FILE_FAULTS: Readonly<Record<number, FailureReason>> = {
  // The file cannot be opened, or nothing in it is recognised.
  1010: 'NOT_A_VIDEO',
  // A track or a codec that the service does not take.
  1020: 'UNSUPPORTED_CODEC',
  1021: 'UNSUPPORTED_CODEC',
  1022: 'UNSUPPORTED_CODEC',
  1030: 'UNSUPPORTED_CODEC',
  // It opens, but cannot be read to its end.
  1040: 'CORRUPT',
  1041: 'CORRUPT',
  1042: 'CORRUPT',
  1043: 'CORRUPT',
  1075: 'CORRUPT',
  1076: 'CORRUPT',
};

/**
 * Whether another try may end better: after faults of the service (1999, 3999, or none that it can name), and of its way to
 * S3, reading (14xx) and writing (34xx): throttles pass, and rights of a new role take minutes to hold everywhere. The other
 * codes are of the job's settings, and of what they ask of this file.
 */
const isPassing = (errorCode: number | undefined) =>
  errorCode === undefined ||
  errorCode === 1999 ||
  (errorCode >= 1400 && errorCode < 1500) ||
  errorCode >= 3400;

/** What follows from a job's error, after so many attempts that such faults have cost. */
export function afterError(
  errorCode: number | undefined,
  tries: number,
): Pick<JobStep, 'change'> & { readonly failure?: Failure } {
  if (isPassing(errorCode) && tries < TRIES_MAX) return { change: 'AGAIN' };
  return { change: 'FAILED', failure: failure(FILE_FAULTS[errorCode ?? 0] ?? 'TRANSCODE_FAILED') };
}

const SECOND = 1_000;

/** How long to wait before the next attempt, in milliseconds: 5 s, 30 s, 3 min. */
export const backoff = (tries: number) => 5 * SECOND * 6 ** tries;
