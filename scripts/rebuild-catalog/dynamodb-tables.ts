import {
  BatchGetItemCommand,
  paginateScan,
  type AttributeValue,
  type DynamoDBClient,
  type KeysAndAttributes,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { setTimeout as sleep } from 'node:timers/promises';
import { DECIDING, type Image } from '../../functions/project-catalog/listing.ts';
import { placementOf, placementsOf } from '../../functions/project-catalog/shelves-table.ts';
import { placementKey, videoOf } from '../../model/placement.ts';
import type { ShelfRow } from '../../model/shelves.ts';
import type { CatalogueTables, Segment } from './tables.ts';

export interface TableNames {
  readonly videos: string;
  readonly shelves: string;
}

/** DynamoDB's bound on a batch of reads, and how many such batches are under way for one page. */
const KEYS_AT_ONCE = 100;
const BATCHES_AT_ONCE = 8;
/** A page of videos names up to 24 times as many rows, which are all in memory for a moment. */
const VIDEOS_PAGE = 200;
const ROWS_PAGE = 2_000;
/** Wait before what DynamoDB did not get to is asked for again, in milliseconds. */
const UNPROCESSED_MS = 100;

type Item = Record<string, AttributeValue>;

/** Both tables of a running stack. Rows are read as the wire has them: one that is broken must not break the page. */
export function dynamodbTables(client: DynamoDBClient, names: TableNames): CatalogueTables {
  const scan = async function* (
    TableName: string,
    { number, of }: Segment,
    limit: number,
    more: object = {},
  ) {
    const pages = paginateScan(
      { client, pageSize: limit },
      { TableName, Segment: number, TotalSegments: of, ConsistentRead: true, ...more },
    );
    for await (const { Items = [] } of pages) yield Items;
  };

  async function readBatch(TableName: string, keys: Item[], more: object): Promise<Item[]> {
    const found: Item[] = [];
    let asked: Record<string, KeysAndAttributes> = {
      [TableName]: { Keys: keys, ConsistentRead: true, ...more },
    };
    while (Object.keys(asked).length > 0) {
      const { Responses, UnprocessedKeys = {} } = await client.send(
        new BatchGetItemCommand({ RequestItems: asked }),
      );
      found.push(...(Responses?.[TableName] ?? []));
      asked = UnprocessedKeys;
      if (Object.keys(asked).length > 0) await sleep(UNPROCESSED_MS);
    }
    return found;
  }

  async function readAll(TableName: string, keys: readonly Item[], more: object = {}): Promise<Item[]> {
    const found: Item[] = [];
    const starts = Array.from({ length: Math.ceil(keys.length / KEYS_AT_ONCE) }, (_, index) => index);
    const waiting = starts.values();
    const read = async () => {
      for (const index of waiting) {
        const some = keys.slice(index * KEYS_AT_ONCE, (index + 1) * KEYS_AT_ONCE);
        found.push(...(await readBatch(TableName, some, more)));
      }
    };
    await Promise.all(Array.from({ length: BATCHES_AT_ONCE }, read));
    return found;
  }

  const rowsOf = (items: readonly Item[]) => items.map((item) => unmarshall(item) as ShelfRow);

  return {
    placements: placementsOf(
      DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
      names.shelves,
    ),
    scanVideos: (segment) => scan(names.videos, segment, VIDEOS_PAGE, ONLY_DECIDING),
    async *scanShelves(segment) {
      for await (const items of scan(names.shelves, segment, ROWS_PAGE)) yield rowsOf(items);
    },
    async readVideos(ids) {
      const keys = ids.map((id) => marshall({ id }));
      const items: Image[] = await readAll(names.videos, keys, ONLY_DECIDING);
      return new Map(items.map((image) => [image['id']!.S!, image]));
    },
    async readPlacements(ids) {
      const keys = ids.map((id) => marshall(placementKey(id)));
      const rows = rowsOf(await readAll(names.shelves, keys));
      return new Map(
        rows.flatMap((row) => {
          const placement = placementOf(row as unknown as Record<string, unknown>);
          return placement ? [[videoOf(row), placement] as const] : [];
        }),
      );
    },
    async readRows(keys) {
      const wanted = keys.map(({ shelf, position }) => marshall({ shelf, position }));
      return rowsOf(await readAll(names.shelves, wanted));
    },
  };
}

/** `status`, `language` and others are DynamoDB's own words. */
const ONLY_DECIDING = {
  ProjectionExpression: DECIDING.map((name) => `#${name}`).join(', '),
  ExpressionAttributeNames: Object.fromEntries(DECIDING.map((name) => [`#${name}`, name])),
};
