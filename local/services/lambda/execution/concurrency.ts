import { AwsError } from '../../../runtime/errors.ts';

/** How many invocations of one function run at the same time, held against what it reserved. */
export interface Concurrency {
  /** `undefined` for no bound of its own; 0 turns the function off. */
  reserved: number | undefined;
  /** Takes a place for one invocation. Throws `TooManyRequestsException`. */
  enter(): void;
  leave(): void;
}

export function createConcurrency(reserved: number | undefined): Concurrency {
  let running = 0;
  return {
    reserved,
    enter() {
      if (this.reserved !== undefined && running >= this.reserved) throw throttled();
      running += 1;
    },
    leave() {
      running -= 1;
    },
  };
}

const throttled = () =>
  new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429, {
    Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    Type: 'User',
  });
