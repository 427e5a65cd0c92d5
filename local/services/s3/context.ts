import type { Credentials } from '../../runtime/credentials.ts';
import type { Log } from '../../runtime/log.ts';
import type { Access } from './access.ts';
import type { Bucket } from './buckets/bucket.ts';
import type { ObjectBytes } from './store/object-bytes.ts';
import type { ObjectFiles } from './store/files.ts';
import type { ObjectStore } from './store/objects.ts';
import type { UploadStore } from './store/uploads.ts';
import type { S3Request, S3Response } from './request.ts';

/** What every operation works with. */
export interface S3Context {
  readonly accountId: string;
  readonly region: string;
  /** Where this service answers, for locations. */
  readonly url: string;
  readonly buckets: ReadonlyMap<string, Bucket>;
  readonly objects: ObjectStore;
  readonly uploads: UploadStore;
  readonly files: ObjectFiles;
  readonly bytes: ObjectBytes;
  readonly access: Access;
  readonly credentials: Credentials;
  readonly log: Log;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** One API operation on a bucket or on a key in it. */
export type Operation = (
  context: S3Context,
  request: S3Request,
  bucket: Bucket,
) => Promise<S3Response> | S3Response;
