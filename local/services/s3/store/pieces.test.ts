import fc from 'fast-check';
import { expect, test } from 'vitest';
import { slicesOf } from './pieces.ts';

test('the slices of a range are its bytes, over whichever pieces it lies', () => {
  const sizes = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(sizes, fc.nat(30), fc.nat(30), (lengths, a, b) => {
      const whole = lengths.flatMap((size, file) => Array.from({ length: size }, (_, at) => `${file}:${at}`));
      const range = { start: Math.min(a, b), end: Math.max(a, b) };
      fc.pre(range.end < whole.length);
      const slices = slicesOf(
        lengths.map((size, file) => ({ file: String(file), size })),
        range,
      );
      const bytes = slices.flatMap(({ file, range: { start, end } = { start: 0, end: -1 } }) =>
        Array.from({ length: end - start + 1 }, (_, at) => `${file}:${start + at}`),
      );
      expect(bytes).toEqual(whole.slice(range.start, range.end + 1));
    }),
  );
});
