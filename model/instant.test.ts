import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isInstant } from './instant.ts';

/** What `Date` makes of a text, given back unchanged: the days there are, in the form rows have. */
const isSame = (text: string) => {
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString() === text;
};
const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`));

test('every instant is one', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
      (date) => {
        expect(isInstant(date.toISOString())).toBe(true);
      },
    ),
  );
});

test('nothing else is, not even a day that there is not', () => {
  const almost = fc
    .tuple(digits(4), digits(2), digits(2), digits(2), digits(2), digits(2), digits(3))
    .map(
      ([year, month, day, ...time]) => `${year}-${month}-${day}T${time.slice(0, 3).join(':')}.${time[3]}Z`,
    );
  fc.assert(
    fc.property(almost, (text) => {
      expect(isInstant(text)).toBe(isSame(text));
    }),
    { numRuns: 2_000 },
  );
  const days = fc.tuple(digits(4), fc.constantFrom('02', '04', '11', '12'), fc.integer({ min: 28, max: 31 }));
  fc.assert(
    fc.property(days, ([year, month, day]) => {
      const text = `${year}-${month}-${day}T00:00:00.000Z`;
      expect(isInstant(text)).toBe(isSame(text));
    }),
    { numRuns: 1_000 },
  );
  fc.assert(
    fc.property(fc.anything(), (value) => {
      expect(isInstant(value)).toBe(false);
    }),
  );
});
