/** A picture's size in pixels, as shown on screen: turned upright, with square pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** One rung of the ladder. */
export interface Rung extends Size {
  /** The short side and a `p`; also what the rendition is called and what its files' names carry. */
  readonly name: string;
  /** Ceiling, in bits per second. */
  readonly maxBitrate: number;
}

const LOWEST = { shortSide: 240, maxBitrate: 450_000 };

/** Short sides in pixels, largest first, with the ceiling that keeps motion clean at that size. */
const STANDARD = [
  { shortSide: 1080, maxBitrate: 5_000_000 },
  { shortSide: 720, maxBitrate: 3_000_000 },
  { shortSide: 480, maxBitrate: 1_500_000 },
  { shortSide: 360, maxBitrate: 900_000 },
  LOWEST,
];

/**
 * The renditions for a source. Rungs go by the short side, so a portrait video gets the same ones as a
 * landscape one; none is larger than the source, and one smaller than all of them keeps its own size.
 */
export function ladder(source: Size): Rung[] {
  const shortSide = Math.min(source.width, source.height);
  const rungs = STANDARD.filter((rung) => rung.shortSide <= shortSide).map((rung) => ({
    name: `${rung.shortSide}p`,
    ...scaled(source, rung.shortSide / shortSide),
    maxBitrate: rung.maxBitrate,
  }));
  if (rungs.length > 0) return rungs;
  const size = scaled(source, 1);
  return [{ name: renditionName(size), ...size, maxBitrate: LOWEST.maxBitrate }];
}

/** What a rendition of this size is called. */
export const renditionName = (size: Size) => `${Math.min(size.width, size.height)}p`;

/** The ceiling of the rung that a rendition of this size stands on, in bits per second. */
export const bitrateCeiling = (size: Size) =>
  (STANDARD.find((rung) => rung.shortSide <= Math.min(size.width, size.height)) ?? LOWEST).maxBitrate;

const scaled = (size: Size, factor: number): Size => ({
  width: even(size.width * factor),
  height: even(size.height * factor),
});

/** H.264's usual 4:2:0 pictures have even sides. Rounded down, never up: nothing is enlarged, not even by a pixel. */
const even = (pixels: number) => Math.max(2, 2 * Math.floor(pixels / 2 + ROUNDING));

/** `1080 * (720 / 1080)` may come out a hair under 720. */
const ROUNDING = 1e-6;
