import { setTimeout as delay } from 'node:timers/promises';
import { BatchGetCommand, BatchWriteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

export type Row = Readonly<Record<string, unknown>>;
/** Where a row is. */
export interface Place {
  readonly table: string;
  readonly key: Row;
}

/** DynamoDB's own limits of one call. */
export const GETS_A_CALL = 100;
export const PUTS_A_CALL = 25;
const ATTEMPTS = 12;
const FIRST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 5_000;

/** Reads rows by their keys, at most a call's worth; those that there are, by table, in no order. */
export async function getRows(
  client: DynamoDBDocumentClient,
  places: readonly Place[],
  what: 'keys' | 'rows' = 'rows',
): Promise<Readonly<Record<string, readonly Row[]>>> {
  const found: Record<string, Row[]> = {};
  await untilProcessed(
    Object.fromEntries(
      Object.entries(Object.groupBy(places, ({ table }) => table)).map(([table, ofTable = []]) => {
        const Keys = ofTable.map(({ key }) => key);
        return [
          table,
          { Keys, ConsistentRead: true, ...(what === 'keys' && only(Object.keys(Keys[0] ?? {}))) },
        ];
      }),
    ),
    async (RequestItems) => {
      const { Responses = {}, UnprocessedKeys } = await client.send(new BatchGetCommand({ RequestItems }));
      for (const [table, rows] of Object.entries(Responses)) (found[table] ??= []).push(...rows);
      return UnprocessedKeys as typeof RequestItems | undefined;
    },
  );
  return found;
}

const only = (names: readonly string[]) => ({
  ProjectionExpression: names.map((name) => `#${name}`).join(', '),
  ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
});

/** Writes rows into one table, at most a call's worth. */
export const putRows = (
  client: DynamoDBDocumentClient,
  table: string,
  rows: readonly object[],
): Promise<void> =>
  untilProcessed({ [table]: rows.map((Item) => ({ PutRequest: { Item } })) }, async (RequestItems) => {
    const { UnprocessedItems } = await client.send(new BatchWriteCommand({ RequestItems }));
    return UnprocessedItems as typeof RequestItems | undefined;
  });

/** DynamoDB answers with what it had no capacity for; that is sent again, after a pause that grows. */
async function untilProcessed<Request extends object>(
  request: Request,
  send: (request: Request) => Promise<Request | undefined>,
): Promise<void> {
  let left: Request | undefined = request;
  for (let attempt = 0; left && Object.keys(left).length > 0; attempt += 1) {
    if (attempt === ATTEMPTS) throw new Error('DynamoDB had no capacity for the rows, again and again.');
    if (attempt > 0)
      await delay(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt) * (0.5 + Math.random() / 2));
    left = await send(left);
  }
}
