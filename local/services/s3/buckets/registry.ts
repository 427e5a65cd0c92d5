import type { DatabaseSync } from 'node:sqlite';
import { transaction } from '../../../runtime/database.ts';
import type { Outbox } from '../events/outbox.ts';
import { testEvent } from '../events/records.ts';
import type { Bucket } from './bucket.ts';

/** When the bucket came to be: remembered at its first boot. */
export function bucketCreated(database: DatabaseSync, name: string, now: number): Date {
  database.prepare('INSERT OR IGNORE INTO buckets (name, created) VALUES (?, ?)').run(name, now);
  const row = database.prepare('SELECT created FROM buckets WHERE name = ?').get(name) as { created: number };
  return new Date(row.created);
}

/** Sends `s3:TestEvent` to each queue that the bucket notifies for the first time. */
export function announceQueues(options: {
  readonly database: DatabaseSync;
  readonly outbox: Outbox;
  readonly bucket: Bucket;
  readonly requestId: string;
  readonly now: number;
}): void {
  const { database, outbox, bucket, requestId, now } = options;
  const announce = database.prepare('INSERT OR IGNORE INTO announced_queues (bucket, queue) VALUES (?, ?)');
  const body = JSON.stringify(testEvent(bucket.name, requestId, new Date(now)));
  transaction(database, () => {
    for (const { kind, arn } of bucket.notifications.targets)
      if (kind === 'queue' && announce.run(bucket.name, arn).changes > 0)
        outbox.add({ kind, target: arn, bucket: bucket.name, body });
  });
}
