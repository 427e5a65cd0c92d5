import type { DatabaseSync } from 'node:sqlite';
import type { Deliver } from '../events/deliver.ts';
import { testEvent } from '../events/records.ts';
import type { Bucket } from './bucket.ts';

/** When the bucket came to be: remembered at its first boot. */
export function bucketCreated(database: DatabaseSync, name: string, now: number): Date {
  database.prepare('INSERT OR IGNORE INTO buckets (name, created) VALUES (?, ?)').run(name, now);
  const row = database.prepare('SELECT created FROM buckets WHERE name = ?').get(name) as { created: number };
  return new Date(row.created);
}

/**
 * Sends `s3:TestEvent` to each queue that the bucket notifies for the first time. Throws what a queue refuses it
 * with: a notification that cannot be delivered is an error of the template, as it is on AWS.
 */
export async function announceQueues(options: {
  readonly database: DatabaseSync;
  readonly deliver: Deliver;
  readonly bucket: Bucket;
  readonly requestId: string;
  readonly now: number;
}): Promise<void> {
  const { database, deliver, bucket, requestId, now } = options;
  const announced = database.prepare('SELECT 1 FROM announced_queues WHERE bucket = ? AND queue = ?');
  const remember = database.prepare('INSERT OR IGNORE INTO announced_queues (bucket, queue) VALUES (?, ?)');
  const body = JSON.stringify(testEvent(bucket.name, requestId, new Date(now)));
  for (const { kind, arn } of bucket.notifications.targets) {
    if (kind !== 'queue' || announced.get(bucket.name, arn)) continue;
    await deliver({ kind, target: arn, bucket: bucket.name, body });
    remember.run(bucket.name, arn);
  }
}
