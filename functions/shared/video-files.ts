import { DeleteObjectCommand, DeleteObjectsCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import {
  attemptFolder,
  captionsUploadFolder,
  hasOwnFolder,
  pinnedKey,
  posterBase,
  postersFolder,
  sourceKey,
  videoFolder,
} from '../../model/keys.ts';
import type { VideoRow } from '../../model/video-row.ts';
import type { Bucket } from './bucket.ts';

/*
 * Deletes what a video was made from and what was made of it. All may be repeated, and no object of another video is
 * ever named.
 */

/** The file as it was sent, and as it was kept. */
export async function deleteSource({ client, name }: Bucket, videoId: string): Promise<void> {
  if (!hasOwnFolder(videoId)) return;
  for (const Key of [sourceKey(videoId), pinnedKey(videoId)])
    await client.send(new DeleteObjectCommand({ Bucket: name, Key }));
}

/** Files of captions, as they were sent. */
export async function deleteCaptionUploads(uploads: Bucket, videoId: string): Promise<void> {
  if (hasOwnFolder(videoId)) await deleteFolder(uploads, captionsUploadFolder(videoId));
}

export async function deletePosters(outputs: Bucket, posterToken: string): Promise<void> {
  if (hasOwnFolder(posterToken)) await deleteFolder(outputs, postersFolder(posterToken));
}

export async function deleteOutputs(bucket: Bucket, videoId: string): Promise<void> {
  if (hasOwnFolder(videoId)) await deleteFolder(bucket, videoFolder(videoId));
}

/** All that one attempt made, posters too. */
export async function deleteAttempt(
  outputs: Bucket,
  { id, posterToken }: Pick<VideoRow, 'id' | 'posterToken'>,
  attempt: number,
): Promise<void> {
  if (hasOwnFolder(id)) await deleteFolder(outputs, attemptFolder(id, attempt));
  if (posterToken && hasOwnFolder(posterToken)) await deleteFolder(outputs, posterBase(posterToken, attempt));
}

/**
 * Everything whose key begins so: whoever names a folder makes sure that it is one video's own. A page of a thousand at
 * a time: S3 lists no more, and deletes no more in one call.
 */
async function deleteFolder({ client, name }: Bucket, folder: string): Promise<void> {
  const pages = paginateListObjectsV2({ client }, { Bucket: name, Prefix: folder });
  for await (const { Contents = [] } of pages) {
    if (Contents.length === 0) continue;
    const Objects = Contents.map(({ Key }) => ({ Key }));
    const { Errors: [error] = [] } = await client.send(
      new DeleteObjectsCommand({ Bucket: name, Delete: { Objects, Quiet: true } }),
    );
    if (error) throw new Error(`S3 did not delete ${error.Key}: ${error.Code} ${error.Message}`);
  }
}
