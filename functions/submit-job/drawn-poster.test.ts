import { decode } from 'fast-png';
import { expect, test } from 'vitest';
import { drawPoster } from './drawn-poster.ts';

test('a poster is a PNG of the usual shape, the same for the same video and another for another', () => {
  const poster = drawPoster('one');
  expect(decode(poster)).toMatchObject({ width: 1_280, height: 720, channels: 3, depth: 8 });
  expect(drawPoster('one')).toEqual(poster);
  expect(drawPoster('another')).not.toEqual(poster);
});
