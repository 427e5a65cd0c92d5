import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GENRE, LANGUAGE } from '../../model/forms.ts';
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

const ofForm = (form: string) => fc.stringMatching(new RegExp(`^(?:${form})$`, 'u'));

test('every genre and language of the form that videos may have can be asked for', () => {
  fc.assert(
    fc.property(
      ofForm(GENRE.form).map((genre) => genre.normalize('NFC').trim()),
      ofForm(LANGUAGE.form.replace(/^\(\?=.*?\)/, '')).filter((tag) => tag.length <= 35),
      (genre, language) => {
        fc.pre([...genre].length <= 40);
        expect(feedFilter({ genre, language })).toEqual({ genre, language });
      },
    ),
    { examples: [['𐐀'.repeat(40), 'de-DE-x-12345678']] },
  );
});
