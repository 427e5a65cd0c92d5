import type { Requester } from '../request.ts';

/** One object that came or went. */
export interface ObjectChange {
  /** Without `s3:`, for example `ObjectCreated:Post`. */
  readonly event: string;
  readonly key: string;
  readonly size: number;
  readonly etag: string;
  /** Only in a bucket with versioning. */
  readonly versionId: string | undefined;
  /** Rises with every change of the whole store, so also with those of one key. */
  readonly sequence: number;
  readonly requester: Requester;
}
