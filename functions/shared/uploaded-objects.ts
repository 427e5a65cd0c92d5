import type { S3Event } from 'aws-lambda';
import { Poison } from '../shared/batch.ts';

/** A file that has arrived. */
export interface UploadedObject {
  readonly key: string;
  readonly sizeBytes: number;
  readonly etag: string;
}

/**
 * The files that one message of S3's tells of: several, or none at all, for S3 sends a test event when it is
 * told of the queue. Throws `Poison` for anything that is not of S3's making.
 */
export function uploadedObjects(body: unknown): UploadedObject[] {
  const event = body as Partial<S3Event> & { readonly Event?: string };
  if (event?.Event === 's3:TestEvent') return [];
  if (!Array.isArray(event?.Records)) throw new Poison('The message is no S3 event.');
  return event.Records.map(({ s3: { object } }) => ({
    key: decodeKey(object.key),
    sizeBytes: object.size,
    etag: object.eTag,
  }));
}

/** S3 encodes keys as a form would: a space is `+`, and a plus is `%2B`. The order of the two steps matters. */
export const decodeKey = (key: string) => decodeURIComponent(key.replaceAll('+', ' '));
