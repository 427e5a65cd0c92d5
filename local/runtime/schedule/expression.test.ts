import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSchedule } from './expression.ts';

/** The first times of a schedule after a moment. */
function times(expression: string, after: string, count: number, timeZone?: string): string[] {
  const schedule = readSchedule(expression, timeZone);
  if (schedule?.kind !== 'cron') throw new Error(`${expression} is no cron expression`);
  const found: string[] = [];
  for (let at: number | undefined = Date.parse(after); found.length < count;) {
    at = schedule.next(at);
    if (at === undefined) break;
    found.push(new Date(at).toISOString().slice(0, 16));
  }
  return found;
}

describe('a rate', () => {
  it.each([
    ['rate(1 minute)', 60_000],
    ['rate(5 minutes)', 300_000],
    ['rate(1 hour)', 3_600_000],
    ['rate(7 days)', 604_800_000],
    ['rate(1 minutes)', undefined],
    ['rate(2 hour)', undefined],
    ['rate(0 minutes)', undefined],
    ['rate(1.5 hours)', undefined],
    ['rate(5 seconds)', undefined],
  ])('%s', (expression, period) => {
    const schedule = readSchedule(expression);
    expect(schedule?.kind === 'rate' ? schedule.periodMs : undefined).toBe(period);
  });
});

describe('one moment', () => {
  it.each([
    ['at(2026-11-20T13:00:00)', 'UTC', '2026-11-20T13:00:00.000Z'],
    ['at(2026-07-20T13:00:00)', 'America/New_York', '2026-07-20T17:00:00.000Z'],
    ['at(2026-02-31T13:00:00)', 'UTC', undefined],
    ['at(2026-11-20T13:00)', 'UTC', undefined],
    ['at(2026-11-20T13:00:00)', 'Mars/Olympus', undefined],
  ])('%s in %s', (expression, timeZone, time) => {
    const schedule = readSchedule(expression, timeZone);
    expect(schedule?.kind === 'at' ? new Date(schedule.time).toISOString() : undefined).toBe(time);
  });
});

/** The examples of AWS's documentation, and the times at which they run. 2026-01-01 is a Thursday. */
describe('a cron expression', () => {
  it.each<[string, string, string[]]>([
    ['cron(0 10 * * ? *)', '10:00 every day', ['2026-01-01T10:00', '2026-01-02T10:00']],
    ['cron(15 12 * * ? *)', '12:15 every day', ['2026-01-01T12:15', '2026-01-02T12:15']],
    [
      'cron(0 18 ? * MON-FRI *)',
      '18:00 on weekdays',
      ['2026-01-01T18:00', '2026-01-02T18:00', '2026-01-05T18:00'],
    ],
    ['cron(0 8 1 * ? *)', '8:00 every first of the month', ['2026-01-01T08:00', '2026-02-01T08:00']],
    ['cron(0/15 * * * ? *)', 'every 15 minutes', ['2026-01-01T00:15', '2026-01-01T00:30']],
    ['cron(0/10 * ? * MON-FRI *)', 'every 10 minutes on weekdays', ['2026-01-01T00:10']],
    [
      'cron(0/5 8-17 ? * MON-FRI *)',
      'every 5 minutes in working hours',
      ['2026-01-01T08:00', '2026-01-01T08:05'],
    ],
    ['cron(0 9 ? * 2#1 *)', 'the first Monday', ['2026-01-05T09:00', '2026-02-02T09:00']],
    ['cron(0 9 ? * 3#2 *)', 'the second Tuesday', ['2026-01-13T09:00', '2026-02-10T09:00']],
    ['cron(15 10 ? * 6L 2026-2027)', 'the last Friday', ['2026-01-30T10:15', '2026-02-27T10:15']],
    ['cron(15 10 ? * FRIL 2026)', 'the last Friday, named', ['2026-01-30T10:15']],
    ['cron(0 0 L * ? *)', 'the last day of the month', ['2026-01-31T00:00', '2026-02-28T00:00']],
    ['cron(0 0 3W * ? *)', 'the weekday nearest to the third', ['2026-01-02T00:00', '2026-02-03T00:00']],
    ['cron(0 0 ? * L *)', 'Saturday, the last day of the week', ['2026-01-03T00:00', '2026-01-10T00:00']],
    ['cron(0 0 ? * 1,7 *)', 'the weekend', ['2026-01-03T00:00', '2026-01-04T00:00']],
    [
      'cron(0 0 ? * FRI-MON *)',
      'round the end of the week',
      ['2026-01-02T00:00', '2026-01-03T00:00', '2026-01-04T00:00', '2026-01-05T00:00', '2026-01-09T00:00'],
    ],
    ['cron(0 0 1 JAN,jul ? 2027)', 'months by name', ['2027-01-01T00:00', '2027-07-01T00:00']],
    ['cron(0 0 29 2 ? *)', 'leap days', ['2028-02-29T00:00', '2032-02-29T00:00']],
    ['cron(0 0 30 2 ? *)', 'never', []],
    ['cron(0 0 1 1 ? 2020)', 'long ago', []],
  ])('%s: %s', (expression, _meaning, expected) => {
    expect(times(expression, '2026-01-01T00:00:00Z', Math.max(1, expected.length))).toEqual(expected);
  });

  it.each([
    ['cron(0 10 * * * *)', 'two days'],
    ['cron(0 10 ? * ? *)', 'no day'],
    ['cron(0 10 * * ?)', 'five fields'],
    ['cron(60 10 * * ? *)', 'no such minute'],
    ['cron(0 24 * * ? *)', 'no such hour'],
    ['cron(0 0 0 * ? *)', 'no such day'],
    ['cron(0 0 32W * ? *)', 'no such nearest day'],
    ['cron(0 0 * 13 ? *)', 'no such month'],
    ['cron(0 0 ? * 0 *)', 'weeks that begin with 0'],
    ['cron(0 0 ? * 2#6 *)', 'a sixth Monday'],
    ['cron(0 0 * * ? 1969)', 'before time'],
    ['cron(*/0 0 * * ? *)', 'a step of nothing'],
    ['cron(a 0 * * ? *)', 'letters'],
    ['0 10 * * ? *', 'no cron()'],
  ])('%s is refused: %s', (expression) => {
    expect(readSchedule(expression)).toBeUndefined();
  });

  it('follows the wall clock of its zone', () => {
    expect(times('cron(0 9 * * ? *)', '2026-03-07T00:00:00Z', 3, 'America/New_York')).toEqual([
      '2026-03-07T14:00',
      '2026-03-08T13:00',
      '2026-03-09T13:00',
    ]);
  });

  it('leaves out what the change to summer does away with, and runs once what is repeated in autumn', () => {
    expect(times('cron(30 2 * * ? *)', '2026-03-07T00:00:00Z', 2, 'America/New_York')).toEqual([
      '2026-03-07T07:30',
      '2026-03-09T06:30',
    ]);
    expect(times('cron(0,30 1 * * ? *)', '2026-11-01T00:00:00Z', 3, 'America/New_York')).toEqual([
      '2026-11-01T05:00',
      '2026-11-01T05:30',
      '2026-11-02T06:00',
    ]);
  });

  it('always goes on, and only to times that fit', () => {
    const minute = fc.integer({ min: 0, max: 59 });
    const hour = fc.integer({ min: 0, max: 23 });
    const start = fc.date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(minute, hour, start, (m, h, from) => {
        const [first, second] = times(`cron(${m} ${h} * * ? *)`, from.toISOString(), 2);
        expect(Date.parse(`${first}Z`)).toBeGreaterThan(from.getTime() - 60_000);
        expect(Date.parse(`${second}Z`) - Date.parse(`${first}Z`)).toBe(86_400_000);
        expect(new Date(`${first}Z`).getUTCMinutes()).toBe(m);
        expect(new Date(`${first}Z`).getUTCHours()).toBe(h);
      }),
    );
  });
});
