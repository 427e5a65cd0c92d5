const HOUR_MS = 3_600_000;

/** What the clocks of a time zone show. Times are milliseconds since the epoch. */
export function wallClock(timeZone: string) {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });

  function at(time: number): { readonly day: number; readonly hour: number; readonly minute: number } {
    const parts = Object.fromEntries(
      format.formatToParts(time).map(({ type, value }) => [type, Number(value)]),
    );
    return { day: parts['day']!, hour: parts['hour']!, minute: parts['minute']! };
  }

  return {
    at,
    /** Whether the clocks showed the same an hour before, because they were set back since. */
    isRepeated(time: number): boolean {
      const [now, before] = [at(time), at(time - HOUR_MS)];
      return now.hour === before.hour && now.minute === before.minute && now.day === before.day;
    },
  };
}
