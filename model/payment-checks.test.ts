import { describe, expect, test } from 'vitest';
import { isGivenUp, nextCheck } from './payment-checks.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MADE = Date.parse('2026-01-31T09:30:00.000Z');

/** All checks of an order of which nothing is ever heard, each a moment late, by the order's age. */
function checks(): number[] {
  const ages: number[] = [];
  for (let at = nextCheck(MADE, MADE); at !== undefined; at = nextCheck(MADE, at + MINUTE))
    ages.push(at - MADE);
  return ages;
}

describe('when the provider is asked about an order', () => {
  test('is soon at first, then every day of a week, then every week up to the fifth', () => {
    expect(checks().map((age) => age / MINUTE)).toEqual([
      10,
      30,
      120,
      480,
      ...[1, 2, 3, 4, 5, 6, 7, 14, 21, 28, 35].map((days) => days * 24 * 60),
    ]);
  });

  test('does not make up for checks that nobody came to', () => {
    expect(nextCheck(MADE, MADE + 3 * DAY + HOUR)).toBe(MADE + 4 * DAY);
  });

  test('is in the future, even at the very moment of a check', () => {
    expect(nextCheck(MADE, MADE + 10 * MINUTE)).toBe(MADE + 30 * MINUTE);
    expect(nextCheck(MADE, MADE + 35 * DAY)).toBeUndefined();
  });
});

test('an order that cannot be asked about is given up long after all checks were due', () => {
  expect(isGivenUp(MADE, MADE + 60 * DAY - 1)).toBe(false);
  expect(isGivenUp(MADE, MADE + 60 * DAY)).toBe(true);
});
