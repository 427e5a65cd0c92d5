/** Why a job ended in ERROR: the service's own code and sentence, which reach the event and GetJob. */
export class JobError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.name = 'JobError';
    this.code = code;
  }
}
