import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { Bucket } from './bucket.ts';

/**
 * Whether there is an object of this key. By a listing, which tells what is not there from what may not be read: a head
 * of what is not there is refused like one of what is hidden.
 */
export async function objectExists({ client, name }: Bucket, key: string): Promise<boolean> {
  // Listed in order, so that the key itself comes before all that it begins.
  const { Contents = [] } = await client.send(
    new ListObjectsV2Command({ Bucket: name, Prefix: key, MaxKeys: 1 }),
  );
  return Contents[0]?.Key === key;
}
