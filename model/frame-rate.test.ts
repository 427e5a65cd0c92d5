import fc from 'fast-check';
import { expect, test } from 'vitest';
import { framesPerSecond, RATE_MAX, renditionRate } from './frame-rate.ts';

const rate = (numerator: number, denominator = 1) => ({ numerator, denominator });

test('a usual rate is kept, to the last digit', () => {
  for (const usual of [rate(24_000, 1_001), rate(25), rate(60), rate(15, 2)])
    expect(renditionRate(usual)).toEqual(usual);
});

test('a fast one is halved until screens can show it', () => {
  expect(framesPerSecond(renditionRate(rate(120)))).toBe(60);
  expect(framesPerSecond(renditionRate(rate(120_000, 1_001)))).toBe(60_000 / 1_001);
  expect(framesPerSecond(renditionRate(rate(144)))).toBe(36);
});

test('every frame of a rendition is one of the source’s', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300_000 }), fc.constantFrom(1, 1_000, 1_001), (n, d) => {
      fc.pre(n / d <= RATE_MAX);
      const kept = framesPerSecond(renditionRate(rate(n, d)));
      expect(kept).toBeLessThanOrEqual(60);
      expect(Math.log2(n / d / kept) % 1).toBeCloseTo(0);
      if (n / d > 60) expect(kept).toBeGreaterThan(30);
    }),
  );
});
