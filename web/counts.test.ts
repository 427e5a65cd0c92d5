import fc from 'fast-check';
import { expect, it } from 'vitest';
import { laterCounts, type Counts } from './counts.ts';

const counts = (reactionVersion: number | null): Counts => ({
  likeCount: reactionVersion ?? 0,
  ratingAverage: null,
  ratingCount: 0,
  reactionVersion,
});

it('ends at the highest version, in whatever order and however often counts are told', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50), { minLength: 1 }), (versions) => {
      const last = versions.map(counts).reduce(laterCounts);
      expect(last).toEqual(counts(Math.max(...versions)));
    }),
  );
});

it('takes nothing from what does not say how late it is', () => {
  expect(laterCounts(counts(0), counts(null))).toEqual(counts(0));
});
