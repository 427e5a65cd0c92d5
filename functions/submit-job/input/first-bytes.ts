import { GetObjectCommand, NoSuchKey, S3ServiceException } from '@aws-sdk/client-s3';
import type { Bucket } from '../../shared/bucket.ts';

/** What containers are told by stands within so many bytes. */
const LENGTH = 64 * 1_024;

/** Some bytes of a file, and how many there are in all. */
export interface Bytes {
  readonly bytes: Uint8Array;
  readonly sizeBytes: number;
}

/** The bytes from a place on; none behind the end. Undefined when there is no such file. */
export async function readBytes({ client, name }: Bucket, key: string, from = 0): Promise<Bytes | undefined> {
  try {
    const { Body, ContentRange } = await client.send(
      new GetObjectCommand({ Bucket: name, Key: key, Range: `bytes=${from}-${from + LENGTH - 1}` }),
    );
    const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
    const size = Number(ContentRange?.split('/')[1]);
    return { bytes, sizeBytes: Number.isNaN(size) ? bytes.length : size };
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    // There is no such range in an empty file, nor behind the end of any other.
    if (error instanceof S3ServiceException && error.name === 'InvalidRange')
      return { bytes: new Uint8Array(), sizeBytes: from };
    throw error;
  }
}
