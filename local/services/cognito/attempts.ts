import type { Clock } from '../../runtime/clock.ts';
import { notAuthorized } from './input.ts';

/** Slows down the guessing of passwords, as Cognito does: after five failures, a pause that doubles up to 15 minutes. */
export interface Attempts {
  /** Throws while a user is paused. */
  assertAllowed(user: string): void;
  failed(user: string): void;
  succeeded(user: string): void;
}

const FREE_FAILURES = 5;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 15 * 60 * 1000;
/** Users remembered; the longest unseen is forgotten first. */
const REMEMBERED = 10_000;

export function createAttempts(clock: Clock): Attempts {
  const known = new Map<string, { failures: number; until: number }>();
  return {
    assertAllowed(user) {
      const left = (known.get(user)?.until ?? 0) - clock.now();
      // More than the longest pause is left only where the clock was set back.
      if (left > 0 && left <= LONGEST_PAUSE_MS) throw notAuthorized('Password attempts exceeded');
    },
    failed(user) {
      const failures = (known.get(user)?.failures ?? 0) + 1;
      const pause =
        failures < FREE_FAILURES
          ? 0
          : Math.min(FIRST_PAUSE_MS * 2 ** (failures - FREE_FAILURES), LONGEST_PAUSE_MS);
      known.delete(user);
      known.set(user, { failures, until: clock.now() + pause });
      if (known.size > REMEMBERED) known.delete(known.keys().next().value!);
    },
    succeeded: (user) => void known.delete(user),
  };
}
