import type { Logger } from '@aws-lambda-powertools/logger';
import { captionsIn, retiredRevisions } from '../../model/captions.ts';
import { captionsOfUpload, type CaptionsUploadName } from '../../model/keys.ts';
import type { VideoRow } from '../../model/video-row.ts';
import type { Publish } from '../shared/publish.ts';
import { updateVideo } from '../shared/update-video.ts';
import { readVideo, type VideosTable } from '../shared/videos.ts';
import type { CaptionsFiles } from './captions-files.ts';
import { convert, type Converted } from './convert.ts';
import { isAwaited, settleUpdate } from './settle-update.ts';

export interface ProcessCaptionsDependencies {
  readonly videos: VideosTable;
  readonly files: CaptionsFiles;
  readonly publish: Publish;
  readonly logger: Pick<Logger, 'info'>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * A file of captions has arrived: it is converted, then one write lets players choose it or says why not, then the owner
 * is told, and last what nobody needs any more is deleted, the uploaded file at the very end. Whoever dies on the way is
 * followed by another, who finds in the row how far that came (`again`), and does the rest.
 */
export const processCaptions =
  (dependencies: ProcessCaptionsDependencies) =>
  async (key: string, again: boolean): Promise<void> => {
    const { videos, files, publish, logger } = dependencies;
    const upload = captionsOfUpload(key);
    if (!upload) return logger.info('An object that is no captions was ignored', { key });

    const found = await readVideo(videos, upload.videoId);
    const { row, applied } =
      found && isAwaited(found, upload)
        ? await settle(dependencies, found, upload)
        : { row: found, applied: false };
    if (row && (applied || (again && isOfRow(row, upload)))) await publish(row);
    await tidy(files, row, upload);
    logger.info('A file of captions is done with', { ...upload, applied });
  };

/** The file is written before the row names it, so that nobody is ever led to what is not there. */
async function settle(
  { videos, files, now }: ProcessCaptionsDependencies,
  row: VideoRow,
  upload: CaptionsUploadName,
) {
  const bytes = await files.read(upload);
  const converted: Converted = bytes ? convert(bytes) : { reason: 'NOT_CAPTIONS' };
  if ('file' in converted) await files.write(upload, converted.file);
  return updateVideo(
    videos,
    upload.videoId,
    settleUpdate(row, upload, converted, new Date(now()).toISOString()),
  );
}

const isOfRow = (row: VideoRow, { language, revision }: CaptionsUploadName) =>
  captionsIn(row, language)?.revision === revision;

/**
 * The row has decided: what it does not name, of these captions and of those that they took the place of, goes. A file
 * that came too late, for captions that were replaced or removed or whose video was deleted, is one of these.
 */
async function tidy(files: CaptionsFiles, row: VideoRow | undefined, upload: CaptionsUploadName) {
  const { language, revision } = upload;
  const isPublished = row && captionsIn(row, language)?.published?.revision === revision;
  const unnamed = new Set(row ? retiredRevisions(row, language) : []);
  if (!isPublished) unnamed.add(revision);
  for (const one of unnamed) await files.remove({ ...upload, revision: one });
  await files.discard(upload);
}
