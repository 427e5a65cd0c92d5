import { AwsError } from '../../runtime/errors.ts';
import { jsonProtocol } from '../../runtime/protocols/json.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { AwsCall } from '../../runtime/service.ts';
import { filterPattern } from './filter-pattern.ts';
import type { EventQuery, LogEvent, LogStore, Position } from './store.ts';

interface GroupInput {
  readonly logGroupName?: string;
  readonly logGroupIdentifier?: string;
  readonly logStreamName?: string;
}

interface ListInput {
  readonly logGroupNamePrefix?: string;
  readonly logStreamNamePrefix?: string;
  readonly limit?: number;
  readonly nextToken?: string;
}

interface EventsInput extends GroupInput {
  readonly startTime?: number;
  readonly endTime?: number;
  readonly limit?: number;
  readonly nextToken?: string;
}

interface FilterInput extends EventsInput {
  readonly logStreamNames?: readonly string[];
  readonly logStreamNamePrefix?: string;
  readonly filterPattern?: string;
}

interface PutInput extends GroupInput {
  readonly logEvents?: readonly { readonly timestamp: number; readonly message: string }[];
}

const MAX_EVENTS = 10_000;
/** Lines that one `FilterLogEvents` looks at before it answers with a token to go on. */
const SCAN = 10_000;
/** A token of this API is the position of a line. */
const TOKEN = /^(?<direction>[fb])\/(?<timestamp>\d+)\/(?<id>\d+)$/;

export function logsApi(runtime: Runtime, store: LogStore): (call: AwsCall) => Promise<void> {
  const groupArn = (name: string) => runtime.arn('logs', `log-group:${name}:*`);
  const authorize = (call: AwsCall, action: string, resource: string) =>
    runtime.peers.iam.authorize({ caller: call.caller, action: `logs:${action}`, resource });

  /** The named group, once the caller may touch it and it is there. */
  function groupOf(input: GroupInput, call: AwsCall, action: string): string {
    const name =
      input.logGroupName ?? input.logGroupIdentifier?.split(':log-group:').pop()?.replace(/:\*$/, '');
    if (!name)
      throw invalid(
        "1 validation error detected: Value null at 'logGroupName' failed to satisfy constraint: Member must not be null",
      );
    const stream = input.logStreamName === undefined ? '*' : `log-stream:${input.logStreamName}`;
    authorize(call, action, runtime.arn('logs', `log-group:${name}:${stream}`));
    store.flush();
    return name;
  }

  function existing(input: GroupInput, call: AwsCall, action: string): string {
    const name = groupOf(input, call, action);
    if (!store.group(name))
      throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
    return name;
  }

  function existingStream(input: GroupInput, group: string): string {
    const stream = input.logStreamName ?? '';
    if (!store.streams(group, stream).some(({ name }) => name === stream))
      throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.');
    return stream;
  }

  const operations = {
    CreateLogGroup(input: GroupInput, call: AwsCall) {
      const name = groupOf(input, call, 'CreateLogGroup');
      if (store.group(name))
        throw new AwsError('ResourceAlreadyExistsException', 'The specified log group already exists');
      store.putGroup(name);
    },

    CreateLogStream(input: GroupInput, call: AwsCall) {
      const group = existing(input, call, 'CreateLogStream');
      const stream = input.logStreamName ?? '';
      if (!/^[^:*]{1,512}$/.test(stream)) throw invalid('The log stream name is not valid.');
      if (store.streams(group, stream).some(({ name }) => name === stream))
        throw new AwsError('ResourceAlreadyExistsException', 'The specified log stream already exists');
      store.putStream(group, stream);
    },

    DescribeLogGroups(input: ListInput, call: AwsCall) {
      authorize(call, 'DescribeLogGroups', '*');
      const { items, nextToken } = page(store.groups(input.logGroupNamePrefix ?? ''), input);
      const logGroups = items.map(({ name, createdAt, retentionDays }) => ({
        logGroupName: name,
        creationTime: createdAt,
        ...(retentionDays !== undefined && { retentionInDays: retentionDays }),
        arn: groupArn(name),
        logGroupArn: runtime.arn('logs', `log-group:${name}`),
        metricFilterCount: 0,
        storedBytes: 0,
      }));
      return { logGroups, nextToken };
    },

    DescribeLogStreams(
      input: ListInput & GroupInput & { readonly orderBy?: string; readonly descending?: boolean },
      call: AwsCall,
    ) {
      const group = existing(input, call, 'DescribeLogStreams');
      const streams = [...store.streams(group, input.logStreamNamePrefix ?? '')];
      if (input.orderBy === 'LastEventTime') streams.sort((a, b) => (a.lastEvent ?? 0) - (b.lastEvent ?? 0));
      if (input.descending) streams.reverse();
      const { items, nextToken } = page(streams, input);
      const logStreams = items.map(({ name, createdAt, firstEvent, lastEvent }) => ({
        logStreamName: name,
        creationTime: createdAt,
        firstEventTimestamp: firstEvent,
        lastEventTimestamp: lastEvent,
        arn: runtime.arn('logs', `log-group:${group}:log-stream:${name}`),
        storedBytes: 0,
      }));
      return { logStreams, nextToken };
    },

    PutLogEvents(input: PutInput, call: AwsCall) {
      const group = existing(input, call, 'PutLogEvents');
      const stream = existingStream(input, group);
      for (const { timestamp, message } of input.logEvents ?? [])
        store.append(group, stream, checkTimestamp(timestamp), String(message));
      // Acknowledged, hence written.
      store.flush();
      return { nextSequenceToken: '0' };
    },

    GetLogEvents(input: EventsInput & { readonly startFromHead?: boolean }, call: AwsCall) {
      const group = existing(input, call, 'GetLogEvents');
      const stream = existingStream(input, group);
      const token = readToken(input.nextToken);
      const descending = token ? token.direction === 'b' : !input.startFromHead;
      const found = store.events({ ...queryOf(group, input), streams: [stream], after: token, descending });
      const events = descending ? [...found].reverse() : found;
      const first = events[0] ?? token;
      const last = events.at(-1) ?? token;
      return {
        events: events.map(({ timestamp, message, ingestionTime }) => ({
          timestamp,
          message,
          ingestionTime,
        })),
        nextBackwardToken: writeToken('b', first),
        nextForwardToken: writeToken('f', last),
      };
    },

    FilterLogEvents(input: FilterInput, call: AwsCall) {
      const group = existing(input, call, 'FilterLogEvents');
      const matches = filterPattern(input.filterPattern ?? '');
      if (!matches) throw invalid('Only patterns of terms are supported on this machine.');
      const prefix = input.logStreamNamePrefix;
      const streams =
        prefix === undefined ? input.logStreamNames : store.streams(group, prefix).map(({ name }) => name);
      const limit = limitOf(input.limit);
      const scanned = store.events({
        ...queryOf(group, input),
        streams,
        after: readToken(input.nextToken),
        limit: SCAN,
      });
      const events: LogEvent[] = [];
      let last: LogEvent | undefined;
      for (const event of scanned) {
        if (events.length === limit) break;
        last = event;
        if (matches(event.message)) events.push(event);
      }
      const more = last !== undefined && (last !== scanned.at(-1) || scanned.length === SCAN);
      return {
        events: events.map(({ id, stream, ...event }) => ({
          ...event,
          logStreamName: stream,
          eventId: String(id),
        })),
        searchedLogStreams: [],
        ...(more && { nextToken: writeToken('f', last) }),
      };
    },
  };
  return jsonProtocol({ version: '1.1', operations, log: runtime.log });
}

const queryOf = (group: string, input: EventsInput): EventQuery => ({
  group,
  startTime: input.startTime,
  endTime: input.endTime,
  limit: limitOf(input.limit),
});

const limitOf = (limit: number | undefined) =>
  Math.min(Math.max(1, Math.trunc(limit ?? MAX_EVENTS)), MAX_EVENTS);

function checkTimestamp(timestamp: number): number {
  if (!Number.isSafeInteger(timestamp) || timestamp < 0)
    throw invalid('The timestamp of a log event is not valid.');
  return timestamp;
}

function readToken(token: string | undefined): (Position & { readonly direction: string }) | undefined {
  if (token === undefined) return undefined;
  const parts = TOKEN.exec(token)?.groups;
  if (!parts) throw invalid('The specified nextToken is invalid.');
  return { direction: parts['direction']!, timestamp: Number(parts['timestamp']), id: Number(parts['id']) };
}

const writeToken = (direction: 'f' | 'b', position: Position | undefined) =>
  `${direction}/${position?.timestamp ?? 0}/${position?.id ?? 0}`;

function page<T>(
  all: readonly T[],
  { limit = 50, nextToken = '0' }: ListInput,
): { items: readonly T[]; nextToken?: string } {
  const from = Number(nextToken);
  if (!Number.isInteger(from)) throw invalid('The specified nextToken is invalid.');
  const end = from + Math.max(1, limit);
  return { items: all.slice(from, end), ...(end < all.length && { nextToken: String(end) }) };
}

const invalid = (message: string) => new AwsError('InvalidParameterException', message);
