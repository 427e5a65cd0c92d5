import { AbortMultipartUploadCommand, NoSuchUpload } from '@aws-sdk/client-s3';
import { sourceKey } from '../../model/keys.ts';
import type { Bucket } from './bucket.ts';

/**
 * Ends an upload in parts. Its parts are no objects, so that no listing shows them: they would be kept, and paid for,
 * until a rule ends them.
 */
export async function abortUpload(
  { client, name }: Bucket,
  videoId: string,
  UploadId: string,
): Promise<void> {
  try {
    await client.send(new AbortMultipartUploadCommand({ Bucket: name, Key: sourceKey(videoId), UploadId }));
  } catch (error) {
    // Completed, or aborted before.
    if (!(error instanceof NoSuchUpload)) throw error;
  }
}
