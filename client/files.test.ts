import { expect, it } from 'vitest';
import { mediaTypeOf, playableFiles } from './files.ts';

const FILES = [
  { name: 'source', codec: 'hvc1' },
  { name: '144p', codec: 'av01' },
];

it('offers what the player can play, in the order of the API', () => {
  expect(playableFiles(FILES, () => true)).toEqual(FILES);
  // A browser without H.265.
  expect(playableFiles(FILES, (type) => !type.includes('hvc1'))).toEqual([FILES[1]]);
  expect(playableFiles(FILES, () => false)).toEqual([]);
});

it('asks in the words that players understand', () => {
  expect(mediaTypeOf({ codec: 'hvc1' })).toBe('video/mp4; codecs="hvc1.1.6.L93.B0"');
  expect(mediaTypeOf({ codec: 'mp4a' })).toBe('audio/mp4; codecs="mp4a.40.2"');
  expect(mediaTypeOf({ codec: 'vvc1' })).toBe('video/mp4; codecs="vvc1"');
});
