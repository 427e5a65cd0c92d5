import { attemptFolder, hasOwnFolder, posterBase } from '../../model/keys.ts';
import type { VideoRow } from '../../model/video-row.ts';
import type { Bucket } from '../shared/bucket.ts';
import { deleteFolder } from '../shared/video-files.ts';

/** All that an attempt made which another one has followed. */
export async function deleteAttempt(
  outputs: Bucket,
  { id, posterToken }: Pick<VideoRow, 'id' | 'posterToken'>,
  attempt: number,
): Promise<void> {
  if (hasOwnFolder(id)) await deleteFolder(outputs, attemptFolder(id, attempt));
  if (posterToken) await deleteFolder(outputs, posterBase(posterToken, attempt));
}
