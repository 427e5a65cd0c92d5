import type { LocalAws } from '../../support/local.ts';

/** What an actor has to know of a running process. */
export interface Connection extends Pick<LocalAws, 'outputs'> {
  readonly client: LocalAws['client'] & {
    /** By how many milliseconds its clock differs from the true one. Default: 0. */
    readonly systemClockOffset?: number;
  };
}

/**
 * Works on one service without pause, and remembers in memory what was acknowledged. The process behind it is
 * killed again and again; what a call that failed has done is unknown, and either is right.
 */
export interface Actor {
  readonly name: string;
  /** Takes up a (new) process. */
  connect(aws: Connection): void;
  /** One step of work: the calls may fail with the end of the process, and then throw. */
  act(): Promise<void>;
  /** At the end, on a process that runs: throws an error that says what was lost, torn or doubled. */
  verify(): Promise<void>;
  /** What was acknowledged so far: a run that did nothing proves nothing. */
  acknowledged(): number;
}

/** A name that no other step has, with the order in it. */
export function sequence(prefix: string): () => string {
  let last = 0;
  return () => `${prefix}-${String((last += 1)).padStart(6, '0')}`;
}

/** Fails with those that are missing, at most a few of them named. */
export function expectAll(wanted: Iterable<string>, found: ReadonlySet<string>, what: string): void {
  const missing = [...wanted].filter((id) => !found.has(id));
  if (missing.length > 0)
    throw new Error(`${missing.length} ${what} lost: ${missing.slice(0, 5).join(', ')} …`);
}

/** The time of the process. */
export const nowOf = ({ client }: Connection): number => Date.now() + (client.systemClockOffset ?? 0);

/** Retries of the SDK would hide what a call has done: each is tried once, and soon given up. */
export const once = (aws: Connection) => ({ ...aws.client, maxAttempts: 1 });
