import type { PlaybackFile } from '../generated/schema.ts';

export type File = Pick<PlaybackFile, 'name' | 'codec' | 'url'>;

/** The API names codecs in short; players want to be asked for a profile and a level. The least that the pipeline makes. */
const EXAMPLES: Readonly<Record<string, string>> = {
  avc1: 'avc1.42E01E',
  hvc1: 'hvc1.1.6.L93.B0',
  av01: 'av01.0.00M.08',
  mp4a: 'mp4a.40.2',
};

/** What to ask a player about: `video/mp4; codecs="av01.0.00M.08"`. */
export const mediaTypeOf = ({ codec }: Pick<File, 'codec'>) =>
  `${codec === 'mp4a' ? 'audio' : 'video'}/mp4; codecs="${EXAMPLES[codec] ?? codec}"`;

/** Those that a player can play, largest first as they came. */
export const playableFiles = <Some extends Pick<File, 'codec'>>(
  files: readonly Some[],
  canPlay: (mediaType: string) => boolean,
): Some[] => files.filter((file) => canPlay(mediaTypeOf(file)));
