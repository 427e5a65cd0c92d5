import { SIDE_MIN } from './limits.ts';

/** A picture's size in pixels, as shown on screen: turned upright, with square pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The codecs of pictures, by the names that a rendition has in the API: H.264, H.265, AV1. */
export type PictureCodec = 'avc1' | 'hvc1' | 'av01';

/** One rung of the ladder. */
export interface Rung extends Size {
  /** The short side and a `p`; also what the rendition is called and what its files' names carry. */
  readonly name: string;
  /** Ceiling, in bits per second. */
  readonly maxBitrate: number;
}

/**
 * Short sides in pixels, largest first, with the ceilings that keep motion clean at that size. H.265 needs about 60 % of
 * H.264's bits, so the sizes above 1080p are made in it alone; AV1 needs half of them.
 */
const RUNGS: readonly (Readonly<Partial<Record<PictureCodec, number>>> & { readonly shortSide: number })[] = [
  { shortSide: 2160, hvc1: 9_600_000 },
  { shortSide: 1440, hvc1: 5_400_000 },
  { shortSide: 1080, avc1: 5_000_000, hvc1: 3_000_000 },
  { shortSide: 720, avc1: 3_000_000, hvc1: 1_800_000 },
  { shortSide: 480, avc1: 1_500_000, hvc1: 900_000 },
  { shortSide: 360, avc1: 900_000, hvc1: 540_000 },
  { shortSide: 240, avc1: 450_000, hvc1: 270_000 },
  { shortSide: 144, av01: 120_000 },
];

/** The longest side that MediaConvert makes in each codec. */
const LONG_SIDE_MAX: Readonly<Record<PictureCodec, number>> = { avc1: 4_096, hvc1: 8_192, av01: 4_096 };

/**
 * The renditions for a source. Rungs go by the short side, so a portrait video gets the same ones as a
 * landscape one; none is larger than the source, and one smaller than all of them keeps its own size. So does a picture
 * that is too wide for every rung, as far as the codec can make it.
 */
export function ladder(source: Size, codec: PictureCodec = 'avc1'): Rung[] {
  const short = shortSide(source);
  const rungs = RUNGS.filter((rung) => rung[codec] !== undefined && rung.shortSide <= short)
    .map((rung) => ({ rung, size: scaled(source, rung.shortSide / short) }))
    .filter(({ size }) => longSide(size) <= LONG_SIDE_MAX[codec])
    .map(({ rung, size }) => toRung(size, `${rung.shortSide}p`, codec));
  if (rungs.length > 0) return rungs;
  const size = atMost(source, codec);
  return [toRung(size, renditionName(size), codec)];
}

/** One rendition of the source's own size, or with a short side of `most`. */
export function singleRung(source: Size, codec: PictureCodec, most = Infinity): Rung {
  const size = atMost(source, codec, most);
  return toRung(size, renditionName(size), codec);
}

/** What a rendition of this size is called. */
export const renditionName = (size: Size) => `${shortSide(size)}p`;

/** The ceiling of the rung that a rendition of this size stands on, in bits per second. */
export function bitrateCeiling(size: Size, codec: PictureCodec = 'avc1'): number {
  const rungs = RUNGS.filter((rung) => rung[codec] !== undefined);
  const rung = rungs.find((candidate) => candidate.shortSide <= shortSide(size)) ?? rungs.at(-1);
  return rung?.[codec] ?? 0;
}

export const shortSide = ({ width, height }: Size) => Math.min(width, height);
const longSide = ({ width, height }: Size) => Math.max(width, height);

const toRung = (size: Size, name: string, codec: PictureCodec): Rung => ({
  name,
  ...size,
  maxBitrate: bitrateCeiling(size, codec),
});

const atMost = (source: Size, codec: PictureCodec, most = Infinity) =>
  scaled(source, Math.min(1, most / shortSide(source), LONG_SIDE_MAX[codec] / longSide(source)));

const scaled = (size: Size, factor: number): Size => ({
  width: even(size.width * factor),
  height: even(size.height * factor),
});

/**
 * The usual 4:2:0 pictures have even sides. Rounded down, never up: nothing is enlarged, not even by a pixel. A line that
 * would become thinner than MediaConvert makes pictures is left to it: it fits the picture in with black beside it.
 */
const even = (pixels: number) => Math.max(SIDE_MIN, 2 * Math.floor(pixels / 2 + ROUNDING));

/** `1080 * (720 / 1080)` may come out a hair under 720. */
const ROUNDING = 1e-6;
