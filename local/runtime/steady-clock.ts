import type { Clock } from './clock.ts';

/** A clock that goes back by less than this was only adjusted: nobody waits noticeably longer for it. */
const NOTICED_MS = 1_000;

/**
 * A clock for what is kept with the time at which it is due. When the clock underneath is set back, all that would
 * be due that much too late; so `onSetBack` is told by how many milliseconds, before the new time is answered.
 */
export function steadyClock(clock: Clock, onSetBack: (milliseconds: number, now: number) => void): Clock {
  let latest = -Infinity;
  return {
    now() {
      const now = clock.now();
      const back = latest - now;
      if (back > NOTICED_MS) onSetBack(back, now);
      // Only now: when `onSetBack` failed, the next one who asks for the time calls it again.
      latest = back > NOTICED_MS ? now : Math.max(latest, now);
      return now;
    },
  };
}
