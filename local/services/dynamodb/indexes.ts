import { database, type IndexDescription, type Item, type Row, type TableKeys } from './dynalite.ts';
import type { Locks } from './locks.ts';
import { indexRows, itemRows, withWholeLocalRows, type Storage } from './storage.ts';
import { indexText, type TableDescription } from './table.ts';

/** What becomes of the global indexes of a table when it changes. */
export interface IndexChanges {
  /** Indexes whose rows have to go: of no use, or made of other attributes. */
  readonly stale: readonly string[];
  /** Indexes whose rows have to be made. */
  readonly built: readonly IndexDescription[];
}

export function indexChanges(before: TableDescription, next: TableDescription): IndexChanges {
  const had = new Map(
    (before.GlobalSecondaryIndexes ?? []).map((index) => [index.IndexName, indexText(before, index)]),
  );
  const built = (next.GlobalSecondaryIndexes ?? []).filter(
    (index) => had.get(index.IndexName) !== indexText(next, index),
  );
  const kept = (next.GlobalSecondaryIndexes ?? []).filter((index) => !built.includes(index));
  const stale = [...had.keys()].filter((name) => !kept.some((index) => index.IndexName === name));
  return { stale, built };
}

/** A table without some of its global indexes. */
export function withoutIndexes(table: TableDescription, names: readonly string[]): TableDescription {
  const left = table.GlobalSecondaryIndexes?.filter((index) => !names.includes(index.IndexName));
  const { GlobalSecondaryIndexes: _all, ...rest } = table;
  return left?.length ? { ...rest, GlobalSecondaryIndexes: left } : rest;
}

type IndexType = 'Global' | 'Local';

export async function clearIndexes(
  storage: Storage,
  table: string,
  names: readonly string[],
  type: IndexType = 'Global',
): Promise<void> {
  for (const name of names) await storage.clear(indexRows(type, table, name));
}

/**
 * Makes the rows of new indexes from the items, which may be written meanwhile: whoever writes keeps the new indexes
 * up to date already, and an item is read again under its lock.
 */
export async function fillIndexes(
  storage: Storage,
  locks: Locks,
  table: TableDescription,
  indexes: readonly IndexDescription[],
  type: IndexType = 'Global',
): Promise<void> {
  const prefix = itemRows(table.TableName);
  for await (const some of storage.chunks<Item>(prefix)) {
    const names = some.map((item) => prefix + database.createKey(item, table));
    await locks.hold(names, async () => {
      const rows = names.flatMap((name): Row[] => {
        const item = storage.row(name) as Item | undefined;
        return item ? indexes.flatMap((index) => rowsOf(table, type, index, item)) : [];
      });
      await storage.commit(rows);
    });
  }
}

/** Makes the rows of all indexes anew: an earlier version kept them under other keys. */
export async function refillIndexes(storage: Storage, locks: Locks, stored: TableDescription): Promise<void> {
  const table = withWholeLocalRows(stored);
  const all = { Global: table.GlobalSecondaryIndexes ?? [], Local: table.LocalSecondaryIndexes ?? [] };
  for (const type of ['Global', 'Local'] as const) {
    const names = all[type].map(({ IndexName }) => IndexName);
    await clearIndexes(storage, table.TableName, names, type);
    if (names.length > 0) await fillIndexes(storage, locks, table, all[type], type);
  }
}

/** None for an item that lacks a key of the index, or has it with another type: it is left out, as on AWS. */
function rowsOf(
  table: TableKeys & { readonly TableName: string },
  indexType: IndexType,
  index: IndexDescription,
  item: Item,
): Row[] {
  const fits = index.KeySchema.every(({ AttributeName }) => {
    const type = table.AttributeDefinitions.find((one) => one.AttributeName === AttributeName)?.AttributeType;
    return type !== undefined && ![undefined, ''].includes(item[AttributeName]?.[type] as string | undefined);
  });
  if (!fits) return [];
  return database.getIndexActions([index], undefined, item, table).puts.map(({ key, item: value }) => ({
    type: 'put',
    key: indexRows(indexType, table.TableName, index.IndexName) + key,
    value,
  }));
}
