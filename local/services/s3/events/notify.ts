import type { Bucket, NotificationTarget } from '../buckets/bucket.ts';
import type { ObjectChange } from './change.ts';
import type { Message } from './outbox.ts';
import { bridgeEvent, eventMessage, type EventContext } from './records.ts';

/** The messages that one change sends, by the bucket's notification configuration. */
export function messagesFor(bucket: Bucket, change: ObjectChange, context: EventContext): Message[] {
  const messages: Message[] = bucket.notifications.targets
    .filter((target) => wants(target, change))
    .map((target) => ({
      kind: target.kind,
      target: target.arn,
      bucket: bucket.name,
      body: JSON.stringify(eventMessage(bucket, change, target.configurationId, context)),
    }));
  if (bucket.notifications.eventBridge)
    messages.push({
      kind: 'bus',
      target: 'default',
      bucket: bucket.name,
      body: JSON.stringify(bridgeEvent(bucket, change, context)),
    });
  return messages;
}

/** `s3:ObjectCreated:*` takes every event of its kind; otherwise the name must be the same. */
export function wants(target: NotificationTarget, change: ObjectChange): boolean {
  const name = `s3:${change.event}`;
  const named = target.event.endsWith(':*')
    ? name.startsWith(target.event.slice(0, -1))
    : name === target.event;
  return named && change.key.startsWith(target.prefix) && change.key.endsWith(target.suffix);
}
