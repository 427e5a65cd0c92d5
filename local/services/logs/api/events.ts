import { AwsError } from '../../../runtime/errors.ts';
import { isDiskFull } from '../../../runtime/full-disk.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import type { AwsCall } from '../../../runtime/service.ts';
import { filterPattern } from '../filter/index.ts';
import type { LogEvent, NewLogEvent } from '../store/events.ts';
import type { LogStore } from '../store/store.ts';
import type { Access } from './access.ts';
import { constraint, invalid, optionalNumber, optionalText, type Input } from './input.ts';
import { readEvents, sortOut } from './put-events.ts';
import { readToken, writeToken } from './token.ts';

/** Most lines, and most bytes of messages, that one answer holds. */
const MOST_EVENTS = 10_000;
const ANSWER_BYTES = 1_048_576;
/** Lines that one `FilterLogEvents` looks at before it answers with a token to go on. */
const SCAN = 10_000;
const MOST_STREAMS = 100;

/** Operations on lines. */
export function eventOperations(runtime: Runtime, store: LogStore, access: Access) {
  const range = (input: Input) => ({
    startTime: optionalNumber(input, 'startTime'),
    endTime: optionalNumber(input, 'endTime'),
  });
  const limitOf = (input: Input) => optionalNumber(input, 'limit', 1, MOST_EVENTS) ?? MOST_EVENTS;

  return {
    PutLogEvents(input: Input, call: AwsCall) {
      const events = readEvents(input);
      const { group, stream } = access.stream(input, call, 'PutLogEvents');
      const now = runtime.clock.now();
      const { kept, rejected } = sortOut(events, now, store.groups.find(group)?.retentionDays);
      write(kept.map((event) => ({ ...event, group, stream, ingestionTime: now })));
      return { nextSequenceToken: '0', ...(rejected && { rejectedLogEventsInfo: rejected }) };
    },

    GetLogEvents(input: Input, call: AwsCall) {
      const { group, stream } = access.stream(input, call, 'GetLogEvents');
      const token = readToken(input);
      const descending = token ? token.direction === 'b' : input['startFromHead'] !== true;
      store.flush();
      const found = fitting(
        store.events({
          ...{ group, streams: [stream], after: token, descending, limit: limitOf(input) },
          ...range(input),
        }),
      );
      const events = descending ? found.toReversed() : found;
      return {
        events: events.map(({ timestamp, message, ingestionTime }) => ({
          timestamp,
          message,
          ingestionTime,
        })),
        nextBackwardToken: writeToken('b', events[0] ?? token),
        nextForwardToken: writeToken('f', events.at(-1) ?? token),
      };
    },

    FilterLogEvents(input: Input, call: AwsCall) {
      const group = access.group(input, call, 'FilterLogEvents');
      const matches = filterPattern(optionalText(input, 'filterPattern') ?? '');
      const limit = limitOf(input);
      store.flush();
      const scanned = store.events({
        ...{ group, streams: streamsOf(group, input), after: readToken(input), limit: SCAN },
        ...range(input),
      });
      const events: LogEvent[] = [];
      let bytes = 0;
      let last: LogEvent | undefined;
      for (const event of scanned) {
        if (events.length === limit || bytes > ANSWER_BYTES) break;
        last = event;
        if (!matches(event.message)) continue;
        events.push(event);
        bytes += Buffer.byteLength(event.message);
      }
      const more = last !== undefined && (last !== scanned.at(-1) || scanned.length === SCAN);
      return {
        events: events.map(({ id, stream, ...event }) => ({
          ...event,
          logStreamName: stream,
          eventId: String(id).padStart(56, '0'),
        })),
        searchedLogStreams: [],
        ...(more && { nextToken: writeToken('f', last) }),
      };
    },

    StartLiveTail(): never {
      throw new AwsError(
        'InvalidOperationException',
        'Live tail is not supported on this machine. Ask for new lines with FilterLogEvents and startTime.',
      );
    },
  };

  /** Acknowledged only when it is written. */
  function write(events: readonly NewLogEvent[]): void {
    try {
      store.write(events);
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      throw new AwsError(
        'ServiceUnavailableException',
        'The service cannot complete the request: there is no space left on the disk.',
        503,
      );
    }
  }

  /** The streams to be searched; `undefined` for all of the group. */
  function streamsOf(group: string, input: Input): readonly string[] | undefined {
    const prefix = optionalText(input, 'logStreamNamePrefix');
    const names = input['logStreamNames'];
    if (names === undefined || names === null)
      return prefix === undefined ? undefined : store.streams.all(group, prefix).map(({ name }) => name);
    if (prefix !== undefined)
      throw invalid('LogStreamNamePrefix and LogStreamNames are mutually exclusive parameters.');
    if (!Array.isArray(names) || !names.every((name) => typeof name === 'string'))
      throw new AwsError('SerializationException', 'logStreamNames must be a list of texts.');
    if (names.length > MOST_STREAMS)
      throw constraint(
        '[…]',
        'logStreamNames',
        `Member must have length less than or equal to ${MOST_STREAMS}`,
      );
    return names;
  }
}

/** As many of the lines as fit into one answer; always one, or nobody could read on. */
function fitting(events: readonly LogEvent[]): readonly LogEvent[] {
  let bytes = 0;
  const end = events.findIndex(({ message }, index) => {
    bytes += Buffer.byteLength(message);
    return index > 0 && bytes > ANSWER_BYTES;
  });
  return end < 0 ? events : events.slice(0, end);
}
