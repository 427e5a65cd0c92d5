/*
 * A fixed moment and not the present: what is seeded again must be the same. What people do afterwards is newer than
 * all of it, and comes first in every feed.
 */

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const DAY = 24 * 60 * MINUTE;
export const YEAR = 365 * DAY;

/** Epoch milliseconds: the present of what is seeded. */
export const PRESENT = Date.UTC(2026, 0, 1);
export const FIRST_VIDEO = PRESENT - 2 * YEAR;
