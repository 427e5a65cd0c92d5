/** How long before its end a grant is asked for anew, in milliseconds. */
const AHEAD = 60_000;
/** The least time between two questions, whatever the clocks say. */
const LEAST = 10_000;

/**
 * When to ask for another grant, in milliseconds from now: a little before its end. One that ended no later than the one before it
 * ends with the membership, so there is nothing to ask for before it is over.
 *
 * @param before the end of the grant before it, if there was one
 */
export function askAgainIn(expiresAt: string, before: string | undefined, now: number): number {
  const left = Date.parse(expiresAt) - now;
  return Math.max(LEAST, isLonger(expiresAt, before) ? left - AHEAD : left);
}

/** Whether a grant is good for longer than the one before it, and so worth taking over. */
export const isLonger = (expiresAt: string, before: string | undefined): boolean =>
  before === undefined || Date.parse(expiresAt) > Date.parse(before);
