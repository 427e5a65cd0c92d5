import { pinnedKey, sourceKey } from '../../model/keys.ts';
import type { FailureReason } from '../../model/failures.ts';
import type { Bucket } from '../shared/bucket.ts';
import { readVideo, type VideosTable } from '../shared/videos.ts';
import { changeClaimed, type ClaimedVideo, type PinnedVideo } from './claims.ts';
import { copyExactly, deleteFile, etagOf } from './uploaded-file.ts';

/** How often somebody may send the form again while its file is being copied. */
const CHANGES_MAX = 5;

/**
 * Puts the claimed file where no form leads. Until then the form may be sent again, and what is there last is the video;
 * from then on nothing that is sent changes it. Undefined when the video is no longer this worker's.
 */
export async function pin(
  table: VideosTable,
  uploads: Bucket,
  video: ClaimedVideo,
): Promise<PinnedVideo | FailureReason | undefined> {
  let claimed: ClaimedVideo | undefined = video;
  for (let changes = 0; claimed && changes <= CHANGES_MAX; changes++) {
    if (isPinned(claimed)) {
      await deleteForms(uploads, claimed);
      return claimed;
    }
    const [from, to] = [sourceKey(video.id), pinnedKey(video.id)];
    const copied = await copyExactly(uploads, from, to, claimed.sourceEtag);
    if (copied === 'COPIED') return pinned(table, uploads, claimed);
    const sourceEtag: string | undefined = copied === 'CHANGED' ? await etagOf(uploads, from) : undefined;
    if (sourceEtag === undefined) return 'SOURCE_EXPIRED';
    claimed = await changeClaimed(table, claimed, { sourceEtag });
  }
  if (claimed) throw new Error(`The file of video ${video.id} changes faster than it can be copied.`);
  return undefined;
}

const isPinned = (video: ClaimedVideo): video is PinnedVideo => video.pinnedKey !== undefined;

async function pinned(
  table: VideosTable,
  uploads: Bucket,
  video: ClaimedVideo,
): Promise<PinnedVideo | undefined> {
  const key = pinnedKey(video.id);
  const changed = await changeClaimed(table, video, { pinnedKey: key });
  if (!changed) {
    // Whoever deleted the video's files may have come before the copy.
    if (!(await readVideo(table, video.id))) await deleteFile(uploads, key);
    return undefined;
  }
  const done = { ...changed, pinnedKey: key };
  await deleteForms(uploads, done);
  return done;
}

/** What a form brought is of no more use: it would outlive its video by weeks. Who pinned the file may not have come to this. */
async function deleteForms(uploads: Bucket, video: PinnedVideo): Promise<void> {
  const key = sourceKey(video.id);
  if (video.pinnedKey !== key) await deleteFile(uploads, key);
}
