import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tileOf } from './tile.ts';

describe('a tile', () => {
  it.each([
    ['Harbour at dusk', 'HA'],
    ['solo', 'S'],
    ['“Quoted” (words)', 'QW'],
    ['été indien', 'ÉI'],
    ['日本 の夏', '日の'],
    ['👩‍👩‍👧 day', '👩‍👩‍👧D'],
    ['   ', ''],
  ])('of %j has the letters %s', (words, letters) => expect(tileOf(words).letters).toBe(letters));

  it('looks the same for the same words, and has two hues of the wheel', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (words) => {
        const tile = tileOf(words);
        expect(tileOf(words)).toEqual(tile);
        for (const hue of tile.hues) expect(hue >= 0 && hue < 360).toBe(true);
      }),
    );
  });
});
