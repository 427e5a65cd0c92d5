/** Frames a second, as the fraction that it is: 30000/1001 is no round number. */
export interface FrameRate {
  readonly numerator: number;
  readonly denominator: number;
}

/** The fastest source taken, in frames a second. */
export const RATE_MAX = 300;
/** The fastest rendition made: what is faster is shown by no screen that plays it. */
const RENDITION_RATE_MAX = 60;

export const framesPerSecond = ({ numerator, denominator }: FrameRate) => numerator / denominator;

/** The rate of the renditions: the source's own, or that halved until screens can show it. */
export function renditionRate(rate: FrameRate): FrameRate {
  if (framesPerSecond(rate) <= RENDITION_RATE_MAX) return rate;
  return renditionRate({ numerator: rate.numerator, denominator: rate.denominator * 2 });
}
