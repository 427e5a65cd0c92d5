import { isDiskFull } from '../../../runtime/full-disk.ts';

/** Why a job ended in ERROR: the service's own code and sentence, which reach the event and GetJob. */
export class JobError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.name = 'JobError';
    this.code = code;
  }
}

/** The service's code for a disk without room. */
export const diskFull = () =>
  new JobError(
    1050,
    'Write error, disk full. Try reducing the number of outputs in the job, or reducing the length of the output.',
  );

/** What the job's owner should hear of an error; nothing of one that is our fault. */
export function asJobError(error: unknown): JobError | undefined {
  if (error instanceof JobError) return error;
  return isDiskFull(error) ? diskFull() : undefined;
}
