/** One field of a cron expression as AWS writes it. */
interface Field {
  readonly low: number;
  readonly high: number;
  /** Names that stand for `low`, `low + 1`, … */
  readonly names: readonly string[];
}

const FIELDS = {
  minutes: { low: 0, high: 59, names: [] },
  hours: { low: 0, high: 23, names: [] },
  dayOfMonth: { low: 1, high: 31, names: [] },
  month: {
    low: 1,
    high: 12,
    names: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
  },
  dayOfWeek: { low: 1, high: 7, names: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] },
  year: { low: 1970, high: 2199, names: [] },
} satisfies Record<string, Field>;

/** The six fields, every list, range and step written out, in the form that croner reads. */
export interface CronFields {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  /** `second minute hour day month weekday year` */
  readonly pattern: string;
}

/**
 * Reads the fields of `cron(minutes hours day-of-month month day-of-week year)`. Unlike other crons, one of the two
 * days must be `?`, and weeks begin with Sunday as 1.
 *
 * @returns undefined for what is not such an expression
 */
export function readCronFields(text: string): CronFields | undefined {
  const parts = text.trim().toUpperCase().split(/\s+/);
  if (parts.length !== 6) return undefined;
  const [minutesText, hoursText, dayText, monthText, weekdayText, yearText] = parts as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  if ((dayText === '?') === (weekdayText === '?')) return undefined;
  const minutes = numbers(FIELDS.minutes, minutesText);
  const hours = numbers(FIELDS.hours, hoursText);
  const day = dayOfMonth(dayText);
  const month = numbers(FIELDS.month, monthText)?.join(',');
  const weekday = dayOfWeek(weekdayText);
  const year = yearText === '*' ? '*' : numbers(FIELDS.year, yearText)?.join(',');
  if (!minutes || !hours || !day || !month || !weekday || !year) return undefined;
  return {
    minutes,
    hours,
    pattern: `0 ${minutes.join(',')} ${hours.join(',')} ${day} ${month} ${weekday} ${year}`,
  };
}

function dayOfMonth(text: string): string | undefined {
  if (text === '?') return '*';
  if (text === 'L' || text === 'LW') return text;
  const nearest = /^(\d{1,2})W$/.exec(text);
  if (nearest) return inField(FIELDS.dayOfMonth, Number(nearest[1])) ? text : undefined;
  return numbers(FIELDS.dayOfMonth, text)?.join(',');
}

function dayOfWeek(text: string): string | undefined {
  const field = FIELDS.dayOfWeek;
  // Alone, the last day of the week; behind a day, its last of the month.
  if (text === '?') return '*';
  if (text === 'L') return '6';
  const last = /^(\w+)L$/.exec(text);
  const nth = /^(\w+)#([1-5])$/.exec(text);
  if (last || nth) {
    const day = value(field, (last ?? nth)![1]!);
    return day === undefined ? undefined : `${day - 1}#${nth ? nth[2] : 'L'}`;
  }
  return numbers(field, text)
    ?.map((day) => day - 1)
    .join(',');
}

/** The numbers of a list of values, ranges and steps, in order; a range may go round the end, as `FRI-MON` does. */
function numbers(field: Field, text: string): readonly number[] | undefined {
  const all = new Set<number>();
  for (const element of text.split(',')) {
    const parts = /^(?:(\*)|(\w+)(?:-(\w+))?)(?:\/(\d+))?$/.exec(element);
    if (!parts) return undefined;
    const [, star, firstText, lastText, stepText] = parts;
    const first = star ? field.low : value(field, firstText!);
    // `5/10` goes on to the end of the field, `5` does not.
    const end = star || stepText !== undefined ? field.high : first;
    const last = lastText === undefined ? end : value(field, lastText);
    const step = Number(stepText ?? 1);
    if (first === undefined || last === undefined || step < 1) return undefined;
    const size = field.high - field.low + 1;
    const length = (last - first + size) % size;
    for (let offset = 0; offset <= length; offset += step)
      all.add(((first - field.low + offset) % size) + field.low);
  }
  return [...all].sort((a, b) => a - b);
}

function value(field: Field, text: string): number | undefined {
  const named = field.names.indexOf(text);
  if (named >= 0) return field.low + named;
  const number = /^\d+$/.test(text) ? Number(text) : NaN;
  return inField(field, number) ? number : undefined;
}

const inField = ({ low, high }: Field, number: number) => number >= low && number <= high;
