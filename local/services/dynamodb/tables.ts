import { join } from 'node:path';
import type { Runtime } from '../../runtime/runtime.ts';
import { AwsError } from '../../runtime/errors.ts';
import { checkInput, checkRequest, type Row } from './dynalite.ts';
import { clearIndexes, fillIndexes, indexChanges, refillIndexes, withoutIndexes } from './indexes.ts';
import type { Locks } from './locks.ts';
import { openStreams, type Streams } from './streams/store.ts';
import { streamRules } from './streams/rules.ts';
import type { StreamViewType } from './streams/record.ts';
import { indexRows, itemRows, openStorage, tableNotFound, type Storage } from './storage.ts';
import {
  definition,
  describe,
  streamMembers,
  type Table,
  type TableDefinition,
  type TableDescription,
} from './table.ts';

/** The tables of this account: their definitions, held in memory and stored beside their rows. */
export interface Tables {
  readonly storage: Storage;
  readonly streams: Streams;
  find(name: string): Table | undefined;
  /** Throws `ResourceNotFoundException`. */
  get(name: string): Table;
  names(): readonly string[];
  all(): readonly Table[];
  /** Throws DynamoDB's `ValidationException` when such a table cannot be. */
  check(input: Readonly<Record<string, unknown>>): TableDefinition;
  create(
    wanted: TableDefinition,
    tableId: string,
    more?: Omit<Partial<Table>, 'description'>,
  ): Promise<Table>;
  /** Brings indexes, stream and protection of an existing table to what is wanted. Keys are not touched. */
  update(table: Table, wanted: TableDefinition): Promise<Table>;
  /** Changes what a description does not show. */
  change(table: Table, changed: Omit<Partial<Table>, 'description'>): Promise<Table>;
  delete(table: Table): Promise<void>;
  close(): Promise<void>;
}

const TABLE_ROWS = 'table~';

/** Tells how the rows of indexes are keyed, so that those of an earlier version are made anew. */
const INDEX_KEYS = { type: 'put', key: 'format~index-keys', value: 2 } as const;

export async function openTables(runtime: Runtime, locks: Locks): Promise<Tables> {
  const tables = new Map<string, Table>();
  const storage = await openStorage(
    join(runtime.directory('dynamodb'), 'leveldb'),
    (name) => tables.get(name)?.description,
    runtime.log,
  );
  const streams = await openStreams(runtime, storage);
  for await (const some of storage.chunks<Table>(TABLE_ROWS))
    for (const table of some) tables.set(table.description.TableName, table);
  if (storage.row(INDEX_KEYS.key) !== INDEX_KEYS.value) {
    for (const { description } of tables.values()) await refillIndexes(storage, locks, description);
    await storage.commit([INDEX_KEYS]);
  }

  const store = async (table: Table, streamRows: readonly Row[] = []) => {
    const name = table.description.TableName;
    await storage.commit([{ type: 'put', key: TABLE_ROWS + name, value: table }, ...streamRows]);
    tables.set(name, table);
    streams.apply(streamRows);
    return table;
  };

  /** Switches a table's stream on or off, or leaves it as it is: its members of the description, and rows to commit. */
  const streaming = (
    table: TableDescription,
    wanted: TableDefinition['StreamSpecification'],
    latest = '',
  ) => {
    const { StreamEnabled = false, StreamViewType = '' } = wanted ?? {};
    const current = streams.find(latest);
    const isOn = current?.disabled === undefined ? current : undefined;
    if (StreamEnabled && isOn?.viewType === StreamViewType) return { members: streamMembers(isOn), rows: [] };
    const off = streams.disable(latest);
    if (!StreamEnabled)
      return { members: current && { ...streamMembers(current), StreamSpecification: undefined }, rows: off };
    const { stream, row } = streams.enable(table, StreamViewType as StreamViewType);
    return { members: streamMembers(stream), rows: [...off, row] };
  };
  const get = (name: string) => {
    const table = tables.get(name);
    if (!table) throw tableNotFound(name);
    return table;
  };

  /** @returns the table as it is in memory afterwards: whoever writes keeps the new indexes up to date */
  async function rebuildIndexes(table: Table, next: TableDescription): Promise<Table> {
    const { stale, built } = indexChanges(table.description, next);
    const before = stale.length > 0 ? await dropIndexes(table, stale) : table;
    if (built.length === 0) return before;
    const names = built.map((index) => index.IndexName);
    await clearIndexes(storage, next.TableName, names);
    tables.set(next.TableName, { ...before, description: next, backfilling: names });
    try {
      // What began before this moment is committed then.
      await storage.commit([]);
      await fillIndexes(storage, locks, next, built);
      return before;
    } catch (error) {
      tables.set(next.TableName, before);
      throw error;
    }
  }

  /** Stored first: broken off later, the table lacks them, and never has an index with rows missing. */
  async function dropIndexes(table: Table, names: readonly string[]): Promise<Table> {
    const { TableName } = table.description;
    const left = await store({ ...table, description: withoutIndexes(table.description, names) });
    await storage.commit([]);
    await clearIndexes(storage, TableName, names);
    return left;
  }

  return {
    storage,
    streams,
    find: (name) => tables.get(name),
    get,
    names: () => [...tables.keys()].sort(),
    all: () => [...tables.values()],
    close: () => storage.close(),

    check(input) {
      checkInput({ types: streamRules }, input, storage.committed);
      return definition(checkRequest('CreateTable', input, storage.committed), input);
    },

    async create(wanted, tableId, more = {}) {
      if (tables.has(wanted.TableName))
        throw new AwsError('ResourceInUseException', `Table already exists: ${wanted.TableName}`);
      const tableArn = runtime.arn('dynamodb', `table/${wanted.TableName}`);
      const description = describe(wanted, { tableArn, tableId, now: runtime.clock.now() });
      const { members, rows } = streaming(description, wanted.StreamSpecification);
      return store({ description: { ...description, ...members }, ...more }, rows);
    },

    async update(table, wanted) {
      const before = table.description;
      const { TableArn, TableId, CreationDateTime } = before;
      const next = describe(wanted, { tableArn: TableArn, tableId: TableId, now: CreationDateTime * 1000 });
      const current = await rebuildIndexes(table, next);
      const { members, rows } = streaming(next, wanted.StreamSpecification, before.LatestStreamArn);
      return store({ ...current, description: { ...next, ...members } }, rows);
    },

    change: ({ description: { TableName } }, changed) => store({ ...get(TableName), ...changed }),

    async delete(table) {
      const { TableName, GlobalSecondaryIndexes = [], LocalSecondaryIndexes = [] } = table.description;
      // No write begins any more, and what began is committed: a table must never come back with the items of its namesake.
      tables.delete(TableName);
      await storage.commit([]);
      await storage.clear(itemRows(TableName));
      for (const index of GlobalSecondaryIndexes)
        await storage.clear(indexRows('Global', TableName, index.IndexName));
      for (const index of LocalSecondaryIndexes)
        await storage.clear(indexRows('Local', TableName, index.IndexName));
      // What its stream holds can be read for another day.
      const streamRows = streams.disable(table.description.LatestStreamArn ?? '');
      await storage.commit([{ type: 'del', key: TABLE_ROWS + TableName }, ...streamRows]);
      streams.apply(streamRows);
    },
  };
}
