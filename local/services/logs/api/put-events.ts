import { AwsError } from '../../../runtime/errors.ts';
import { constraint, invalid, type Input } from './input.ts';

export interface InputEvent {
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly message: string;
}

/** Which of the events of a batch are not kept, by their index; each bound is the first one on the other side. */
export interface Rejected {
  readonly tooNewLogEventStartIndex?: number;
  readonly tooOldLogEventEndIndex?: number;
  readonly expiredLogEventEndIndex?: number;
}

const MOST_EVENTS = 10_000;
/** Of all messages, each with what its frame counts for, in bytes. */
const BATCH_BYTES = 1_048_576;
const FRAME_BYTES = 26;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** The events of a `PutLogEvents`, once they are such as the service takes. */
export function readEvents({ logEvents }: Input): readonly InputEvent[] {
  if (logEvents === undefined || logEvents === null)
    throw constraint(null, 'logEvents', 'Member must not be null');
  if (!Array.isArray(logEvents)) throw new AwsError('SerializationException', 'logEvents must be a list.');
  if (logEvents.length === 0)
    throw constraint('[]', 'logEvents', 'Member must have length greater than or equal to 1');
  if (logEvents.length > MOST_EVENTS)
    throw constraint('[…]', 'logEvents', `Member must have length less than or equal to ${MOST_EVENTS}`);
  const events = logEvents.map(readEvent);
  const bytes = events.reduce((sum, { message }) => sum + Buffer.byteLength(message) + FRAME_BYTES, 0);
  if (bytes > BATCH_BYTES) throw invalid(`Upload too large: ${bytes} bytes exceeds limit of ${BATCH_BYTES}`);
  if (events.some(({ timestamp }, index) => index > 0 && timestamp < events[index - 1]!.timestamp))
    throw invalid('Log events in a single PutLogEvents request must be in chronological order.');
  if (events.at(-1)!.timestamp - events[0]!.timestamp > DAY)
    throw invalid('The batch of log events in a single PutLogEvents request cannot span more than 24 hours.');
  return events;
}

function readEvent(value: unknown, index: number): InputEvent {
  const { timestamp, message } = (value ?? {}) as Partial<Record<keyof InputEvent, unknown>>;
  const member = (name: string) => `logEvents.${index + 1}.member.${name}`;
  if (timestamp === undefined) throw constraint(null, member('timestamp'), 'Member must not be null');
  if (message === undefined) throw constraint(null, member('message'), 'Member must not be null');
  if (typeof timestamp !== 'number' || typeof message !== 'string')
    throw new AwsError(
      'SerializationException',
      'A log event has a numeric timestamp and a message of text.',
    );
  if (!Number.isSafeInteger(timestamp) || timestamp < 0)
    throw constraint(timestamp, member('timestamp'), 'Member must have value greater than or equal to 0');
  if (message === '')
    throw constraint('', member('message'), 'Member must have length greater than or equal to 1');
  return { timestamp, message };
}

/** Splits a batch into what is kept and what is too old, too new or past the group's retention. */
export function sortOut(
  events: readonly InputEvent[],
  now: number,
  retentionDays: number | undefined,
): { readonly kept: readonly InputEvent[]; readonly rejected: Rejected | undefined } {
  /** The index of the first event that is not older than this. */
  const from = (oldest: number) => {
    const index = events.findIndex(({ timestamp }) => timestamp >= oldest);
    return index < 0 ? events.length : index;
  };
  const old = from(now - 14 * DAY);
  const expired = retentionDays === undefined ? 0 : from(now - retentionDays * DAY);
  const fresh = from(now + 2 * HOUR + 1);
  const rejected = {
    ...(fresh < events.length && { tooNewLogEventStartIndex: fresh }),
    ...(old > 0 && { tooOldLogEventEndIndex: old }),
    ...(expired > 0 && { expiredLogEventEndIndex: expired }),
  };
  return {
    kept: events.slice(Math.max(old, expired), fresh),
    rejected: Object.keys(rejected).length > 0 ? rejected : undefined,
  };
}
