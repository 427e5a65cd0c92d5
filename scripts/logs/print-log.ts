import { setTimeout as sleep } from 'node:timers/promises';
import {
  paginateFilterLogEvents,
  ResourceNotFoundException,
  type CloudWatchLogsClient,
  type FilteredLogEvent,
} from '@aws-sdk/client-cloudwatch-logs';

const POLL_MS = 500;
/** How far back each look goes: lines of several streams may be written after later ones of others. */
const OVERLAP_MS = 5_000;

export interface PrintOptions {
  readonly sinceMs: number;
  readonly filter: string | undefined;
  readonly follow: boolean;
  readonly write: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Prints the lines of a group, and with `follow` those to come, until `signal` aborts. */
export async function printLog(
  client: CloudWatchLogsClient,
  logGroupName: string,
  { sinceMs, filter, follow, write, signal }: PrintOptions,
): Promise<void> {
  /** What was printed and may be met again, with its time. */
  const printed = new Map<string, number>();
  let startTime = Math.max(0, Date.now() - sinceMs);
  let newest = startTime;

  async function look(): Promise<void> {
    const input = { logGroupName, startTime, ...(filter !== undefined && { filterPattern: filter }) };
    try {
      for await (const { events = [] } of paginateFilterLogEvents({ client }, input))
        for (const event of events) print(event);
    } catch (error) {
      // A group comes into being with its first line.
      if (!(error instanceof ResourceNotFoundException)) throw error;
      if (!follow) write('The function has written nothing yet.');
    }
  }

  function print({ eventId = '', timestamp = 0, message = '' }: FilteredLogEvent): void {
    if (signal.aborted || printed.has(eventId)) return;
    printed.set(eventId, timestamp);
    newest = Math.max(newest, timestamp);
    write(readable(timestamp, message));
  }

  await look();
  while (follow && !signal.aborted) {
    // The end of the wait by the signal is an end like any other.
    await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    startTime = Math.max(startTime, newest - OVERLAP_MS);
    for (const [id, time] of printed) if (time < startTime) printed.delete(id);
    await look();
  }
}

/** A line with its time in front, which Lambda puts there only for what the function itself writes. */
export function readable(timestamp: number, message: string): string {
  const time = new Date(timestamp).toISOString().slice(11, 23);
  return `${time}  ${message.trimEnd().replace(/^\d{4}-\d\d-\d\dT[\d:.]+Z\t/, '')}`;
}
