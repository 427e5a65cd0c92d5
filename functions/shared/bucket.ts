import type { S3Client } from '@aws-sdk/client-s3';

/** A bucket, as a function reaches it. */
export interface Bucket {
  readonly client: S3Client;
  readonly name: string;
}
