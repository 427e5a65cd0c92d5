import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../../runtime/clock.ts';
import type { Log } from '../../../runtime/log.ts';
import { createWorkList, type WorkList } from '../../../runtime/work-list.ts';
import type { Deliver } from './deliver.ts';

/** A notification on its way. */
export interface Message {
  readonly kind: 'queue' | 'function' | 'bus';
  /** ARN of the queue or function; `default` for the event bus. */
  readonly target: string;
  readonly bucket: string;
  readonly body: string;
}

const AT_ONCE = 16;
const FIRST_RETRY_MS = 200;
const LONGEST_WAIT_MS = 60_000;
/** S3 itself tries for "a day or so" before it drops an event. */
const LIFETIME_MS = 24 * 3600 * 1000;

/**
 * Delivers notifications at least once. One is added in the transaction of the object that it tells of, and
 * removed after its target took it. Each waits for itself, so that a broken target holds up no other.
 */
export function createOutbox(options: {
  readonly database: DatabaseSync;
  readonly clock: Clock;
  readonly log: Log;
  readonly deliver: Deliver;
}): WorkList<Message> {
  const { database, clock, log, deliver } = options;
  return createWorkList<Message>({
    ...{ database, clock, table: 'notifications', concurrency: AT_ONCE },
    onFault: (error) => log.fault('s3', error),
    async run({ body: message, attempts, createdAt }) {
      try {
        await deliver(message);
        return 'done';
      } catch (error) {
        const now = clock.now();
        const givenUp = now - createdAt > LIFETIME_MS;
        if (attempts === 0 || givenUp) log.warn('s3', failure(message, error, givenUp));
        if (givenUp) return 'done';
        return { retryAt: now + Math.min(FIRST_RETRY_MS * 2 ** attempts, LONGEST_WAIT_MS) };
      }
    },
  });
}

function failure({ bucket, target }: Message, error: unknown, givenUp: boolean): string {
  const reason = error instanceof Error ? error.message : String(error);
  return `An event of ${bucket} ${givenUp ? 'is lost' : 'waits'}: ${target} refused it: ${reason}`;
}
