import {
  CopyObjectCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  NoSuchKey,
  NotFound,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { Bucket } from '../shared/bucket.ts';

/** The ETag of the file that is there now; undefined when there is none. */
export async function etagOf({ client, name }: Bucket, key: string): Promise<string | undefined> {
  try {
    const { ETag } = await client.send(new HeadObjectCommand({ Bucket: name, Key: key }));
    return ETag?.replaceAll('"', '');
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}

/** Copies these very bytes and no others. `CHANGED`: there are others now; `GONE`: there are none. */
export async function copyExactly(
  { client, name }: Bucket,
  from: string,
  to: string,
  etag: string,
): Promise<'COPIED' | 'CHANGED' | 'GONE'> {
  try {
    await client.send(
      new CopyObjectCommand({
        Bucket: name,
        Key: to,
        CopySource: `${name}/${from}`,
        CopySourceIfMatch: `"${etag}"`,
        // What its sender called it is of no interest to anybody.
        TaggingDirective: 'REPLACE',
      }),
    );
    return 'COPIED';
  } catch (error) {
    if (error instanceof NoSuchKey) return 'GONE';
    if (error instanceof S3ServiceException && error.name === 'PreconditionFailed') return 'CHANGED';
    throw error;
  }
}

export async function deleteFile({ client, name }: Bucket, key: string): Promise<void> {
  await client.send(new DeleteObjectCommand({ Bucket: name, Key: key }));
}
