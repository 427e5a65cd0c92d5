import { captionsFolder } from '../../model/keys.ts';
import { DURATION_MAX_SECONDS } from '../../model/limits.ts';
import type { VideoRow } from '../../model/video-row.ts';
import { subtitlesOf } from './master/subtitles.ts';

/** The playlist of captions: the whole file as one segment. Undefined for captions that nobody can choose. */
export function captionsPlaylist(row: VideoRow, key: string): string | undefined {
  const isTheirs = subtitlesOf(row).some(
    ({ language, revision }) => `${captionsFolder(row.id, language, revision)}index.m3u8` === key,
  );
  if (!isTheirs) return undefined;
  const seconds = row.durationSeconds ?? DURATION_MAX_SECONDS;
  return [
    '#EXTM3U',
    '#EXT-X-VERSION:3',
    `#EXT-X-TARGETDURATION:${Math.max(1, Math.ceil(seconds))}`,
    '#EXT-X-PLAYLIST-TYPE:VOD',
    `#EXTINF:${seconds},`,
    'captions.vtt',
    '#EXT-X-ENDLIST',
    '',
  ].join('\n');
}
