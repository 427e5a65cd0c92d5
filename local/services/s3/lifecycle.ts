import type { Bucket, LifecycleRule } from './buckets/bucket.ts';
import type { S3Context } from './context.ts';
import type { Requester } from './request.ts';
import type { Tags } from './store/object-row.ts';

const DAY_MS = 24 * 3600 * 1000;

/** When something that began at `start` has lasted `days`: S3 rounds up to the next midnight, UTC. */
export const dueAfter = (start: number, days: number): number =>
  Math.ceil((start + days * DAY_MS) / DAY_MS) * DAY_MS;

interface Judged {
  readonly key: string;
  readonly size: number;
  readonly modified: Date;
  readonly tags: Tags;
}

/** Has a present object come to its end by one of the rules? */
export function isExpired(rules: readonly LifecycleRule[], object: Judged, now: number): boolean {
  return rules.some((rule) => {
    if (!applies(rule, object)) return false;
    const days = rule.expireAfterDays;
    return (
      (days !== undefined && dueAfter(object.modified.getTime(), days) <= now) ||
      (rule.expireOn !== undefined && rule.expireOn <= now)
    );
  });
}

/** Carries out the lifecycle rules of all buckets. Safe to break off and to run again. */
export function runLifecycle(context: S3Context, newRequestId: () => string): void {
  const requester: Requester = {
    caller: { kind: 'service', service: 's3.amazonaws.com', sourceArn: '', sourceAccount: context.accountId },
    requestId: newRequestId(),
    sourceIp: '127.0.0.1',
  };
  for (const bucket of context.buckets.values()) {
    if (bucket.lifecycle.length === 0) continue;
    expireObjects(context, bucket, requester);
    expireVersions(context, bucket, requester);
    abortUploads(context, bucket);
  }
}

function expireObjects(context: S3Context, bucket: Bucket, requester: Requester): void {
  const now = context.now();
  const expired = [...context.objects.scan(bucket.name, '')].filter((object) =>
    isExpired(bucket.lifecycle, { ...object, tags: context.objects.tags(object.sequence) }, now),
  );
  for (const { key } of expired)
    context.objects.remove(bucket, key, undefined, { event: 'Expiration', requester });
  if (expired.length > 0) context.log.step('s3', `${bucket.logicalId}: ${expired.length} object(s) expired`);
}

function expireVersions(context: S3Context, bucket: Bucket, requester: Requester): void {
  const now = context.now();
  // How many newer ones of its key each noncurrent version has: they come newest first.
  const newer = new Map<string, number>();
  const ended = context.objects.superseded(bucket.name).filter(({ object, supersededAt }) => {
    const before = newer.get(object.key) ?? 0;
    newer.set(object.key, before + 1);
    const tags = context.objects.tags(object.sequence);
    return bucket.lifecycle.some((rule) => {
      const days = rule.expireNoncurrentAfterDays;
      if (days === undefined || before < rule.keepNoncurrent) return false;
      return applies(rule, { ...object, tags }) && dueAfter(supersededAt, days) <= now;
    });
  });
  for (const { object } of ended)
    context.objects.remove(bucket, object.key, object.versionId, { event: 'Expiration', requester });
  // Looked up afterwards: the last version behind a marker may just have gone.
  for (const marker of context.objects.loneMarkers(bucket.name))
    if (bucket.lifecycle.some((rule) => rule.expireDeleteMarkers && marker.key.startsWith(rule.prefix)))
      context.objects.remove(bucket, marker.key, marker.versionId, { event: 'Expiration', requester });
}

function abortUploads(context: S3Context, bucket: Bucket): void {
  const now = context.now();
  const stale = [...context.uploads.underWay(bucket.name, '')].filter((upload) =>
    bucket.lifecycle.some((rule) => {
      const days = rule.abortUploadsAfterDays;
      return (
        upload.key.startsWith(rule.prefix) &&
        days !== undefined &&
        dueAfter(upload.initiated.getTime(), days) <= now
      );
    }),
  );
  for (const { uploadId } of stale) context.uploads.abort(uploadId);
  if (stale.length > 0)
    context.log.step('s3', `${bucket.logicalId}: ${stale.length} unfinished upload(s) aborted`);
}

const applies = (rule: LifecycleRule, object: Judged) =>
  object.key.startsWith(rule.prefix) &&
  object.size > rule.largerThan &&
  object.size < rule.smallerThan &&
  rule.tags.every(({ key, value }) => object.tags[key] === value);
