import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import type { Image } from '../../functions/project-catalog/listing.ts';
import { placementOf } from '../../functions/project-catalog/shelves-table.ts';
import { isPlacement, placementKey } from '../../model/placement.ts';
import type { ShelfKey, ShelfRow } from '../../model/shelves.ts';
import type { CatalogueTables } from './tables.ts';

type Row = ShelfKey & Readonly<Record<string, unknown>>;

/** Both tables in memory. Each call waits for its turn, and then takes effect at once, as DynamoDB's do. */
export interface MemoryTables extends CatalogueTables {
  readonly videos: Map<string, Image>;
  readonly rows: Map<string, Row>;
  /** All rows on shelves, in order, without the placements. */
  shelved(): ShelfRow[];
}

export const keyOf = ({ shelf, position }: ShelfKey) => `${shelf} ${position}`;

export function memoryTables(turn: () => Promise<unknown> = async () => {}): MemoryTables {
  const videos = new Map<string, Image>();
  const rows = new Map<string, Row>();
  const placement = (id: string) => placementOf(rows.get(keyOf(placementKey(id))));
  /** One row a page: whatever may happen between two of them does. */
  async function* pages<T>(table: ReadonlyMap<string, T>): AsyncGenerator<T[]> {
    for (const key of [...table.keys()].sort()) {
      await turn();
      const row = table.get(key);
      if (row) yield [row];
    }
  }
  return {
    videos,
    rows,
    shelved: () =>
      [...rows.values()]
        .filter((row): row is Row & ShelfRow => !isPlacement(row))
        .sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1)),
    scanVideos: () => pages(videos),
    scanShelves: () => pages(rows) as AsyncGenerator<ShelfRow[]>,
    async readVideos(ids) {
      await turn();
      return new Map(ids.flatMap((id) => (videos.has(id) ? [[id, videos.get(id)!] as const] : [])));
    },
    async readPlacements(ids) {
      await turn();
      return new Map(ids.flatMap((id) => (placement(id) ? [[id, placement(id)!] as const] : [])));
    },
    async readRows(keys) {
      await turn();
      return keys.flatMap((key) => (rows.get(keyOf(key)) as ShelfRow | undefined) ?? []);
    },
    placements: {
      async read(id) {
        await turn();
        return placement(id);
      },
      async apply({ from, to, puts, deletes }) {
        await turn();
        if (rows.get(keyOf(to))?.['revision'] !== from?.revision) return false;
        const touched = [to, ...puts, ...deletes].map(keyOf);
        if (touched.length > 100 || new Set(touched).size < touched.length)
          throw new Error('DynamoDB takes no such transaction.');
        for (const row of [to, ...puts]) rows.set(keyOf(row), { ...row });
        for (const key of deletes) rows.delete(keyOf(key));
        return true;
      },
    },
  };
}

/** A change as the stream tells of it. */
export function recordOf(
  sequenceNumber: number,
  id: string,
  before: Image | undefined,
  after: Image | undefined,
): DynamoDBRecord {
  const images = { ...(before && { OldImage: before }), ...(after && { NewImage: after }) };
  return {
    eventID: String(sequenceNumber),
    eventName: after ? (before ? 'MODIFY' : 'INSERT') : 'REMOVE',
    dynamodb: { Keys: { id: { S: id } }, SequenceNumber: String(sequenceNumber), ...images },
  } as DynamoDBRecord;
}

export const imageOf = (row: object): Image => marshall(row, { removeUndefinedValues: true });
