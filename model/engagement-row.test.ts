import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countChange, finishedFrom, type CountChange } from './engagement-row.ts';
import { DURATION_MAX_SECONDS } from './limits.ts';

type Row = Parameters<typeof countChange>[0];

const row: fc.Arbitrary<Row> = fc.option(
  fc.record(
    {
      likedAt: fc.constantFrom('2026-01-31T09:30:00.000Z', '2026-01-31T09:30:01.000Z'),
      stars: fc.integer({ min: 1, max: 5 }),
      viewedOn: fc.constantFrom('2026-01-30', '2026-01-31', '2026-02-01'),
    },
    { requiredKeys: [] },
  ),
  { nil: undefined },
);
/** The images of the rows of a few people, in the order in which they came about. */
const history = fc.array(fc.tuple(fc.integer({ min: 0, max: 4 }), row), { maxLength: 60 });

const NONE: CountChange = { likes: 0, ratingSum: 0, ratings: 0, views: 0 };
const plus = (a: CountChange, b: CountChange): CountChange => ({
  likes: a.likes + b.likes,
  ratingSum: a.ratingSum + b.ratingSum,
  ratings: a.ratings + b.ratings,
  views: a.views + b.views,
});

describe('the changes of rows, added up', () => {
  test('are what a recount of the rows finds', () => {
    fc.assert(
      fc.property(history, (images) => {
        const rows = new Map<number, Row>();
        let counts = NONE;
        for (const [person, image] of images) {
          counts = plus(counts, countChange(rows.get(person), image));
          rows.set(person, image);
        }
        const left = [...rows.values()];
        expect(counts).toMatchObject({
          likes: left.filter((one) => one?.likedAt).length,
          ratings: left.filter((one) => one?.stars).length,
          ratingSum: left.reduce((sum, one) => sum + (one?.stars ?? 0), 0),
        });
      }),
    );
  });

  test('count each person once a day, and no view less when a row goes', () => {
    const days = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 20 });
    fc.assert(
      fc.property(days, (given) => {
        const viewed = given.toSorted((a, b) => a - b).map((day) => ({ viewedOn: `2026-02-0${day}` }));
        const images = [undefined, ...viewed, undefined];
        const views = images
          .slice(1)
          .reduce((sum, image, index) => sum + countChange(images[index], image).views, 0);
        expect(views).toBe(new Set(given).size);
      }),
    );
  });

  test('cancel out on the way there and back, but for views', () => {
    fc.assert(
      fc.property(row, row, (before, after) => {
        const { likes, ratingSum, ratings } = plus(countChange(before, after), countChange(after, before));
        expect([likes, ratingSum, ratings]).toEqual([0, 0, 0]);
      }),
    );
  });

  test('do not take a clock that is behind at midnight for another day', () => {
    expect(countChange({ viewedOn: '2026-02-01' }, { viewedOn: '2026-01-31' }).views).toBe(0);
  });
});

test('a video is finished before its credits, one of unknown length hardly ever', () => {
  expect(finishedFrom(100)).toBe(95);
  expect(finishedFrom(undefined)).toBe(0.95 * DURATION_MAX_SECONDS);
});
