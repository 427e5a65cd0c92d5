import { hlsFolder } from '../../model/keys.ts';
import { isPlayable } from '../../model/pipeline.ts';
import type { VideoRow } from '../../model/video-row.ts';
import type { Bucket } from '../shared/bucket.ts';
import { readAttempt, type PlayableAttempt } from './attempt.ts';
import { captionsPlaylist } from './captions-playlist.ts';
import { sizeOf, textOf } from './master/attributes.ts';
import { printMaster } from './master/master.ts';
import { subtitlesOf, withSubtitles } from './master/subtitles.ts';
import { readText } from './objects.ts';
import type { Wanted } from './paths.ts';
import type { Signer } from './signer.ts';
import { parseImagePlaylist } from './storyboard/image-playlist.ts';
import { storyboard } from './storyboard/storyboard.ts';

/**
 * What an address leads to, for one viewer. Undefined for what is not there, and what must look so.
 *
 * @param reading the video's row, on its way: whatever else it takes is asked for meanwhile
 */
export async function readWanted(
  bucket: Bucket,
  wanted: Wanted,
  reading: Promise<VideoRow | undefined>,
  signer: Signer,
): Promise<string | undefined> {
  if (wanted.kind === 'FILE') {
    const [row, text] = await Promise.all([reading, readText(bucket, wanted.key)]);
    return signed(row ? text : undefined, signer);
  }
  if (wanted.kind === 'CAPTIONS') {
    const row = await reading;
    return signed(row && isPlayable(row.status) ? captionsPlaylist(row, wanted.key) : undefined, signer);
  }
  const playable = await readAttempt(bucket, reading, wanted);
  if (!playable) return undefined;
  if (wanted.kind === 'STORYBOARD') return readStoryboard(bucket, playable, wanted.attempt, signer);
  return signer.playlist(printMaster(withSubtitles(playable.master, subtitlesOf(playable.row))));
}

const signed = (text: string | undefined, signer: Signer) =>
  text === undefined ? undefined : signer.playlist(text);

/** The storyboard, from the first image playlist that the jobs' masters name. */
async function readStoryboard(
  bucket: Bucket,
  { row, master }: PlayableAttempt,
  attempt: number,
  signer: Signer,
): Promise<string | undefined> {
  const image = master.trickPlay.find(({ kind }) => kind === 'IMAGE')?.attributes ?? [];
  const name = textOf(image, 'URI');
  // One of the job's own, which are all beside its master.
  if (!name || !/^[\w-]+\.m3u8$/.test(name)) return undefined;
  const text = await readText(bucket, `${hlsFolder(row.id, attempt)}${name}`);
  if (text === undefined) return undefined;
  const sheets = parseImagePlaylist(text, sizeOf(image, 'RESOLUTION') ?? [0, 0]);
  return sheets.length > 0 ? storyboard(sheets, row.durationSeconds, signer.address) : undefined;
}
