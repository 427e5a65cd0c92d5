import type { Rendition } from './video-types.ts';

/** Of one size, the codec that more players know comes first. */
const CODECS = ['avc1', 'hvc1', 'av01'];

/** More pixels than any rendition has, so that what is left of it without them has the same number of digits for all. */
const PIXELS = 500_000_000;

type Sorted = Pick<Rendition, 'width' | 'height' | 'codec'>;

/** All renditions, the largest first. The parts of an attempt bring theirs one after the other, in any order. */
export function largestFirst<Some extends Sorted>(renditions: readonly Some[]): Some[] {
  const all = [...renditions];
  // AppSync's `sort` takes no function, so it gets texts, which lead back to what they stand for.
  const byText: Record<string, Some> = {};
  all.forEach((rendition, index) => {
    const { width, height, codec } = rendition;
    byText[`${PIXELS - width * height} ${CODECS.indexOf(codec)} ${FIRST + index}`] = rendition;
  });
  return Object.keys(byText)
    .sort()
    .map((text) => byText[text]!);
}

/** So that indices have the same number of digits, too. */
const FIRST = 1_000;
