import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { getRows, GETS_A_CALL, putRows, PUTS_A_CALL, type Place } from './batches.ts';

/** Calls on their way at once: enough that the database never waits. */
const WORKERS = 4;

export interface AddRows<Row extends object> {
  readonly client: DynamoDBDocumentClient;
  /** Made one by one as they are wanted: there may be more of them than memory. */
  readonly rows: Iterable<Row>;
  /** Where the row goes. */
  readonly place: (row: Row) => Place;
  /** Where else something may tell that the row was there. */
  readonly trace?: (row: Row) => Place;
  /** Hears how many more rows are there now. */
  readonly onDone?: (count: number) => void;
}

/**
 * Adds those rows that are not there. What is there stays as it is: it may have been changed since, and its counts are
 * others' business. Answers with how many were added.
 */
export async function addRows<Row extends object>(options: AddRows<Row>): Promise<number> {
  const { client, rows, place, trace, onDone } = options;
  const chunks = chunked(rows, trace ? GETS_A_CALL / 2 : GETS_A_CALL);
  let added = 0;

  const work = async () => {
    for (const chunk of chunks) {
      const missing = await withoutThose(chunk);
      for (const some of chunked(missing, PUTS_A_CALL)) await putRows(client, place(some[0]!).table, some);
      added += missing.length;
      onDone?.(chunk.length);
    }
  };
  const withoutThose = async (chunk: readonly Row[]) => {
    const places = chunk.flatMap((row) => (trace ? [place(row), trace(row)] : [place(row)]));
    const found = await getRows(client, places, 'keys');
    const there = new Set(
      Object.entries(found).flatMap(([table, keys]) => keys.map((key) => nameOf({ table, key }))),
    );
    return chunk.filter((row) => !there.has(nameOf(place(row))) && !(trace && there.has(nameOf(trace(row)))));
  };
  await Promise.all(Array.from({ length: WORKERS }, work));
  return added;
}

const nameOf = ({ table, key }: Place) =>
  JSON.stringify([table, ...Object.entries(key).sort(([a], [b]) => (a < b ? -1 : 1))]);

/** Shared by the workers: each takes the next chunk. */
export function* chunked<T>(items: Iterable<T>, size: number): Generator<T[]> {
  let chunk: T[] = [];
  for (const item of items) {
    chunk.push(item);
    if (chunk.length === size) {
      yield chunk;
      chunk = [];
    }
  }
  if (chunk.length > 0) yield chunk;
}
