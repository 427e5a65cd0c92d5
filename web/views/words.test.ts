import { expect, it } from 'vitest';
import { bytes, duration } from './words.ts';

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
