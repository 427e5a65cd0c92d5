import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isInFeed } from '../../model/feed.ts';
import { GENRE, LANGUAGE } from '../../model/forms.ts';
import { shelf, shelvesOf } from '../../model/shelves.ts';
import { videoRow } from './testing.ts';
import { description, genres, language, title } from './video-details.ts';

const refusal = (field: string) =>
  expect.objectContaining({ type: 'BadRequest', message: expect.stringMatching(`^${field}: `) });
const letters = (count: number) => 'x'.repeat(count);

describe('a title', () => {
  test.each(['x', letters(200), '🎬'.repeat(200), ' padded '])('may be %j', (value) => {
    expect(title(value)).toBe(value.trim());
  });

  test.each(['', '   ', letters(201), '🎬'.repeat(201), letters(1_048_576)])('may not be %#', (value) => {
    expect(() => title(value)).toThrow(refusal('title'));
  });

  test.each(['\u200b\u2060\ufeff\0', 'half an emoji \ud83c'])('can be seen and stored: not %j', (value) => {
    expect(() => title(value)).toThrow(refusal('title'));
  });
});

describe('a description', () => {
  test('has at most 5,000 characters; an empty one is none', () => {
    expect(description(letters(5_000))).toHaveLength(5_000);
    expect([description(''), description(null), description(undefined)]).toEqual(Array(3).fill(undefined));
    expect(() => description(letters(5_001))).toThrow(refusal('description'));
  });
});

describe('genres', () => {
  test('are at most five different ones, in the order given, however they are capitalised', () => {
    const five = ['Drama', 'Sci-Fi', 'R&B', '4/4', 'été'];
    expect(genres([...five, ' drama ', 'SCI-FI'])).toEqual(five);
    expect(() => genres([...five, 'sixth'])).toThrow(refusal('genres'));
    expect([genres(null), genres([])]).toEqual([[], []]);
  });

  test.each(['', ' ', '#drama', letters(41), 'half \ud83c', 'two\nlines'])('may not be %j', (value) => {
    expect(() => genres([value])).toThrow(refusal('genres'));
  });

  test('may have 40 characters', () => expect(genres([letters(40)])).toEqual([letters(40)]));

  test('are kept in Unicode’s composed form: what reads the same is one genre, on one shelf', () => {
    expect(genres(['e\u0301te\u0301', '\u00e9t\u00e9'])).toEqual(['\u00e9t\u00e9']);
    fc.assert(
      fc.property(fc.stringMatching(/^\p{L}[\p{L}\p{M}]{0,20}$/u), (value) => {
        const [decomposed, composed] = [genres([value.normalize('NFD')]), genres([value.normalize('NFC')])];
        expect(shelf({ genre: decomposed[0] })).toBe(shelf({ genre: composed[0] }));
      }),
    );
  });

  test('are refused in time, however many are sent', () => {
    const many = Array.from({ length: 200_000 }, (_, index) => `genre ${index}`);
    expect(() => genres(many)).toThrow(refusal('genres'));
  });
});

describe('a language', () => {
  test.each([
    ['en', 'en'],
    ['EN-us', 'en-US'],
    ['pt-br', 'pt-BR'],
    ['zh-hant-tw', 'zh-Hant-TW'],
    ['sl-rozaj', 'sl-rozaj'],
    ['iw', 'he'],
    ['en-UK', 'en-GB'],
    ['und', 'und'],
  ])('%s is kept as %s', (given, kept) => expect(language(given)).toBe(kept));

  test('that is empty is none', () => {
    expect([language(''), language(null), language(undefined)]).toEqual(Array(3).fill(undefined));
  });

  test.each(['xx', 'english', 'en-XX', 'english please', 'en_US', 'e', 'aa-', `en-${letters(40)}`, 'x-mine'])(
    '%s is in no registry',
    (value) => expect(() => language(value)).toThrow(refusal('language')),
  );
});

test('whatever is sent is taken or refused, and what was taken is taken again as it is', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(title, description, language),
      fc.string({ unit: 'binary' }),
      (rule, value) => {
        try {
          const kept = rule(value);
          if (kept !== undefined) expect(rule(kept)).toBe(kept);
        } catch (error) {
          expect(error).toMatchObject({ name: 'RequestError', type: 'BadRequest' });
        }
      },
    ),
  );
});

/** What a rule of writing makes of a value; nothing when it refuses it. */
function kept<T>(write: () => T): T | undefined {
  try {
    return write();
  } catch (error) {
    expect(error).toMatchObject({ type: 'BadRequest' });
    return undefined;
  }
}

const letter = fc.constantFrom(...'aZé\u0301ßİſΣ漢٣𝒜𐐀🎬 &’/+-_#');
const genre = fc.oneof(
  fc.string({ unit: letter, minLength: 1, maxLength: 42 }),
  fc.constantFrom('𐐀'.repeat(40), '漢'.repeat(40), 'e\u0301'.repeat(40)),
);
const subtag = fc.constantFrom(
  'sh',
  'cnr',
  'iw',
  'en',
  'zh',
  'Latn',
  'US',
  'rozaj',
  'x',
  'abcdefgh',
  'u',
  'ca',
);
const tag = fc.oneof(
  fc.array(subtag, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('-')),
  fc.constantFrom('i-klingon', 'art-lojban', 'sh-x-12345678-12345678-12345678-abc', 'und-Armn-SU'),
);

const whole = (form: string) => new RegExp(`^(?:${form})$`, 'u');

test('every genre and language that can be written can be asked for, and finds its video', () => {
  fc.assert(
    fc.property(genre, tag, (someGenre, someTag) => {
      const video = videoRow({
        genres: kept(() => genres([someGenre])) ?? [],
        language: kept(() => language(someTag)),
        ...{ visibility: 'PUBLIC', status: 'READY', publishedAt: '2026-01-31T09:00:00.000Z' },
      });
      for (const genre of video.genres) expect(genre).toMatch(whole(GENRE.form));
      if (video.language) expect(video.language).toMatch(whole(LANGUAGE.form));
      // What a filter makes of what is asked for.
      const filter = { genre: video.genres[0]?.trim().normalize('NFC'), language: video.language?.trim() };
      expect(isInFeed(video, filter)).toBe(true);
      expect(shelvesOf(video)).toContain(shelf(filter));
    }),
    { numRuns: 2_000, examples: [['𐐀'.repeat(40), 'sh-x-12345678-12345678-12345678-abc']] },
  );
});
