import type { DatabaseSync } from 'node:sqlite';
import { transaction } from '../../../runtime/database.ts';
import { AwsError } from '../../../runtime/errors.ts';
import type { Runtime } from '../../../runtime/runtime.ts';

export interface Queue {
  readonly name: string;
  readonly arn: string;
  readonly description: string | null;
  readonly concurrentJobs: number;
  readonly status: 'ACTIVE' | 'PAUSED';
  readonly type: 'SYSTEM' | 'CUSTOM';
  /** Of the resource that made it; none for one that a caller made. */
  readonly logicalId: string | null;
  /** Milliseconds since the epoch. */
  readonly created: number;
  readonly updated: number;
}

/** What may change about a queue that is there. */
export type QueueChanges = Partial<Pick<Queue, 'description' | 'concurrentJobs' | 'status'>>;

export const QUEUES_SCHEMA = `
  CREATE TABLE IF NOT EXISTS queues (
    name TEXT PRIMARY KEY, logicalId TEXT UNIQUE, description TEXT, concurrentJobs INTEGER NOT NULL,
    status TEXT NOT NULL, type TEXT NOT NULL, created INTEGER NOT NULL, updated INTEGER NOT NULL) STRICT;`;

export const DEFAULT_CONCURRENT_JOBS = 2;
const DEFAULT_QUEUE = 'Default';

/** The queues of the template and of callers, and the one that every account has. */
export function openQueues(database: DatabaseSync, runtime: Runtime) {
  const all = database.prepare('SELECT * FROM queues ORDER BY created, rowid');
  const byName = database.prepare('SELECT * FROM queues WHERE name = ?');
  const byLogicalId = database.prepare('SELECT * FROM queues WHERE logicalId = ?');
  const insert = database.prepare(
    `INSERT INTO queues (name, logicalId, description, concurrentJobs, status, type, created, updated)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const change = database.prepare(
    'UPDATE queues SET description = ?, concurrentJobs = ?, status = ?, updated = ? WHERE name = ?',
  );
  const remove = database.prepare('DELETE FROM queues WHERE name = ?');

  const arnOf = (name: string) => runtime.arn('mediaconvert', `queues/${name}`);
  const queueOf = (row: Record<string, unknown> | undefined): Queue | undefined =>
    row && ({ ...row, arn: arnOf(String(row['name'])) } as unknown as Queue);
  const find = (nameOrArn: string) =>
    queueOf(byName.get(nameOrArn.startsWith(arnOf('')) ? nameOrArn.slice(arnOf('').length) : nameOrArn));

  function make(name: string, wanted: QueueChanges & Partial<Pick<Queue, 'logicalId' | 'type'>>): Queue {
    const now = runtime.clock.now();
    if (find(name))
      throw new AwsError('ConflictException', `A queue with the name ${name} already exists.`, 409);
    const { logicalId = null, description = null, status = 'ACTIVE', type = 'CUSTOM' } = wanted;
    const concurrentJobs = wanted.concurrentJobs ?? DEFAULT_CONCURRENT_JOBS;
    insert.run(name, logicalId, description, concurrentJobs, status, type, now, now);
    return find(name)!;
  }

  if (!find(DEFAULT_QUEUE)) make(DEFAULT_QUEUE, { type: 'SYSTEM' });

  return {
    arnOf,
    /** By name or by ARN. */
    find,
    ofResource: (logicalId: string) => queueOf(byLogicalId.get(logicalId)),
    all: (): readonly Queue[] => all.all().map((row) => queueOf(row)!),
    /** Throws `ConflictException` when the name is taken. */
    make: (name: string, wanted: Parameters<typeof make>[1]) =>
      transaction(database, () => make(name, wanted)),
    change(queue: Queue, changes: QueueChanges): Queue {
      const { description, concurrentJobs, status } = { ...queue, ...changes };
      change.run(description, concurrentJobs, status, runtime.clock.now(), queue.name);
      return find(queue.name)!;
    },
    remove: (name: string) => void remove.run(name),
  };
}

export type Queues = ReturnType<typeof openQueues>;
