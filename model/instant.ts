const FORM = '0000-00-00T00:00:00.000Z'.split('');
const DAYS = ['31', '28', '31', '30', '31', '30', '31', '31', '30', '31', '30', '31'];

/** Whether it is an instant in the one form in which rows have them, as `toISOString` writes it, on a day that there is. */
export function isInstant(value: unknown): boolean {
  if (typeof value !== 'string' || value.length !== FORM.length) return false;
  const hasForm = FORM.every((expected, index) => {
    const character = value.charAt(index);
    return expected === '0' ? character >= '0' && character <= '9' : character === expected;
  });
  return (
    hasForm &&
    isDay(value.slice(0, 4), value.slice(5, 7), value.slice(8, 10)) &&
    value.slice(11, 13) <= '23' &&
    value.slice(14, 16) <= '59' &&
    value.slice(17, 19) <= '59'
  );
}

function isDay(year: string, month: string, day: string) {
  const last = month === '02' && isLeap(year) ? '29' : DAYS[toNumber(month) - 1];
  return last !== undefined && day >= '01' && day <= last;
}

/** Every fourth year, but of those that end a century only every fourth one. */
function isLeap(year: string) {
  const ofCentury = year.slice(2);
  return toNumber(ofCentury === '00' ? year.slice(0, 2) : ofCentury) % 4 === 0;
}

/** APPSYNC_JS has neither `Number()` nor `parseInt`. */
const toNumber = (digits: string): number => JSON.parse(digits.startsWith('0') ? digits.slice(1) : digits);
