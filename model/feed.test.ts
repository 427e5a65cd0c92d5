import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isInFeed } from './feed.ts';
import { shelf, shelvesOf, type Shelved } from './shelves.ts';
import { VIDEO_KINDS, VIDEO_STATUSES, VISIBILITIES } from './video-types.ts';

const genre = fc.constantFrom('Drama', 'drama', 'R&B/Soul', 'Été', 'k:LONG');
const language = fc.constantFrom('en', 'pt-BR', 'pt-br', 'EN');
const video: fc.Arbitrary<Shelved> = fc.record({
  id: fc.constant('v'),
  kind: fc.constantFrom(...VIDEO_KINDS),
  genres: fc.array(genre, { maxLength: 5 }),
  language: fc.option(language, { nil: undefined }),
  visibility: fc.oneof(fc.constant('PUBLIC' as const), fc.constantFrom(...VISIBILITIES)),
  status: fc.oneof(fc.constant('READY' as const), fc.constantFrom(...VIDEO_STATUSES)),
  publishedAt: fc.constant('2026-01-31T09:30:00.000Z'),
});
const filter = fc.record({ kind: fc.constantFrom(...VIDEO_KINDS), genre, language }, { requiredKeys: [] });

test('a video is in a feed when it is on its shelf', () => {
  fc.assert(
    fc.property(video, filter, (one, asked) => {
      expect(isInFeed(one, asked)).toBe(shelvesOf(one).includes(shelf(asked)));
    }),
    { numRuns: 1_000 },
  );
});
