import type { CloudEvent } from '../../../runtime/peers.ts';
import type { JsonOperations } from '../../../runtime/protocols/json.ts';
import { list, object, type Shape } from '../../../runtime/protocols/shape.ts';
import type { AwsCall } from '../../../runtime/service.ts';
import { constraint, invalid } from '../errors.ts';
import { parseObject } from '../parse-object.ts';
import { matcherOf } from '../rule.ts';
import { busNameOf } from '../template.ts';
import type { EventsContext } from './context.ts';

interface Entry {
  readonly Source?: string;
  readonly DetailType?: string;
  readonly Detail?: string;
  readonly EventBusName?: string;
  readonly Resources?: readonly string[];
  /** Seconds since the epoch. */
  readonly Time?: number;
}

type Refusal = { readonly ErrorCode: string; readonly ErrorMessage: string };

const MAX_ENTRIES = 10;
const MAX_BYTES = 1_048_576;
/** What the time of an entry counts for, in bytes. */
const TIME_BYTES = 14;
/** What every event has. */
const EVENT_MEMBERS = ['id', 'account', 'source', 'time', 'region', 'resources', 'detail-type'];
/** Milliseconds that a date can hold. */
const LAST_TIME = 8.64e15;

export const PUT_SHAPES: Readonly<Record<string, Shape>> = {
  PutEvents: object({
    Entries: list(
      object({
        Source: 'text',
        DetailType: 'text',
        Detail: 'text',
        EventBusName: 'text',
        Resources: list('text'),
        Time: 'number',
      }),
    ),
  }),
  TestEventPattern: object({ EventPattern: 'text', Event: 'text' }),
};

export function putEventOperations({ put, authorizePut, buses, authorize }: EventsContext): JsonOperations {
  function putOne(entry: Entry): { readonly EventId: string } | Refusal {
    const event = readEntry(entry);
    if ('ErrorCode' in event) return event;
    // As on AWS, an event for a bus that is not there is accepted, and no rule hears it.
    return { EventId: put(event, busNameOf(entry.EventBusName)) };
  }

  return {
    PutEvents({ Entries = [] }: { readonly Entries?: readonly Entry[] }, call: AwsCall) {
      if (Entries.length < 1 || Entries.length > MAX_ENTRIES)
        throw constraint('entries', `Member must have length between 1 and ${MAX_ENTRIES}`);
      for (const { EventBusName, Source = '', DetailType = '' } of Entries)
        authorizePut(
          buses.busArn(busNameOf(EventBusName)),
          { source: Source, type: DetailType },
          call.caller,
        );
      if (Entries.reduce((sum, entry) => sum + entrySize(entry), 0) > MAX_BYTES)
        throw invalid('Total size of the entries in the request is over the limit.');
      const results = Entries.map(putOne);
      return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results };
    },

    TestEventPattern(input: { readonly EventPattern?: string; readonly Event?: string }, call: AwsCall) {
      authorize(call, 'TestEventPattern', '*');
      const event = parseObject(input.Event ?? '');
      const missing = EVENT_MEMBERS.find((name) => !event || !(name in event));
      if (missing) throw invalid(`Parameter Event is not valid. Reason: ${missing} is a required argument.`);
      return { Result: matcherOf(input.EventPattern ?? '')(event) };
    },
  };
}

function readEntry({ Source, DetailType, Detail, Resources = [], Time }: Entry): CloudEvent | Refusal {
  const missing = (name: string): Refusal => ({
    ErrorCode: 'InvalidArgument',
    ErrorMessage: `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
  });
  if (!Source) return missing('Source');
  if (Source.startsWith('aws.'))
    return {
      ErrorCode: 'NotAuthorizedForSourceException',
      ErrorMessage: 'Not authorized for the source.',
    };
  if (!DetailType) return missing('DetailType');
  if (!Detail) return missing('Detail');
  const detail = parseObject(Detail);
  if (!detail) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  const time = Time === undefined ? undefined : new Date(Time * 1000);
  if (time && !(Math.abs(time.getTime()) < LAST_TIME))
    return { ErrorCode: 'InvalidArgument', ErrorMessage: 'Parameter Time is not valid.' };
  return { source: Source, detailType: DetailType, detail, resources: Resources, ...(time && { time }) };
}

/** Bytes of an entry as EventBridge counts them. */
const entrySize = ({ Source = '', DetailType = '', Detail = '', Resources = [], Time }: Entry) =>
  (Time === undefined ? 0 : TIME_BYTES) +
  Buffer.byteLength([Source, DetailType, Detail, ...Resources].join(''));
