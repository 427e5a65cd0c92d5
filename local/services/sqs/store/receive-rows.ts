import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { transaction } from '../../../runtime/database.ts';
import { toReceived, writeReceiptHandle, type Receipt, type ReceivedMessage } from './message.ts';

/** How a receive looks at a queue. Times are milliseconds since the epoch. */
export interface Receiving {
  readonly max: number;
  readonly now: number;
  /** When the messages come back into sight. */
  readonly visibleAt: number;
  /** What was sent before is past its retention. */
  readonly sentAfter: number;
  readonly fifo: boolean;
  /** Whether the receiver is part of this process. */
  readonly inside: boolean;
  readonly deadLetter?: { readonly queue: string; readonly after: number } | undefined;
}

const STANDARD = `
  SELECT * FROM messages WHERE queue = ?1 AND visible_at <= ?2 AND sent_at > ?3 ORDER BY visible_at, id LIMIT ?4`;

/** In order; of a group, nothing while one of its messages is in flight, and nothing behind one that is delayed. */
const FIFO = `
  SELECT * FROM messages AS m INDEXED BY messages_ordered
  WHERE queue = ?1 AND group_id IS NOT NULL AND visible_at <= ?2 AND sent_at > ?3
    AND NOT EXISTS (
      SELECT 1 FROM messages AS other
      WHERE other.queue = ?1 AND other.group_id = m.group_id AND other.group_id IS NOT NULL
        AND other.visible_at > ?2 AND other.sent_at > ?3 AND (other.receipt IS NOT NULL OR other.id < m.id))
  ORDER BY id LIMIT ?4`;

export function receiveRows(database: DatabaseSync) {
  const visible = { standard: database.prepare(STANDARD), fifo: database.prepare(FIFO) };
  const receive = database.prepare(
    `UPDATE messages SET visible_at = ?, receipt = ?, receive_count = receive_count + 1,
       first_received_at = coalesce(first_received_at, ?), held_inside = ? WHERE id = ?`,
  );
  const moveDead = database.prepare(
    `UPDATE messages SET queue = ?, dead_letter_source = ?, visible_at = ?, receipt = NULL, receive_count = 0,
       first_received_at = NULL WHERE id = ?`,
  );
  const held = database.prepare(
    'SELECT * FROM messages WHERE id = ? AND queue = ? AND receipt = ? AND visible_at = ? AND visible_at > ?',
  );
  const show = database.prepare('UPDATE messages SET visible_at = ? WHERE id = ?');

  return {
    /**
     * Takes up to `max` visible messages, and moves those that were received `deadLetter.after` times
     * to the dead-letter queue. There they keep their sent time, so retention still counts from it.
     */
    receive(
      queue: string,
      options: Receiving,
    ): { readonly messages: readonly ReceivedMessage[]; readonly moved: number } {
      const { max, now, visibleAt, sentAfter, deadLetter } = options;
      const select = options.fifo ? visible.fifo : visible.standard;
      return transaction(database, () => {
        const messages: ReceivedMessage[] = [];
        let moved = 0;
        for (;;) {
          const movedBefore = moved;
          for (const row of select.all(queue, now, sentAfter, max - messages.length)) {
            const id = Number(row['id']);
            if (deadLetter && Number(row['receive_count']) >= deadLetter.after) {
              moveDead.run(deadLetter.queue, queue, now, id);
              moved += 1;
              continue;
            }
            const nonce = randomBytes(12).toString('hex');
            receive.run(visibleAt, nonce, now, options.inside ? 1 : 0, id);
            messages.push(toReceived(row, writeReceiptHandle({ id, nonce }), now));
          }
          // Messages that were moved away leave room for others behind them. A visibility timeout of
          // zero leaves what was just taken in sight: then one look must do.
          const more = moved > movedBefore && messages.length < max && visibleAt > now;
          if (!more) return { messages, moved };
        }
      });
    },

    /** Whether all of these are still held as they were received: none deleted, shown, or given to another. */
    holds: (queue: string, receipts: readonly Receipt[], visibleAt: number, now: number): boolean =>
      receipts.every(({ id, nonce }) => held.get(id, queue, nonce, visibleAt, now)),

    /** Gives messages that are held a new time at which they come back into sight. */
    extend: (receipts: readonly Receipt[], visibleAt: number): void =>
      transaction(database, () => receipts.forEach(({ id }) => show.run(visibleAt, id))),
  };
}
