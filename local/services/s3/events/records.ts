import type { Bucket } from '../buckets/bucket.ts';
import type { Principal } from '../../../runtime/principal.ts';
import { encodeKey } from '../request.ts';
import type { ObjectChange } from './change.ts';

/** What every event of one installation says alike. */
export interface EventContext {
  readonly region: string;
  readonly accountId: string;
  readonly time: Date;
}

/** The message that queues and functions receive (event structure 2.1). */
export function eventMessage(
  bucket: Bucket,
  change: ObjectChange,
  configurationId: string,
  context: EventContext,
) {
  const { event, key, size, etag, versionId, requester } = change;
  const created = event.startsWith('ObjectCreated:');
  return {
    Records: [
      {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        awsRegion: context.region,
        eventTime: context.time.toISOString(),
        eventName: event,
        userIdentity: { principalId: principalId(requester.caller) },
        requestParameters: { sourceIPAddress: requester.sourceIp },
        responseElements: { 'x-amz-request-id': requester.requestId, 'x-amz-id-2': requester.requestId },
        s3: {
          s3SchemaVersion: '1.0',
          configurationId,
          bucket: { name: bucket.name, ownerIdentity: { principalId: context.accountId }, arn: bucket.arn },
          object: {
            key: encodeKey(key),
            ...(created ? { size, eTag: etag } : {}),
            ...(versionId === undefined ? {} : { versionId }),
            sequencer: sequencerOf(change.sequence),
          },
        },
      },
    ],
  };
}

/** The message a queue receives once, when it is first configured. */
export function testEvent(bucket: string, requestId: string, time: Date) {
  return {
    Service: 'Amazon S3',
    Event: 's3:TestEvent',
    Time: time.toISOString(),
    Bucket: bucket,
    RequestId: requestId,
    HostId: requestId,
  };
}

const REASONS: Readonly<Record<string, string>> = {
  'ObjectCreated:Put': 'PutObject',
  'ObjectCreated:Post': 'POST Object',
  'ObjectCreated:Copy': 'CopyObject',
  'ObjectCreated:CompleteMultipartUpload': 'CompleteMultipartUpload',
};

/** An event for the bus, as it waits in the outbox. */
export interface BridgeEvent {
  readonly source: string;
  readonly detailType: string;
  readonly resources: readonly string[];
  /** ISO 8601. */
  readonly time: string;
  readonly detail: unknown;
}

/** The same change as EventBridge hears of it. Keys are plain there. */
export function bridgeEvent(bucket: Bucket, change: ObjectChange, context: EventContext): BridgeEvent {
  const { event, key, size, etag, versionId, requester } = change;
  const created = event.startsWith('ObjectCreated:');
  const expired = event.startsWith('LifecycleExpiration:');
  return {
    source: 'aws.s3',
    detailType: created ? 'Object Created' : 'Object Deleted',
    resources: [bucket.arn],
    time: context.time.toISOString(),
    detail: {
      version: '0',
      bucket: { name: bucket.name },
      object: {
        key,
        ...(created ? { size, etag } : {}),
        ...(versionId === undefined ? {} : { 'version-id': versionId }),
        sequencer: sequencerOf(change.sequence),
      },
      'request-id': requester.requestId,
      requester: expired ? 's3.amazonaws.com' : context.accountId,
      ...(expired ? {} : { 'source-ip-address': requester.sourceIp }),
      reason: REASONS[event] ?? (expired ? 'Lifecycle Expiration' : 'DeleteObject'),
      ...(created
        ? {}
        : {
            'deletion-type': event.endsWith(':DeleteMarkerCreated')
              ? 'Delete Marker Created'
              : 'Permanently Deleted',
          }),
    },
  };
}

/** Hexadecimal of one width, so that comparing as text orders the events of a key. */
export const sequencerOf = (sequence: number): string =>
  sequence.toString(16).toUpperCase().padStart(18, '0');

function principalId(caller: Principal): string {
  switch (caller.kind) {
    case 'root':
      return `AWS:${caller.accountId}`;
    case 'role':
      return `AWS:${caller.arn.slice(caller.arn.indexOf('assumed-role/') + 'assumed-role/'.length).replace('/', ':')}`;
    case 'service':
      return `AWS:${caller.service}`;
    case 'anonymous':
      return 'Anonymous';
  }
}
