import { describe, expect, it } from 'vitest';
import { askAgainIn, isLonger } from './renewal.ts';

const NOW = Date.parse('2026-11-22T12:00:00.000Z');
const at = (seconds: number) => new Date(NOW + seconds * 1000).toISOString();

describe('another grant is asked for', () => {
  it.each([
    ['a minute before the end of the first', at(3600), undefined, 3540],
    ['a minute before the end of the next', at(3600), at(60), 3540],
    ['at the end of one that could not be made longer', at(60), at(60), 60],
    ['not at once for one that is good for less than that', at(30), undefined, 10],
    ['not at once by a clock that is ahead', at(-500), undefined, 10],
    ['not at once by a clock that is ahead, at the end', at(-500), at(-500), 10],
  ])('%s', (_when, expiresAt, before, seconds) =>
    expect(askAgainIn(expiresAt, before, NOW)).toBe(seconds * 1000),
  );

  it('and taken over where it is longer', () => {
    expect(isLonger(at(60), undefined)).toBe(true);
    expect(isLonger(at(61), at(60))).toBe(true);
    expect(isLonger(at(60), at(60))).toBe(false);
  });
});
