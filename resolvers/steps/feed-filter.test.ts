import { expect, test } from 'vitest';
import { raised } from '../testing/outcomes.ts';
import { feedFilter } from './feed-filter.ts';

test('what is null is left out', () => {
  expect(feedFilter({})).toEqual({});
  expect(feedFilter({ kind: null, genre: null, language: null })).toEqual({});
});

test('a genre is trimmed, and composed as the kept ones are', () => {
  expect(feedFilter({ kind: 'LONG', genre: ' E\u0301te\u0301 & R/B ', language: 'pt-br' })).toEqual({
    kind: 'LONG',
    genre: 'Été & R/B',
    language: 'pt-br',
  });
});

test.each(['', '   ', 'x'.repeat(41), '🎬', '-first', 'a\nb', '<b>', 'x'.repeat(1_000_000)])(
  'a genre that no video has is refused',
  (genre) => {
    expect(raised(() => feedFilter({ genre }))).toEqual({
      type: 'BadRequest',
      message: expect.stringMatching(/^genre: must have 1 to 40 letters/),
    });
  },
);

test.each([
  '',
  ' ',
  'e',
  'english language',
  'en_US',
  '中文',
  `en${'-abcdefgh'.repeat(4)}`,
  'x'.repeat(1_000_000),
])('a language that no video has is refused', (language) => {
  expect(raised(() => feedFilter({ language }))).toMatchObject({
    type: 'BadRequest',
    message: expect.stringMatching(/^language: must be a BCP 47 tag/),
  });
});
