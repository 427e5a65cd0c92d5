import type { AwsError } from '../../runtime/errors.ts';
import type { Item, Keyspace, Row, Store } from './dynalite.ts';
import { indexRows, itemRows, type Storage } from './storage.ts';

/** What one write did to one item: the two images that a stream record is made of. */
export interface Change {
  readonly table: string;
  /** dynalite's key of the item in its table. */
  readonly key: string;
  /** DynamoDB itself deleted it, because its time to live was over. */
  readonly expired?: true;
  /** Absent when the item was new. */
  readonly before?: Item;
  /** Absent when the item was deleted. */
  readonly after?: Item;
}

/**
 * A store for dynalite's writing actions that reads the committed state and keeps what is written to
 * itself. dynalite puts the item and each of its index rows one by one; here they become one list that
 * is committed at once, and the images before and after fall out of it.
 */
export interface Overlay {
  readonly store: Store;
  rows(): readonly Row[];
  changes(): readonly Change[];
}

/** @param check refuses an item that dynalite would take */
export function createOverlay(
  storage: Storage,
  check: (table: string, item: Item) => AwsError | undefined,
): Overlay {
  const rows = new Map<string, Row>();
  const read = new Map<string, Item | undefined>();
  const changes: Change[] = [];

  const keyspace = (prefix: string, committed: Keyspace, table?: string): Keyspace => {
    const record = (key: string, after: Item | undefined) => {
      const row = prefix + key;
      rows.set(row, after ? { type: 'put', key: row, value: after } : { type: 'del', key: row });
      if (table === undefined) return;
      const before = read.get(row);
      if (before || after) changes.push({ table, key, ...(before && { before }), ...(after && { after }) });
    };
    return {
      get: (key, callback) =>
        committed.get(key, (error, item) => {
          // Every action reads an item before it writes it: this is its image before.
          read.set(prefix + key, item);
          callback(error, item);
        }),
      put: (key, item, callback) => {
        const refusal = table === undefined ? undefined : check(table, item);
        if (!refusal) record(key, item);
        callback(refusal ?? null);
      },
      del: (key, callback) => {
        record(key, undefined);
        callback(null);
      },
      createValueStream: (range) => committed.createValueStream(range),
      // The caller holds the locks of all items that this write touches.
      lock: (_key, work) => work((callback) => callback),
    };
  };

  const { committed } = storage;
  return {
    store: {
      options: committed.options,
      getTable: committed.getTable,
      getItemDb: (table) => keyspace(itemRows(table), committed.getItemDb(table), table),
      getIndexDb: (type, table, index) =>
        keyspace(indexRows(type, table, index), committed.getIndexDb(type, table, index)),
    },
    rows: () => [...rows.values()],
    changes: () => changes,
  };
}
