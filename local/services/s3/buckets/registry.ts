import type { DatabaseSync } from 'node:sqlite';
import { transaction } from '../../../runtime/database.ts';
import type { Deliver } from '../events/deliver.ts';
import { testEvent } from '../events/records.ts';
import type { Bucket } from './bucket.ts';

/** What is remembered of buckets from one process to the next. */
export interface BucketRegistry {
  /** When the bucket came to be: remembered at its first boot. */
  created(name: string, now: number): Date;
  /** The name that a resource's bucket had before, if it had one. */
  nameOf(logicalId: string): string | undefined;
  remember(logicalId: string, name: string): void;
  forget(name: string): void;
  /**
   * Sends `s3:TestEvent` to each queue that the bucket notifies for the first time. Throws what a queue refuses it
   * with: a notification that cannot be delivered is an error of the template, as it is on AWS.
   */
  announce(bucket: Bucket, deliver: Deliver, requestId: string, now: number): Promise<void>;
}

export function createBucketRegistry(database: DatabaseSync): BucketRegistry {
  const insert = database.prepare('INSERT OR IGNORE INTO buckets (name, created) VALUES (?, ?)');
  const select = database.prepare('SELECT created FROM buckets WHERE name = ?');
  const selectName = database.prepare('SELECT name FROM bucket_names WHERE logical_id = ?');
  const insertName = database.prepare('INSERT OR REPLACE INTO bucket_names VALUES (?, ?)');
  const announced = database.prepare('SELECT 1 FROM announced_queues WHERE bucket = ? AND queue = ?');
  const announce = database.prepare('INSERT OR IGNORE INTO announced_queues (bucket, queue) VALUES (?, ?)');
  const forget = ['buckets WHERE name', 'bucket_names WHERE name', 'announced_queues WHERE bucket'].map(
    (rows) => database.prepare(`DELETE FROM ${rows} = ?`),
  );
  return {
    created(name, now) {
      insert.run(name, now);
      return new Date((select.get(name) as { created: number }).created);
    },
    nameOf: (logicalId) => (selectName.get(logicalId) as { name: string } | undefined)?.name,
    remember: (logicalId, name) => void insertName.run(logicalId, name),
    forget: (name) => transaction(database, () => forget.forEach((statement) => statement.run(name))),
    async announce(bucket, deliver, requestId, now) {
      const body = JSON.stringify(testEvent(bucket.name, requestId, new Date(now)));
      for (const { kind, arn } of bucket.notifications.targets) {
        if (kind !== 'queue' || announced.get(bucket.name, arn)) continue;
        await deliver({ kind, target: arn, bucket: bucket.name, body });
        announce.run(bucket.name, arn);
      }
    },
  };
}
