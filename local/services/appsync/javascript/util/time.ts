import { FieldError } from '../../errors.ts';

/** `util.time` without the functions that take Java patterns. */
export const timeUtil = {
  parseISO8601ToEpochMilliSeconds: (text: string) => {
    const time = /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : NaN;
    if (Number.isNaN(time))
      throw new FieldError(`Unable to parse ${text} as an ISO 8601 time.`, 'MappingTemplate');
    return time;
  },
  epochMilliSecondsToSeconds: (time: number) => Math.floor(time / 1000),
  epochMilliSecondsToISO8601: (time: number) => new Date(time).toISOString(),
};

export function createClockUtil(now: () => number) {
  return {
    nowISO8601: () => new Date(now()).toISOString(),
    nowEpochSeconds: () => Math.floor(now() / 1000),
    nowEpochMilliSeconds: () => now(),
  };
}
