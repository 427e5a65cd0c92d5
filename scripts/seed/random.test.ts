import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom, permutation } from './random.ts';

describe('random choices', () => {
  it('are the same for the same names, and others for others', () => {
    const draw = (...names: (string | number)[]) => {
      const random = createRandom(...names);
      return Array.from({ length: 20 }, () => random.fraction());
    };
    expect(draw('a', 1)).toEqual(draw('a', 1));
    expect(draw('a', 1)).not.toEqual(draw('a', 2));
    expect(draw('a', 11)).not.toEqual(draw('a1', 1));
    expect(new Set(draw('a', 1)).size).toBe(20);
  });

  it('reach both ends of a range, and nothing outside', () => {
    const random = createRandom('range');
    const drawn = new Set(Array.from({ length: 200 }, () => random.between(3, 6)));
    expect([...drawn].sort()).toEqual([3, 4, 5, 6]);
  });
});

it('a permutation has every number once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), fc.string(), (size, name) => {
      const at = permutation(size, createRandom(name));
      const all = Array.from({ length: size }, (_, index) => at(index));
      expect(all.toSorted((a, b) => a - b)).toEqual(all.map((_, index) => index));
    }),
  );
});
