import { hlsBase } from '../../model/keys.ts';
import type { JobPart } from '../../model/pipeline.ts';
import type { VideoRow } from '../../model/video-row.ts';
import type { Bucket } from '../shared/bucket.ts';
import { joinMasters } from './master/join.ts';
import { parseMaster, type Master } from './master/master.ts';
import { readText } from './objects.ts';

/** What can be played of a video now. */
export interface PlayableAttempt {
  readonly row: VideoRow;
  readonly master: Master;
}

/**
 * The attempt, if its video can be played; undefined for one that is not done or was overtaken by another, as for none at
 * all. Which parts it has only the row knows; but all are asked for at once, as a player is waiting.
 */
export async function readAttempt(
  bucket: Bucket,
  reading: Promise<VideoRow | undefined>,
  { videoId, attempt }: { readonly videoId: string; readonly attempt: number },
): Promise<PlayableAttempt | undefined> {
  const read = (part: JobPart) => readText(bucket, `${hlsBase(videoId, attempt, part)}.m3u8`);
  const [row, EARLY, FULL] = await Promise.all([reading, read('EARLY'), read('FULL')]);
  if (!row || (row.attempt ?? 1) !== attempt) return undefined;
  const texts = partsOf(row).map((part) => ({ EARLY, FULL })[part]);
  const masters = texts.flatMap((text) => (text === undefined ? [] : [parseMaster(text)]));
  return masters.length > 0 && masters.length === texts.length
    ? { row, master: joinMasters(masters) }
    : undefined;
}

/** The parts of an attempt that can be played: those whose files nobody writes to any more. */
function partsOf({ status, split }: VideoRow): readonly JobPart[] {
  if (status === 'PLAYABLE') return ['EARLY'];
  if (status !== 'READY') return [];
  return split ? ['FULL', 'EARLY'] : ['FULL'];
}
