/*
 * A video's row says, by shard of the stream, up to which record its counts hold: its cursor. Lambda may hand out a
 * record again, alone or in another batch; the cursor is written together with the counts, so each counts once. The
 * order of shards does not matter: changes add up the same in any.
 */

/** The last record that was counted, and when: `0000…0042 2026-01-31T09:30:00.000Z`. */
export type Cursor = string;

const PREFIX = 'counted#';
/** DynamoDB's sequence numbers have up to 40 digits. */
const DIGITS = 40;
/**
 * How long a cursor is kept after its last use, in milliseconds. A stream keeps its records for 24 hours: what such a
 * cursor guards against cannot come any more, as its shard was closed long ago or rests.
 */
const KEEP_MS = 48 * 3_600_000;
/** So many are cleared away at once: shards follow each other every four hours, and each clearing is a write. */
const CLEAR_FROM = 12;

/** A sequence number as a text that sorts as the number does. */
export const sortable = (sequenceNumber: string) => sequenceNumber.padStart(DIGITS, '0');

/** The attribute of a shard's cursor. */
export const cursorName = (shardId: string) => `${PREFIX}${shardId}`;

export const cursorAt = (sequence: string, now: number): Cursor =>
  `${sequence} ${new Date(now).toISOString()}`;

/** Whether a record is counted. A cursor sorts right behind its own sequence number. */
export const isCounted = (sequence: string, cursor: Cursor) => cursor > sequence;

/** The cursors of a row that may be cleared away; none until there are enough of them. */
export function expiredCursors(
  row: object,
  now: number,
): readonly (readonly [name: string, cursor: Cursor])[] {
  const end = new Date(now - KEEP_MS).toISOString();
  const expired = cursorsOf(row).filter(([, cursor]) => cursor.slice(DIGITS + 1) < end);
  return expired.length < CLEAR_FROM ? [] : expired;
}

/** A shard's cursor in a row; before its first record there is none, which is behind nothing. */
export const cursorOf = (row: object, shardId: string): Cursor =>
  cursorsOf(row).find(([name]) => name === cursorName(shardId))?.[1] ?? '';

const cursorsOf = (row: object): [name: string, cursor: Cursor][] =>
  Object.entries(row).filter(([name]) => name.startsWith(PREFIX));
