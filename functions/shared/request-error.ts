import type { ErrorType } from '../../model/errors.ts';

/** The caller's fault, or a state they must wait for. Its message is theirs to read. */
export class RequestError extends Error {
  readonly type: ErrorType;

  constructor(type: ErrorType, message: string) {
    super(message);
    this.name = 'RequestError';
    this.type = type;
  }
}

export const badRequest = (message: string) => new RequestError('BadRequest', message);

/** The same words for what is not there and for what is somebody else's. */
export const noSuchVideo = () => new RequestError('NotFound', 'There is no such video.');
