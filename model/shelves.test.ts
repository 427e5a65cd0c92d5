import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GENRES_MAX } from './limits.ts';
import { shelf, SHELVES_MAX, shelvesOf, type Shelved, type ShelfFilter } from './shelves.ts';

/** Whatever people write, and what could be taken for a part of a key. */
const word = fc.oneof(
  fc.constantFrom(
    'Drama',
    'drama',
    'DRAMA',
    'en',
    'pt-BR',
    'pt-br',
    '/',
    '//',
    'a/',
    '/a',
    'a/g:b',
    '/l:en',
    'g:',
    ':',
  ),
  fc.string({ maxLength: 8 }),
  fc.string({ unit: 'grapheme', maxLength: 4 }),
);
const filter: fc.Arbitrary<ShelfFilter> = fc.record({
  kind: fc.option(fc.constantFrom('SHORT', 'LONG')),
  genre: fc.option(word),
  language: fc.option(word),
});

/** What a filter asks for: nothing is like an empty word, and case does not count. */
const meaning = ({ kind, genre, language }: ShelfFilter) =>
  JSON.stringify([kind || null, genre?.toLowerCase() || null, language?.toLowerCase() || null]);

const video: fc.Arbitrary<Shelved> = fc.record(
  {
    id: fc.constant('id'),
    kind: fc.constantFrom('SHORT' as const, 'LONG' as const),
    genres: fc.array(word, { maxLength: GENRES_MAX }),
    language: word,
    visibility: fc.constant('PUBLIC' as const),
    status: fc.constant('READY' as const),
    publishedAt: fc.constant('2026-01-31T09:00:00.000Z'),
  },
  { requiredKeys: ['id', 'kind', 'genres', 'visibility', 'status', 'publishedAt'] },
);

describe('the key of a shelf', () => {
  test('is the same for the same filter only', () => {
    fc.assert(
      fc.property(filter, filter, (one, other) => {
        expect(shelf(one) === shelf(other)).toBe(meaning(one) === meaning(other));
      }),
      { numRuns: 2_000 },
    );
  });

  test('does not mix up what looks like a part of another', () => {
    const alike: ShelfFilter[] = [
      { genre: 'b/g:c' },
      { genre: 'c', language: 'b' },
      { language: 'b/g:c' },
      { language: 'b/', genre: 'c' },
      { language: 'b', genre: '/c' },
    ];
    expect(new Set(alike.map(shelf)).size).toBe(alike.length);
  });

  test('is readable', () => {
    expect(shelf({})).toBe('FEED');
    expect(shelf({ kind: 'SHORT', language: 'pt-BR', genre: 'Sci-Fi' })).toBe(
      'FEED/k:SHORT/l:pt-br/g:sci-fi',
    );
  });
});

describe('a video', () => {
  const asks = (genre: string | null | undefined) => genre?.toLowerCase() || null;

  test('is on exactly the shelves whose filter it fits, each once', () => {
    fc.assert(
      fc.property(video, filter, (listed, asked) => {
        const shelves = shelvesOf(listed);
        expect(new Set(shelves).size).toBe(shelves.length);
        const isFit =
          (!asked.kind || asked.kind === listed.kind) &&
          (!asked.language || asks(asked.language) === asks(listed.language)) &&
          (!asked.genre || listed.genres.some((genre) => asks(genre) === asks(asked.genre)));
        expect(shelves.includes(shelf(asked))).toBe(isFit);
      }),
      { numRuns: 2_000 },
    );
  });

  test('is found under each combination of what it is', () => {
    fc.assert(
      fc.property(video, (listed) => {
        const { kind, language } = listed;
        for (const one of [null, kind])
          for (const tag of [null, language])
            for (const genre of [null, ...listed.genres])
              expect(shelvesOf(listed)).toContain(shelf({ kind: one, language: tag, genre }));
      }),
    );
  });

  test('is on a bounded number of them, whatever its row says', () => {
    const row = fc.record({ genres: fc.array(fc.string(), { maxLength: 200 }), language: fc.string() });
    fc.assert(
      fc.property(video, row, (listed, odd) => {
        const shelves = shelvesOf({ ...listed, ...odd });
        expect(shelves.length).toBeLessThanOrEqual(SHELVES_MAX);
        expect(new Set(shelves).size).toBe(shelves.length);
      }),
    );
  });

  test.each<Partial<Shelved>>([
    { visibility: 'UNLISTED' },
    { visibility: 'PRIVATE' },
    { status: 'PROCESSING' },
    { status: 'PLAYABLE' },
    { status: 'FAILED' },
    { publishedAt: undefined },
  ])('is on none while it is %j', (changes) => {
    const [listed] = fc.sample(video, 1);
    expect(shelvesOf({ ...listed!, ...changes } as Shelved)).toEqual([]);
  });
});
