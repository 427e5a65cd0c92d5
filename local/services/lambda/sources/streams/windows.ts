import type { StreamRecord } from './event.ts';

/** A tumbling window, in seconds since the epoch; its end belongs to the next one. */
export interface Window {
  readonly start: number;
  readonly end: number;
}

/** What a function hands on from one batch of a window to the next. */
export type WindowState = Readonly<Record<string, unknown>>;

/** A window of which a function has seen records, but not yet the end. */
export interface OpenWindow extends Window {
  readonly state: WindowState;
}

/** More than this many bytes of state end a window early. */
const LARGEST_STATE = 1_048_576;

export const stateSize = ({ state }: OpenWindow) => Buffer.byteLength(JSON.stringify(state));
export const isTooLarge = (window: OpenWindow) => stateSize(window) > LARGEST_STATE;

/** The window that a record opens: windows begin at whole multiples of their length, counted from the epoch. */
export function windowOf({ dynamodb }: StreamRecord, seconds: number): Window {
  const start = Math.floor(dynamodb.ApproximateCreationDateTime / seconds) * seconds;
  return { start, end: start + seconds };
}

export const holds = (
  { start, end }: Window,
  { dynamodb: { ApproximateCreationDateTime: at } }: StreamRecord,
) => start <= at && at < end;

/** What an event has beside its records when its mapping has windows. */
export function windowFields(
  { start, end, state }: OpenWindow,
  place: { readonly shardId: string; readonly streamArn: string },
  { isFinal, isEarly }: { readonly isFinal: boolean; readonly isEarly: boolean },
) {
  return {
    window: { start: timeOf(start), end: timeOf(end) },
    state,
    shardId: place.shardId,
    eventSourceARN: place.streamArn,
    isFinalInvokeForWindow: isFinal,
    isWindowTerminatedEarly: isEarly,
  };
}

/** The state that a function answered, or `undefined`: then it has failed. */
export function stateIn(payload: string): WindowState | undefined {
  const answer = parse(payload);
  const state = isObject(answer) ? answer['state'] : undefined;
  return isObject(state) ? state : undefined;
}

/** `2020-07-30T17:00:00Z` */
const timeOf = (seconds: number) => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parse(payload: string): unknown {
  try {
    return JSON.parse(payload) as unknown;
  } catch {
    return undefined;
  }
}
