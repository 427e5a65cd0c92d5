import { randomBytes } from 'node:crypto';
import { openDatabase, transaction } from '../../runtime/database.ts';
import type { MessageAttributes } from './digest.ts';
import type { QueueSettings } from './queue-attributes.ts';

export interface Queue {
  readonly name: string;
  readonly settings: QueueSettings;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly modifiedAt: number;
}

export interface NewMessage {
  readonly messageId: string;
  readonly body: string;
  readonly attributes: MessageAttributes;
  /** `AWSTraceHeader`. */
  readonly traceHeader: string | undefined;
  readonly senderId: string;
  /** Milliseconds since the epoch. */
  readonly sentAt: number;
  readonly visibleAt: number;
}

export interface ReceivedMessage extends Omit<NewMessage, 'visibleAt'> {
  readonly receiptHandle: string;
  readonly receiveCount: number;
  readonly firstReceivedAt: number;
  /** Name of the queue that it was moved from, in a dead-letter queue. */
  readonly deadLetterSource: string | undefined;
}

export interface MessageCounts {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS queues (
    name TEXT PRIMARY KEY, settings TEXT NOT NULL, created_at INTEGER NOT NULL, modified_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, message_id TEXT NOT NULL, body TEXT NOT NULL,
    attributes TEXT NOT NULL, trace_header TEXT, sender_id TEXT NOT NULL, sent_at INTEGER NOT NULL,
    visible_at INTEGER NOT NULL, receipt TEXT, receive_count INTEGER NOT NULL DEFAULT 0,
    first_received_at INTEGER, dead_letter_source TEXT
  ) STRICT;
  CREATE INDEX IF NOT EXISTS messages_visible ON messages (queue, visible_at, id);
  CREATE INDEX IF NOT EXISTS messages_sent ON messages (queue, sent_at);`;

/** What a receipt handle holds: which message, and which of its receives. */
interface Receipt {
  readonly id: number;
  readonly nonce: string;
}

export function readReceiptHandle(handle: string): Receipt | undefined {
  const parts = /^(\d{1,15})\.([0-9a-f]{24})$/.exec(Buffer.from(handle, 'base64').toString('latin1'));
  return parts ? { id: Number(parts[1]), nonce: parts[2]! } : undefined;
}

const writeReceiptHandle = ({ id, nonce }: Receipt) => Buffer.from(`${id}.${nonce}`).toString('base64');

export type SqsStore = ReturnType<typeof openSqsStore>;

/** Queues and messages in SQLite. Every method is one transaction; times are milliseconds since the epoch. */
export function openSqsStore(path: string) {
  const database = openDatabase(path, SCHEMA);
  const statement = {
    insert: database.prepare(
      `INSERT INTO messages (queue, message_id, body, attributes, trace_header, sender_id, sent_at, visible_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    visible: database.prepare(
      'SELECT * FROM messages WHERE queue = ? AND visible_at <= ? AND sent_at > ? ORDER BY visible_at, id LIMIT ?',
    ),
    receive: database.prepare(
      `UPDATE messages SET visible_at = ?, receipt = ?, receive_count = receive_count + 1,
         first_received_at = coalesce(first_received_at, ?) WHERE id = ?`,
    ),
    moveDead: database.prepare(
      `UPDATE messages SET queue = ?, dead_letter_source = ?, visible_at = ?, receipt = NULL, receive_count = 0,
         first_received_at = NULL WHERE id = ?`,
    ),
    nextVisible: database.prepare(
      'SELECT min(visible_at) AS at FROM messages WHERE queue = ? AND visible_at > ?',
    ),
    remove: database.prepare('DELETE FROM messages WHERE id = ? AND queue = ? AND receipt = ?'),
    find: database.prepare('SELECT visible_at FROM messages WHERE id = ? AND queue = ? AND receipt = ?'),
    show: database.prepare('UPDATE messages SET visible_at = ? WHERE id = ?'),
    // Who never received it is delayed, not in flight: that one keeps its time.
    release: database.prepare(
      'UPDATE messages SET visible_at = ?1 WHERE receipt IS NOT NULL AND visible_at > ?1',
    ),
    expire: database.prepare('DELETE FROM messages WHERE queue = ? AND sent_at <= ?'),
    purge: database.prepare('DELETE FROM messages WHERE queue = ?'),
    counts: database.prepare(
      `SELECT count(*) FILTER (WHERE visible_at <= ?2) AS visible,
         count(*) FILTER (WHERE visible_at > ?2 AND receipt IS NOT NULL) AS in_flight,
         count(*) FILTER (WHERE visible_at > ?2 AND receipt IS NULL) AS delayed
       FROM messages WHERE queue = ?1 AND sent_at > ?3`,
    ),
    redrive: database.prepare(
      `UPDATE messages SET queue = coalesce(?2, dead_letter_source), dead_letter_source = NULL, visible_at = ?3,
         receipt = NULL, receive_count = 0, first_received_at = NULL
       WHERE queue = ?1 AND coalesce(?2, dead_letter_source) IS NOT NULL`,
    ),
  };

  return {
    queues: (): readonly Queue[] => database.prepare('SELECT * FROM queues ORDER BY name').all().map(toQueue),

    putQueue({ name, settings, createdAt, modifiedAt }: Queue): void {
      database
        .prepare('INSERT OR REPLACE INTO queues VALUES (?, ?, ?, ?)')
        .run(name, JSON.stringify(settings), createdAt, modifiedAt);
    },

    deleteQueue(name: string): void {
      transaction(database, () => {
        statement.purge.run(name);
        database.prepare('DELETE FROM queues WHERE name = ?').run(name);
      });
    },

    send(queue: string, messages: readonly NewMessage[]): void {
      transaction(database, () => {
        for (const { messageId, body, attributes, traceHeader, senderId, sentAt, visibleAt } of messages)
          statement.insert.run(
            queue,
            messageId,
            body,
            JSON.stringify(attributes),
            traceHeader ?? null,
            senderId,
            sentAt,
            visibleAt,
          );
      });
    },

    /**
     * Takes up to `max` visible messages, and moves those that were received `deadLetter.after` times
     * to the dead-letter queue. There they keep their sent time, so retention still counts from it.
     */
    receive(
      queue: string,
      options: {
        readonly max: number;
        readonly now: number;
        readonly visibleAt: number;
        readonly sentAfter: number;
        readonly deadLetter?: { readonly queue: string; readonly after: number } | undefined;
      },
    ): { readonly messages: readonly ReceivedMessage[]; readonly moved: number } {
      const { max, now, visibleAt, sentAfter, deadLetter } = options;
      return transaction(database, () => {
        const messages: ReceivedMessage[] = [];
        let moved = 0;
        for (;;) {
          const movedBefore = moved;
          for (const row of statement.visible.all(queue, now, sentAfter, max - messages.length)) {
            const id = Number(row['id']);
            if (deadLetter && Number(row['receive_count']) >= deadLetter.after) {
              statement.moveDead.run(deadLetter.queue, queue, now, id);
              moved += 1;
              continue;
            }
            const nonce = randomBytes(12).toString('hex');
            statement.receive.run(visibleAt, nonce, now, id);
            messages.push(toMessage(row, writeReceiptHandle({ id, nonce }), now));
          }
          // Messages that were moved away leave room for others behind them. A visibility timeout of
          // zero leaves what was just taken in sight: then one look must do.
          const more = moved > movedBefore && messages.length < max && visibleAt > now;
          if (!more) return { messages, moved };
        }
      });
    },

    /** When the next message that is now out of sight comes into it. */
    nextVisible(queue: string, now: number): number | undefined {
      const at = statement.nextVisible.get(queue, now)?.['at'];
      return typeof at === 'number' ? at : undefined;
    },

    /** A handle of an earlier receive deletes nothing: the message belongs to whoever has it now. */
    delete: (queue: string, { id, nonce }: Receipt): void => void statement.remove.run(id, queue, nonce),

    changeVisibility(
      queue: string,
      { id, nonce }: Receipt,
      now: number,
      visibleAt: number,
    ): 'changed' | 'gone' | 'not in flight' {
      const row = statement.find.get(id, queue, nonce);
      if (!row) return 'gone';
      if (Number(row['visible_at']) <= now) return 'not in flight';
      statement.show.run(visibleAt, id);
      return 'changed';
    },

    counts(queue: string, now: number, sentAfter: number): MessageCounts {
      const row = statement.counts.get(queue, now, sentAfter) ?? {};
      return {
        visible: Number(row['visible']),
        inFlight: Number(row['in_flight']),
        delayed: Number(row['delayed']),
      };
    },

    /** Brings every message that is in flight back into sight. Its receipt stays good until it is received again. */
    release: (now: number): number => Number(statement.release.run(now).changes),

    expire: (queue: string, sentUntil: number): void => void statement.expire.run(queue, sentUntil),

    purge: (queue: string): void => void statement.purge.run(queue),

    /** Moves dead letters back where they came from, or all of the queue to `destination`. */
    redrive: (queue: string, destination: string | undefined, now: number): number =>
      Number(statement.redrive.run(queue, destination ?? null, now).changes),

    close: () => database.close(),
  };
}

type Row = Readonly<Record<string, unknown>>;

const toQueue = (row: Row): Queue => ({
  name: String(row['name']),
  settings: JSON.parse(String(row['settings'])) as QueueSettings,
  createdAt: Number(row['created_at']),
  modifiedAt: Number(row['modified_at']),
});

const toMessage = (row: Row, receiptHandle: string, now: number): ReceivedMessage => ({
  messageId: String(row['message_id']),
  receiptHandle,
  body: String(row['body']),
  attributes: JSON.parse(String(row['attributes'])) as MessageAttributes,
  traceHeader: row['trace_header'] === null ? undefined : String(row['trace_header']),
  senderId: String(row['sender_id']),
  sentAt: Number(row['sent_at']),
  receiveCount: Number(row['receive_count']) + 1,
  firstReceivedAt: row['first_received_at'] === null ? now : Number(row['first_received_at']),
  deadLetterSource: row['dead_letter_source'] === null ? undefined : String(row['dead_letter_source']),
});
