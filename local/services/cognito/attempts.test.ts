import { expect, it } from 'vitest';
import { createAttempts } from './attempts.ts';

const YEAR_MS = 365 * 86_400_000;

it('pauses a user who fails again and again, for as long as it says', () => {
  let now = 1_000;
  const attempts = createAttempts({ now: () => now });
  for (let failure = 0; failure < 4; failure += 1) attempts.failed('user');
  attempts.assertAllowed('user');
  attempts.failed('user');
  expect(() => attempts.assertAllowed('user')).toThrow('Password attempts exceeded');
  attempts.assertAllowed('another');
  now += 1_000;
  attempts.assertAllowed('user');
});

it('keeps nobody out for a year because the clock was set back by one', () => {
  let now = YEAR_MS;
  const attempts = createAttempts({ now: () => now });
  for (let failure = 0; failure < 30; failure += 1) attempts.failed('user');
  now = 0;
  attempts.assertAllowed('user');
});
