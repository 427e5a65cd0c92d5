import { GENRES_MAX } from '../../model/limits.ts';
import type { Random } from './random.ts';
import words from './words.json' with { type: 'json' };

/** Of ten videos, three are of the first language, and so on down to half of one. */
const LANGUAGE_SHARES = [0.3, 0.55, 0.72, 0.86, 0.95, 1];

/** What a video says of itself, in one language. */
export function describeVideo(random: Random) {
  const share = random.fraction();
  const language = words.languages[LANGUAGE_SHARES.findIndex((end) => share < end)]!;
  const { things, places, times, sentences, tag } = language;
  const title = [random.pick(things), random.pick(random.chance(0.5) ? places : times)];
  if (random.chance(0.3)) title.push(random.pick(random.chance(0.5) ? places : times));
  const sentenceCount = random.between(0, 3);
  return {
    title: [...new Set(title)].join(' '),
    description: several(sentenceCount, random, sentences).join(' ') || undefined,
    // Some say nothing of it.
    language: random.chance(0.9) ? tag : undefined,
    genres: several(random.between(0, 3) + (random.chance(0.05) ? GENRES_MAX - 3 : 0), random, words.genres),
  };
}

/** A person's name, or none: then the product makes a neutral one. */
export const personName = (random: Random): string | undefined =>
  random.chance(0.9) ? `${random.pick(words.names.given)} ${random.pick(words.names.family)}` : undefined;

/** At most so many different ones; the first of a list are the commonest. */
function several<T>(count: number, random: Random, list: readonly T[]): T[] {
  const drawn = Array.from(
    { length: count },
    () => list[Math.floor(random.fraction() ** 1.6 * list.length)]!,
  );
  return [...new Set(drawn)];
}
