import { transaction } from '../../../runtime/database.ts';
import { messageRows } from './message-rows.ts';
import { moveRows } from './move-rows.ts';
import { openSqsDatabase } from './open.ts';
import { queueRows } from './queue-rows.ts';
import { receiveRows } from './receive-rows.ts';
import { sendRows } from './send-rows.ts';

export type SqsStore = ReturnType<typeof openSqsStore>;

/**
 * Queues and messages in SQLite. Every method is one transaction, or a part of the one around it. A single commit
 * takes some 30 µs, because write-ahead logging need not wait for the disk to survive the end of the process.
 */
export function openSqsStore(path: string) {
  const database = openSqsDatabase(path);
  return {
    queues: queueRows(database),
    moves: moveRows(database),
    messages: { ...messageRows(database), ...sendRows(database), ...receiveRows(database) },
    atomically: <T>(work: () => T): T => transaction(database, work),
    close: () => database.close(),
  };
}
