/** Why a call of a service failed, if it is worth calling again after a while. */
export type Trouble =
  /** It was asked too often. */
  | 'THROTTLED'
  /** It failed, or could not be reached. */
  | 'FAULT';

const THROTTLES: ReadonlySet<string> = new Set([
  ...['TooManyRequestsException', 'ThrottlingException', 'Throttling', 'RequestLimitExceeded'],
  ...['ProvisionedThroughputExceededException', 'SlowDown', 'RequestThrottled', 'LimitExceededException'],
]);
const SILENCES: ReadonlySet<string> = new Set([
  ...['TimeoutError', 'RequestTimeout', 'AbortError', 'ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT'],
  ...['ENOTFOUND', 'EAI_AGAIN'],
]);

interface ServiceError {
  readonly name?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** Undefined for what would be refused again however often we asked, and for what nobody expected. */
export function troubleOf(error: unknown): Trouble | undefined {
  const { name = '', code = '', $metadata: { httpStatusCode: status = 0 } = {} } = error as ServiceError;
  if (status === 429 || THROTTLES.has(name)) return 'THROTTLED';
  return status >= 500 || SILENCES.has(name) || SILENCES.has(code) ? 'FAULT' : undefined;
}

/** Seconds to wait after the first time; three times as long after each further one. */
const FIRST_WAIT: Readonly<Record<Trouble, number>> = { THROTTLED: 20, FAULT: 10 };
const GROWTH = 3;
/** SQS keeps no message back for much longer. */
const WAIT_MAX = 890;
/** The part of a wait that is left to chance, so that what was turned away together does not come back together. */
const SPREAD = 0.2;

/** Seconds to wait after so many starts; `chance` from 0 to 1. */
export const waitAfter = (trouble: Trouble, starts: number, chance: number) =>
  Math.min(WAIT_MAX, FIRST_WAIT[trouble] * GROWTH ** (starts - 1)) * (1 - SPREAD * chance);
