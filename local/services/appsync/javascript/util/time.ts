import { FieldError } from '../../errors.ts';
import { formatTime, parseTime } from './time-format.ts';

/** The part of `util.time` that does not ask for the time. Patterns are those of Java's `DateTimeFormatter`. */
export const timeUtil = {
  parseISO8601ToEpochMilliSeconds: (text: string) => {
    const time = /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : NaN;
    if (Number.isNaN(time))
      throw new FieldError(`Unable to parse ${text} as an ISO 8601 time.`, 'MappingTemplate');
    return time;
  },
  parseFormattedToEpochMilliSeconds: (text: string, pattern: string, zone?: string) =>
    parseTime(String(text), String(pattern), orUndefined(zone)),
  epochMilliSecondsToSeconds: (time: number) => Math.floor(time / 1000),
  epochMilliSecondsToISO8601: (time: number) => {
    const date = new Date(time);
    if (Number.isNaN(date.getTime()))
      throw new FieldError(`${time} is not a time in milliseconds.`, 'MappingTemplate');
    return date.toISOString();
  },
  epochMilliSecondsToFormatted: (time: number, pattern: string, zone?: string) =>
    formatTime(time, String(pattern), orUndefined(zone)),
};

export function createClockUtil(now: () => number) {
  return {
    nowISO8601: () => new Date(now()).toISOString(),
    nowEpochSeconds: () => Math.floor(now() / 1000),
    nowEpochMilliSeconds: () => now(),
    nowFormatted: (pattern: string, zone?: string) => formatTime(now(), String(pattern), orUndefined(zone)),
  };
}

const orUndefined = (zone: string | null | undefined) => (zone ? String(zone) : undefined);
