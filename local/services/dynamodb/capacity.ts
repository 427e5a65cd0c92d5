import { database, type IndexDescription, type Item } from './dynalite.ts';
import type { Change } from './overlay.ts';
import { sameValue } from './same-value.ts';
import type { TableDescription } from './table.ts';

/** What calls cost in capacity units: "Read and write operations" in the DynamoDB Developer Guide. */

const WRITE_UNIT_BYTES = 1024;
const READ_UNIT_BYTES = 4096;
/** A transaction prepares each item, and commits it. */
export const IN_TRANSACTION = 2;

interface Units {
  readonly CapacityUnits: number;
}

export interface ConsumedCapacity extends Units {
  readonly TableName: string;
  readonly ReadCapacityUnits?: number;
  readonly WriteCapacityUnits?: number;
  readonly Table?: Units;
  readonly GlobalSecondaryIndexes?: Readonly<Record<string, Units>>;
  readonly LocalSecondaryIndexes?: Readonly<Record<string, Units>>;
}

/** The units of writes, a part for the table and one for each index. */
export interface WriteUnits {
  table: number;
  readonly global: Map<string, number>;
  readonly local: Map<string, number>;
}

const writeUnits = (...items: readonly (Item | undefined)[]): number =>
  Math.max(1, ...items.map((item) => (item ? Math.ceil(database.itemSize(item) / WRITE_UNIT_BYTES) : 1)));

export const readUnits = (item: Item | undefined): number =>
  Math.max(1, Math.ceil((item ? database.itemSize(item) : 0) / READ_UNIT_BYTES));

export const noUnits = (): WriteUnits => ({ table: 0, global: new Map(), local: new Map() });

/** Adds what one write costs. Without a change (a delete of nothing, a condition check) it is a unit of the table. */
export function addWrite(
  units: WriteUnits,
  table: TableDescription,
  change: Pick<Change, 'before' | 'after'>,
  factor = 1,
): void {
  const { before, after } = change;
  units.table += factor * writeUnits(before, after);
  const add = (to: Map<string, number>, indexes: readonly IndexDescription[] = []) => {
    for (const index of indexes) {
      const cost = indexUnits(table, index, before, after);
      if (cost > 0) to.set(index.IndexName, (to.get(index.IndexName) ?? 0) + factor * cost);
    }
  };
  add(units.global, table.GlobalSecondaryIndexes);
  add(units.local, table.LocalSecondaryIndexes);
}

/** An index pays for each row that is written or deleted, and nothing when its row stays as it is. */
function indexUnits(table: TableDescription, index: IndexDescription, before?: Item, after?: Item): number {
  const had = indexRow(table, index, before);
  const has = indexRow(table, index, after);
  if (had && has && had.key === has.key)
    return sameValue(had.item, has.item) ? 0 : writeUnits(had.item, has.item);
  return (had ? writeUnits(had.item) : 0) + (has ? writeUnits(has.item) : 0);
}

function indexRow(table: TableDescription, index: IndexDescription, whole?: Item) {
  const row = database.getIndexActions([index], undefined, whole, table).puts[0];
  // dynalite leaves a name without a value for each projected attribute that the item lacks.
  const present = row && Object.entries(row.item).filter(([, value]) => value !== undefined);
  return row && { key: row.key, item: Object.fromEntries(present!) };
}

const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);

/** The answer to `ReturnConsumedCapacity`; nothing when it was not asked for. */
export function writeCapacity(
  asked: unknown,
  TableName: string,
  units: WriteUnits,
  inTransaction = false,
): ConsumedCapacity | undefined {
  if (asked !== 'TOTAL' && asked !== 'INDEXES') return undefined;
  const total = units.table + sum(units.global.values()) + sum(units.local.values());
  const one = (CapacityUnits: number) => ({
    CapacityUnits,
    ...(inTransaction && { WriteCapacityUnits: CapacityUnits }),
  });
  const parts = (map: Map<string, number>) =>
    Object.fromEntries([...map].map(([name, value]) => [name, one(value)]));
  return {
    TableName,
    ...one(total),
    ...(asked === 'INDEXES' && {
      Table: one(units.table),
      ...(units.global.size > 0 && { GlobalSecondaryIndexes: parts(units.global) }),
      ...(units.local.size > 0 && { LocalSecondaryIndexes: parts(units.local) }),
    }),
  };
}

/** The same for the reads of a transaction: each costs twice a consistent read. */
export function transactReadCapacity(
  asked: unknown,
  reads: readonly { readonly table: string; readonly item: Item | undefined }[],
): readonly ConsumedCapacity[] | undefined {
  if (asked !== 'TOTAL' && asked !== 'INDEXES') return undefined;
  const byTable = Object.groupBy(reads, ({ table }) => table);
  return Object.entries(byTable).map(([TableName, some = []]) => {
    const units = IN_TRANSACTION * sum(some.map(({ item }) => readUnits(item)));
    const one = { CapacityUnits: units, ReadCapacityUnits: units };
    return { TableName, ...one, ...(asked === 'INDEXES' && { Table: one }) };
  });
}

/** `ReturnItemCollectionMetrics: SIZE`: only a table with local indexes has item collections. */
export function collectionMetrics(asked: unknown, table: TableDescription, item: Item | undefined) {
  if (asked !== 'SIZE' || !item || !table.LocalSecondaryIndexes?.length) return undefined;
  const name = table.KeySchema[0]!.AttributeName;
  // The size is an estimate to the gigabyte on AWS too.
  return { ItemCollectionKey: { [name]: item[name]! }, SizeEstimateRangeGB: [0, 1] };
}
