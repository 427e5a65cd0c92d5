import { expect, it } from 'vitest';
import { ago, bytes, duration, plural, stoppedBecause } from './words.ts';

it.each([
  [3, '0:03'],
  [65, '1:05'],
  [3661, '1:01:01'],
  [59.6, '1:00'],
])('%d seconds are %s', (seconds, text) => expect(duration(seconds)).toBe(text));

it.each([
  [999, '999 B'],
  [1500, '2 kB'],
  [12_345_678, '12.3 MB'],
  [53_687_091_200, '53.7 GB'],
])('%d bytes are %s', (count, text) => expect(bytes(count)).toBe(text));

it.each([
  [0, '0 views'],
  [1, '1 view'],
  [1234, '1.2K views'],
])('%d is %s', (count, text) => expect(plural(count, 'view')).toBe(text));

it.each([
  ['2026-01-10T11:59:30Z', 'just now'],
  ['2026-01-10T11:58:00Z', '2 minutes ago'],
  ['2026-01-09T11:00:00Z', 'yesterday'],
  ['2025-12-20T12:00:00Z', '3 weeks ago'],
  ['2026-01-10T12:00:05Z', 'just now'],
])('%s was %s', (instant, text) => expect(ago(instant, Date.parse('2026-01-10T12:00:00Z'))).toBe(text));

it('says in words that a video has no files, as those that were seeded', () => {
  expect(stoppedBecause(404, 'manifestLoadError')).toBe('This video has no files to play.');
  expect(stoppedBecause(undefined, 'fragLoadError')).toContain('(fragLoadError)');
});
