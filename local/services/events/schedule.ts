const UNITS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * Milliseconds between two runs of `rate(5 minutes)`; `undefined` for any other expression. As AWS
 * has it, one is singular and more are plural.
 */
export function ratePeriod(expression: string): number | undefined {
  const parts = /^rate\((\d+) (minute|hour|day)(s?)\)$/.exec(expression.trim());
  if (!parts) return undefined;
  const count = Number(parts[1]);
  if (count < 1 || (count === 1) === (parts[3] === 's')) return undefined;
  return count * UNITS[parts[2]!]!;
}
