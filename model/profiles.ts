import { ladder, shortSide, singleRung, type PictureCodec, type Rung, type Size } from './ladder.ts';
import type { JobPart } from './pipeline.ts';
import type { Source } from './source.ts';
import type { TranscodingProfile } from './video-types.ts';

/** What is made of a source: which renditions, and what else. */
export interface Outputs {
  /** The renditions of the stream that players adapt. Missing where the profile makes none. */
  readonly stream?: Stream;
  /** Files that are complete in themselves, each with picture and sound as far as there are both. */
  readonly files: readonly File[];
  /** The size of the picture that is captured for a poster. Missing when none is. */
  readonly poster?: Size;
}

export interface Stream {
  /** Empty when there is only sound. */
  readonly pictures: readonly Rendition[];
  readonly sound: boolean;
  /** Small pictures to seek by. */
  readonly storyboard: boolean;
}

export interface Rendition extends Rung {
  readonly codec: PictureCodec;
}

export interface File {
  /** What its name ends with. */
  readonly suffix: string;
  readonly picture?: Rendition;
}

/** One job's share of the outputs. */
export interface Part {
  readonly part: JobPart;
  readonly outputs: Outputs;
}

/** The largest file for download, and the largest poster, by their short sides. */
const FILE_SIDE_MAX = 720;
/** The file of `COMPACT` that takes next to no room. */
const TINY_SIDE = 144;
/** The largest rung that is made first, so that something can be watched soon. */
const EARLY_SIDE_MAX = 360;

const inCodec = (codec: PictureCodec) => (rung: Rung) => ({ ...rung, codec });

/** What a profile makes of a source. */
export function outputsOf(profile: TranscodingProfile, { picture, hasAudio }: Source): Outputs {
  if (!picture) return ofSound(profile);
  const poster = fileRung(ladder(picture));
  if (profile === 'COMPACT')
    return {
      files: [
        { suffix: '_source', picture: inCodec('hvc1')(singleRung(picture, 'hvc1')) },
        { suffix: '_144p', picture: inCodec('av01')(singleRung(picture, 'av01', TINY_SIDE)) },
      ],
      poster,
    };
  const pictures = ladder(picture).map(inCodec('avc1'));
  if (profile === 'ADAPTIVE_HEVC') pictures.push(...ladder(picture, 'hvc1').map(inCodec('hvc1')));
  return {
    stream: { pictures, sound: hasAudio, storyboard: true },
    files: [{ suffix: '', picture: inCodec('avc1')(poster) }],
    poster,
  };
}

/** A recording of sound alone. */
const ofSound = (profile: TranscodingProfile): Outputs =>
  profile === 'COMPACT'
    ? { files: [{ suffix: '_source' }] }
    : { stream: { pictures: [], sound: true, storyboard: false }, files: [{ suffix: '' }] };

/** The largest rung that a file for download, or a poster, may have. */
export const fileRung = <Some extends Size>(rungs: readonly Some[]): Some =>
  rungs.reduce((best, rung) => (shortSide(best) > FILE_SIDE_MAX ? rung : best));

/**
 * The jobs that make the outputs, first things first. Nothing is made twice, so two jobs cost as many minutes as one. They
 * are one when there would be nothing left to make after the lowest rungs.
 */
export function partsOf(outputs: Outputs, split: boolean): readonly Part[] {
  const { stream, files, poster } = outputs;
  const isLate = (rung: Rung) => shortSide(rung) > EARLY_SIDE_MAX;
  if (!split || !stream?.pictures.some(isLate)) return [{ part: 'FULL', outputs }];
  const isEarly = (rung: Rendition) => rung.codec === 'avc1' && !isLate(rung);
  const early = stream.pictures.filter(isEarly);
  const late = stream.pictures.filter((rung) => !isEarly(rung));
  return [
    {
      part: 'EARLY',
      outputs: { stream: { ...stream, pictures: early }, files: [], ...(poster && { poster }) },
    },
    { part: 'FULL', outputs: { stream: { pictures: late, sound: false, storyboard: false }, files } },
  ];
}
