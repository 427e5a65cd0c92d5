import { parseArgs } from 'node:util';

/** What a person asks of `npm run logs`. */
export interface LogsArguments {
  /** Of the function: logical, physical, or a part of either; empty to be told which there are. */
  readonly name: string;
  readonly follow: boolean;
  /** How far back to begin, in milliseconds. */
  readonly sinceMs: number;
  /** A filter pattern of CloudWatch Logs. */
  readonly filter: string | undefined;
  /** Of `npm run local`; otherwise what `npm start` runs. */
  readonly dataDirectory: string | undefined;
}

export const USAGE = `Prints what a function of the running stack has written.

  npm run logs -- FUNCTION   a function by its name, or by a part of it

  --follow, -f       go on with what it writes from now on
  --since 10m        begin so long ago: seconds, minutes, hours or days (default: 1h)
  --filter PATTERN   only the lines that match a filter pattern of CloudWatch Logs: ERROR, { $.level = "ERROR" }
  --data DIRECTORY   of the stack that npm run local runs, instead of that of npm start
`;

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** @throws Error with one line that says which argument is wrong */
export function readLogsArguments(args: readonly string[]): LogsArguments | 'help' {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      follow: { type: 'boolean', short: 'f', default: false },
      since: { type: 'string', default: '1h' },
      filter: { type: 'string' },
      data: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  if (positionals.length > 1) throw new Error('Name one function only.');
  return {
    name: positionals[0] ?? '',
    follow: values.follow,
    sinceMs: duration(values.since),
    filter: values.filter,
    dataDirectory: values.data,
  };
}

function duration(text: string): number {
  const [, count, unit] = /^(\d+)([smhd])$/.exec(text) ?? [];
  if (count === undefined) throw new Error(`--since ${text}: expected a time such as 30s, 10m, 2h or 1d.`);
  return Number(count) * UNITS[unit!]!;
}
