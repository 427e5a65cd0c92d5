/** What stands for a picture: letters on two colours, always the same for the same words. */
export interface Tile {
  readonly letters: string;
  /** Two hues, in degrees. */
  readonly hues: readonly [number, number];
}

export function tileOf(words: string): Tile {
  const hash = hashOf(words);
  const first = hash % 360;
  // Neighbours on the colour wheel: two colours that go together.
  return { letters: lettersOf(words), hues: [first, (first + 40 + ((hash >>> 9) % 50)) % 360] };
}

/** The first letters of the first two words; a letter may be several code points. */
function lettersOf(words: string): string {
  const initials = words
    .split(/\s+/u)
    .map((word) => [...new Intl.Segmenter().segment(word)].map(({ segment }) => segment))
    .map(
      (characters) => characters.find((character) => /[\p{L}\p{N}]/u.test(character)) ?? characters[0] ?? '',
    )
    .filter((character) => character !== '');
  return initials.slice(0, 2).join('').toLocaleUpperCase();
}

/** FNV-1a: small words, far apart. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash;
}
