const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * How long after an order was made its provider is asked about it, as long as nothing was heard of a payment. Later nobody
 * asks any more: a checkout is long over then, and what the provider tells of itself still counts.
 */
const ASKED_AFTER = [
  10 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  8 * HOUR,
  ...[1, 2, 3, 4, 5, 6, 7, 14, 21, 28, 35].map((days) => days * DAY),
];

/** How long after a check that failed the next one is. */
export const AGAIN_AFTER_MS = HOUR;

/** How old an order is when a check that fails is its last: a provider that was away is back by then. */
const GIVEN_UP_AFTER = 60 * DAY;

/** Whether an order that cannot be asked about is not to be come back to. All in epoch milliseconds. */
export const isGivenUp = (createdAt: number, now: number) => now >= createdAt + GIVEN_UP_AFTER;

/** When the provider is asked next about an order; undefined for never again. All in epoch milliseconds. */
export function nextCheck(createdAt: number, now: number): number | undefined {
  const after = ASKED_AFTER.find((age) => createdAt + age > now);
  return after === undefined ? undefined : createdAt + after;
}
