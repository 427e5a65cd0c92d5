import type { DatabaseSync } from 'node:sqlite';
import type { Receipt } from './message.ts';

export interface MessageCounts {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

/** Longest that a message may be out of sight, in milliseconds. */
const LONGEST_HIDDEN_MS = 43_200_000;

/** What is done to messages between their receipt and their end. Times are milliseconds since the epoch. */
export function messageRows(database: DatabaseSync) {
  const statement = {
    nextVisible: database.prepare(
      'SELECT min(visible_at) AS at FROM messages WHERE queue = ? AND visible_at > ?',
    ),
    remove: database.prepare('DELETE FROM messages WHERE id = ? AND queue = ? AND receipt = ?'),
    find: database.prepare('SELECT visible_at FROM messages WHERE id = ? AND queue = ? AND receipt = ?'),
    show: database.prepare('UPDATE messages SET visible_at = ? WHERE id = ?'),
    release: database.prepare(
      'UPDATE messages SET visible_at = ?1 WHERE receipt IS NOT NULL AND held_inside = 1 AND visible_at > ?1',
    ),
    setBack: database.prepare('UPDATE messages SET visible_at = visible_at - ?1 WHERE visible_at > ?2'),
    limit: database.prepare('UPDATE messages SET visible_at = ?1 WHERE visible_at > ?1 + ?2'),
    expire: database.prepare('DELETE FROM messages WHERE queue = ? AND sent_at <= ?'),
    purge: database.prepare('DELETE FROM messages WHERE queue = ?'),
    // No more than the limit is counted: the answer is a yes or a no.
    inFlight: database.prepare(
      `SELECT count(*) AS n FROM (
         SELECT 1 FROM messages WHERE queue = ? AND receipt IS NOT NULL AND visible_at > ? LIMIT ?)`,
    ),
    counts: database.prepare(
      `SELECT count(*) FILTER (WHERE visible_at <= ?2) AS visible,
         count(*) FILTER (WHERE visible_at > ?2 AND receipt IS NOT NULL) AS in_flight,
         count(*) FILTER (WHERE visible_at > ?2 AND receipt IS NULL) AS delayed
       FROM messages WHERE queue = ?1 AND sent_at > ?3`,
    ),
  };

  return {
    /** When the next message that is now out of sight comes into it. */
    nextVisible(queue: string, now: number): number | undefined {
      const at = statement.nextVisible.get(queue, now)?.['at'];
      return typeof at === 'number' ? at : undefined;
    },

    /** How a receipt stands: good, past its visibility timeout, or of a message that is gone or another's by now. */
    stateOf(queue: string, { id, nonce }: Receipt, now: number): 'held' | 'expired' | 'gone' {
      const row = statement.find.get(id, queue, nonce);
      if (!row) return 'gone';
      return Number(row['visible_at']) > now ? 'held' : 'expired';
    },

    /** A handle of an earlier receive deletes nothing: the message belongs to whoever has it now. */
    delete: (queue: string, { id, nonce }: Receipt): void => void statement.remove.run(id, queue, nonce),

    show: ({ id }: Receipt, visibleAt: number): void => void statement.show.run(visibleAt, id),

    counts(queue: string, now: number, sentAfter: number): MessageCounts {
      const row = statement.counts.get(queue, now, sentAfter) ?? {};
      return {
        visible: Number(row['visible']),
        inFlight: Number(row['in_flight']),
        delayed: Number(row['delayed']),
      };
    },

    hasInFlight: (queue: string, count: number, now: number): boolean =>
      Number(statement.inFlight.get(queue, now, count)?.['n']) >= count,

    /** Brings what a reader inside the process held back into sight. Its receipt stays good until it is received again. */
    releaseHeldInside: (now: number): number => Number(statement.release.run(now).changes),

    /** After the clock was set back: what is out of sight comes back as soon as it would have. */
    setBack: (milliseconds: number, now: number): void => void statement.setBack.run(milliseconds, now),

    /** Nothing stays out of sight for longer than SQS allows, whatever the clock was in an earlier life. */
    limitHidden: (now: number): void => void statement.limit.run(now, LONGEST_HIDDEN_MS),

    expire: (queue: string, sentUntil: number): void => void statement.expire.run(queue, sentUntil),

    purge: (queue: string): void => void statement.purge.run(queue),
  };
}
