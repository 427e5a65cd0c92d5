/** A frame rate as MediaConvert and ffmpeg write it: a fraction. */
export interface Rational {
  readonly numerator: number;
  readonly denominator: number;
}

export const valueOf = (rate: Rational): number => rate.numerator / rate.denominator;
export const sameRate = (a: Rational, b: Rational): boolean =>
  a.numerator * b.denominator === b.numerator * a.denominator;

/** Reads `30000/1001` or `16:9`; `undefined` for what is not a positive fraction (ffprobe says `0/0`). */
export function rational(text: string | undefined): Rational | undefined {
  const [numerator, denominator] = (text ?? '').split(/[/:]/).map(Number);
  if (!numerator || !denominator || numerator < 0 || denominator < 0) return undefined;
  return { numerator, denominator };
}

const STANDARD_RATES: readonly Rational[] = [
  ...[10, 12, 15, 20, 24, 25, 30, 48, 50, 60, 100, 120].map((rate) => ({ numerator: rate, denominator: 1 })),
  ...[24000, 30000, 60000].map((numerator) => ({ numerator, denominator: 1001 })),
].sort((a, b) => valueOf(a) - valueOf(b));

/** Frames a second of the fastest output. */
export const FASTEST = 120;

/** An average counts the frames over a duration that some containers know only roughly. */
const nearly = (a: Rational, b: Rational) => Math.abs(valueOf(a) / valueOf(b) - 1) < 0.01;

/**
 * The constant rate to encode a source at. A source of variable rate (its average is not its base rate)
 * gets the standard rate nearest to its average, so that key frames fall on whole segments.
 */
export function constantRate(average: Rational | undefined, base: Rational | undefined): Rational {
  if (average && base && nearly(average, base) && valueOf(base) <= FASTEST) return base;
  const target = average ?? base;
  if (!target) return { numerator: 25, denominator: 1 };
  return STANDARD_RATES.reduce((best, rate) =>
    Math.abs(valueOf(rate) - valueOf(target)) < Math.abs(valueOf(best) - valueOf(target)) ? rate : best,
  );
}
