import type { DatabaseSync } from 'node:sqlite';
import { openDatabase, transaction } from '../runtime/database.ts';
import type { Created, Resource } from '../runtime/service.ts';

/** What the template says about a resource's end. `Snapshot` is for types that this machine does not have. */
export type EndPolicy = 'Delete' | 'Retain' | 'RetainExceptOnCreate';

/** A resource as it was last made. */
export interface Deployed {
  readonly resource: Resource;
  readonly created: Created;
  /** Hash of the code that lies beside the template, whose path says nothing of what is in it. */
  readonly codeHash: string;
  readonly deletionPolicy: EndPolicy;
  readonly replacePolicy: EndPolicy;
}

/** What was made of a stack, over all its boots: what an update is compared with. */
export interface Ledger {
  /** When the stack was first made, in milliseconds since the epoch. */
  readonly createdAt: number;
  /** By logical id, in the order in which they were made. */
  read(): Map<string, Deployed>;
  /** Durable when it returns. The last one put stands last. */
  put(deployed: Deployed): void;
  remove(logicalId: string): void;
  close(): void;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS stacks (name TEXT PRIMARY KEY, created_at INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS resources (
    position INTEGER PRIMARY KEY AUTOINCREMENT, stack TEXT NOT NULL, logical_id TEXT NOT NULL, deployed TEXT NOT NULL,
    UNIQUE (stack, logical_id)
  ) STRICT;`;

/** Opens the ledger of one stack; other stacks of the same data directory keep theirs. */
export function openLedger(path: string, stackName: string, now: number): Ledger {
  const database: DatabaseSync = openDatabase(path, SCHEMA);
  database
    .prepare('INSERT INTO stacks (name, created_at) VALUES (?, ?) ON CONFLICT DO NOTHING')
    .run(stackName, now);
  const created = database.prepare('SELECT created_at FROM stacks WHERE name = ?').get(stackName);
  const all = database.prepare('SELECT deployed FROM resources WHERE stack = ? ORDER BY position');
  const insert = database.prepare('INSERT INTO resources (stack, logical_id, deployed) VALUES (?, ?, ?)');
  const remove = database.prepare('DELETE FROM resources WHERE stack = ? AND logical_id = ?');

  return {
    createdAt: Number(created!['created_at']),
    read() {
      const rows = all.all(stackName).map((row) => JSON.parse(String(row['deployed'])) as Deployed);
      return new Map(rows.map((deployed) => [deployed.resource.logicalId, deployed]));
    },
    put(deployed) {
      const { logicalId } = deployed.resource;
      transaction(database, () => {
        remove.run(stackName, logicalId);
        insert.run(stackName, logicalId, JSON.stringify(deployed));
      });
    },
    remove: (logicalId) => void remove.run(stackName, logicalId),
    close: () => database.close(),
  };
}
