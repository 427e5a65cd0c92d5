import type { DatabaseSync } from 'node:sqlite';
import { transaction } from '../../../runtime/database.ts';
import { sequenceNumber, type NewMessage } from './message.ts';

/** What stands in the queue for a message that was sent: itself, or the earlier one that it repeats. */
export interface Sent {
  readonly messageId: string;
  readonly sequenceNumber: string | undefined;
}

/** How long a FIFO queue remembers what was sent to it. */
const DEDUPLICATION_MS = 5 * 60_000;

export function sendRows(database: DatabaseSync) {
  const insert = database.prepare(
    `INSERT INTO messages (queue, message_id, body, attributes, trace_header, sender_id, sent_at, visible_at,
       group_id, deduplication_id)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const earlier = database.prepare(
    `SELECT message_id, row FROM deduplications
     WHERE queue = ? AND scope = ? AND deduplication_id = ? AND sent_at > ?`,
  );
  const remember = database.prepare('INSERT OR REPLACE INTO deduplications VALUES (?, ?, ?, ?, ?, ?)');
  const forget = database.prepare('DELETE FROM deduplications WHERE sent_at <= ?');

  function add(queue: string, message: NewMessage): Sent {
    const { messageId, deduplication, sentAt } = message;
    const known =
      deduplication && earlier.get(queue, deduplication.scope, deduplication.id, sentAt - DEDUPLICATION_MS);
    if (known)
      return {
        messageId: String(known['message_id']),
        sequenceNumber: sequenceNumber(Number(known['row'])),
      };
    const { lastInsertRowid } = insert.run(
      queue,
      messageId,
      message.body,
      JSON.stringify(message.attributes),
      message.traceHeader ?? null,
      message.senderId,
      sentAt,
      message.visibleAt,
      message.groupId ?? null,
      deduplication?.id ?? null,
    );
    if (!deduplication) return { messageId, sequenceNumber: undefined };
    remember.run(queue, deduplication.scope, deduplication.id, messageId, lastInsertRowid, sentAt);
    return { messageId, sequenceNumber: sequenceNumber(Number(lastInsertRowid)) };
  }

  return {
    /** All of them, or none. */
    send: (queue: string, messages: readonly NewMessage[]): readonly Sent[] =>
      transaction(database, () => messages.map((message) => add(queue, message))),

    /** Drops what is no longer needed to recognise a repeated message. */
    forgetSent: (now: number): void => void forget.run(now - DEDUPLICATION_MS),
  };
}
