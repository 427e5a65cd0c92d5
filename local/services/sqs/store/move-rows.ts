import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { transaction } from '../../../runtime/database.ts';
import { textOrNone, type Row } from './open.ts';

export interface MoveTask {
  readonly handle: string;
  /** Names of queues; without a destination each message goes back to where it came from. */
  readonly source: string;
  readonly destination: string | undefined;
  /** Messages a second. */
  readonly rate: number | undefined;
  readonly status: 'RUNNING' | 'COMPLETED' | 'CANCELLED' | 'FAILED';
  readonly failure: string | undefined;
  readonly moved: number;
  readonly toMove: number;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

export type NewMoveTask = Pick<MoveTask, 'handle' | 'source' | 'destination' | 'rate' | 'startedAt'>;

/** What one step of a task did: the queues that got messages, and why the task cannot go on, if so. */
export interface MoveStep {
  readonly reached: ReadonlySet<string>;
  readonly failure: string | undefined;
}

export function moveRows(database: DatabaseSync) {
  const movable = database.prepare(
    `SELECT id, dead_letter_source, group_id FROM messages
     WHERE queue = ? AND visible_at <= ? AND id <= ? ORDER BY id LIMIT ?`,
  );
  // A moved message is a new one: its own id, its retention counted from now.
  const copy = database.prepare(
    `INSERT INTO messages (queue, message_id, body, attributes, trace_header, sender_id, sent_at, visible_at,
       group_id, deduplication_id)
     SELECT ?2, ?3, body, attributes, trace_header, sender_id, ?4, ?4, group_id, deduplication_id
     FROM messages WHERE id = ?1`,
  );
  const remove = database.prepare('DELETE FROM messages WHERE id = ?');
  const count = database.prepare('SELECT count(*) AS n, max(id) AS last FROM messages WHERE queue = ?');
  const finish = database.prepare('UPDATE move_tasks SET status = ?, failure = ? WHERE handle = ?');
  const lastRow = database.prepare('SELECT last_row FROM move_tasks WHERE handle = ?');
  const addMoved = database.prepare('UPDATE move_tasks SET moved = moved + ? WHERE handle = ?');

  return {
    add({ handle, source, destination, rate, startedAt }: NewMoveTask): void {
      const { n, last } = count.get(source)!;
      database
        .prepare(
          `INSERT INTO move_tasks (handle, source, destination, rate, status, to_move, last_row, started_at)
           VALUES (?, ?, ?, ?, 'RUNNING', ?, ?, ?)`,
        )
        .run(handle, source, destination ?? null, rate ?? null, Number(n), Number(last ?? 0), startedAt);
    },

    /** The newest first. */
    of: (source: string, limit: number): readonly MoveTask[] =>
      database
        .prepare('SELECT * FROM move_tasks WHERE source = ? ORDER BY id DESC LIMIT ?')
        .all(source, limit)
        .map(toTask),

    running: (): readonly MoveTask[] =>
      database.prepare(`SELECT * FROM move_tasks WHERE status = 'RUNNING' ORDER BY id`).all().map(toTask),

    find(handle: string): MoveTask | undefined {
      const row = database.prepare('SELECT * FROM move_tasks WHERE handle = ?').get(handle);
      return row && toTask(row);
    },

    end: (handle: string, status: MoveTask['status'], failure?: string): void =>
      void finish.run(status, failure ?? null, handle),

    /** Moves up to `max` visible messages that were there when the task began, all at once. */
    step(task: MoveTask, max: number, now: number, exists: (queue: string) => boolean): MoveStep {
      return transaction(database, () => {
        const last = Number(lastRow.get(task.handle)?.['last_row'] ?? 0);
        const reached = new Set<string>();
        let moved = 0;
        let failure: string | undefined;
        for (const row of movable.all(task.source, now, last, max)) {
          const to = task.destination ?? textOrNone(row['dead_letter_source']);
          if (to === undefined || !exists(to)) {
            failure =
              to === undefined ? 'CouldNotDetermineMessageSource' : 'AWS.SimpleQueueService.NonExistentQueue';
            break;
          }
          copy.run(Number(row['id']), to, randomUUID(), now);
          remove.run(Number(row['id']));
          reached.add(to);
          moved += 1;
        }
        addMoved.run(moved, task.handle);
        return { reached, failure };
      });
    },
  };
}

const toTask = (row: Row): MoveTask => ({
  handle: String(row['handle']),
  source: String(row['source']),
  destination: textOrNone(row['destination']),
  rate: row['rate'] === null ? undefined : Number(row['rate']),
  status: row['status'] as MoveTask['status'],
  failure: textOrNone(row['failure']),
  moved: Number(row['moved']),
  toMove: Number(row['to_move']),
  startedAt: Number(row['started_at']),
});
