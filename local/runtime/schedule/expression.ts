import { Cron } from 'croner';
import { readCronFields } from './cron-fields.ts';
import { wallClock } from './wall-clock.ts';

/** When something runs. Times are milliseconds since the epoch. */
export type Schedule =
  | { readonly kind: 'rate'; readonly periodMs: number }
  | { readonly kind: 'at'; readonly time: number }
  | { readonly kind: 'cron'; readonly next: (after: number) => number | undefined };

const UNITS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * Reads `rate(5 minutes)`, `cron(0 18 ? * MON-FRI *)` or `at(2026-11-20T13:00:00)` as EventBridge writes them.
 *
 * @param timeZone of the wall clock that `cron` and `at` speak of
 * @returns undefined for what is none of them
 */
export function readSchedule(expression: string, timeZone = 'UTC'): Schedule | undefined {
  const parts = /^(rate|cron|at)\((.*)\)$/.exec(expression.trim());
  switch (parts?.[1]) {
    case 'rate':
      return rate(parts[2]!);
    case 'cron':
      return cron(parts[2]!, timeZone);
    case 'at':
      return at(parts[2]!, timeZone);
    default:
      return undefined;
  }
}

/** As AWS has it, one is singular and more are plural. */
function rate(text: string): Schedule | undefined {
  const parts = /^(\d{1,9}) (minute|hour|day)(s?)$/.exec(text.trim());
  const count = Number(parts?.[1]);
  if (!parts || count < 1 || (count === 1) === (parts[3] === 's')) return undefined;
  return { kind: 'rate', periodMs: count * UNITS[parts[2]!]! };
}

function at(text: string, timeZone: string): Schedule | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text) || !isTimeZone(timeZone)) return undefined;
  // A day that the month does not have would be taken for one of the next.
  const date = new Date(`${text}Z`);
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, text.length) !== text) return undefined;
  const time = new Cron(text, { timezone: timeZone, paused: true }).getOnce()?.getTime();
  return time === undefined ? undefined : { kind: 'at', time };
}

function cron(text: string, timeZone: string): Schedule | undefined {
  const fields = readCronFields(text);
  if (!fields || !isTimeZone(timeZone)) return undefined;
  const job = new Cron(fields.pattern, { timezone: timeZone, paused: true });
  const clock = wallClock(timeZone);
  const [minutes, hours] = [new Set(fields.minutes), new Set(fields.hours)];
  return {
    kind: 'cron',
    next(after) {
      for (let from = after; ;) {
        const time = job.nextRun(new Date(from))?.getTime();
        if (time === undefined) return undefined;
        const { hour, minute } = clock.at(time);
        // A time that the change to summer does away with is left out; one that the change back repeats comes once.
        if (hours.has(hour) && minutes.has(minute) && !clock.isRepeated(time)) return time;
        from = time;
      }
    },
  };
}

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
