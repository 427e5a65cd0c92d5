import { join } from 'node:path';
import type { Runtime } from '../../runtime/runtime.ts';
import { AwsError } from '../../runtime/errors.ts';
import {
  checkRequest,
  database,
  validationError,
  type IndexDescription,
  type Item,
  type Row,
} from './dynalite.ts';
import { openStreams, type Streams } from './streams/store.ts';
import type { StreamViewType } from './streams/record.ts';
import { indexRows, itemRows, openStorage, tableNotFound, type Storage } from './storage.ts';
import {
  definition,
  describe,
  indexText,
  streamMembers,
  type Table,
  type TableDefinition,
  type TableDescription,
  type TimeToLive,
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
  create(wanted: TableDefinition, tableId: string): Promise<Table>;
  /** Brings indexes, stream and protection of an existing table to what is wanted. Keys are not touched. */
  update(table: Table, wanted: TableDefinition): Promise<Table>;
  setTimeToLive(table: Table, timeToLive: TimeToLive): Promise<void>;
  delete(table: Table): Promise<void>;
  close(): Promise<void>;
}

const TABLE_ROWS = 'table~';

export async function openTables(runtime: Runtime): Promise<Tables> {
  const tables = new Map<string, Table>();
  const storage = await openStorage(
    join(runtime.directory('dynamodb'), 'leveldb'),
    (name) => tables.get(name)?.description,
  );
  const streams = await openStreams(runtime, storage);
  for await (const some of storage.chunks<Table>(TABLE_ROWS))
    for (const table of some) tables.set(table.description.TableName, table);

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

  return {
    storage,
    streams,
    find: (name) => tables.get(name),
    get,
    names: () => [...tables.keys()].sort(),
    all: () => [...tables.values()],
    close: () => storage.close(),

    check(input) {
      const wanted = definition(checkRequest('CreateTable', input, storage.committed), input);
      for (const index of wanted.LocalSecondaryIndexes ?? [])
        if (index.Projection.ProjectionType !== 'ALL')
          throw validationError(
            `Local secondary index ${index.IndexName}: only the projection ALL is supported here.`,
          );
      return wanted;
    },

    async create(wanted, tableId) {
      if (tables.has(wanted.TableName))
        throw new AwsError('ResourceInUseException', `Table already exists: ${wanted.TableName}`);
      const tableArn = runtime.arn('dynamodb', `table/${wanted.TableName}`);
      const description = describe(wanted, { tableArn, tableId, now: runtime.clock.now() });
      const { members, rows } = streaming(description, wanted.StreamSpecification);
      return store({ description: { ...description, ...members } }, rows);
    },

    async update(table, wanted) {
      const before = table.description;
      const { TableArn, TableId, CreationDateTime } = before;
      const next = describe(wanted, { tableArn: TableArn, tableId: TableId, now: CreationDateTime * 1000 });
      await rebuildIndexes(storage, before, next);
      const { members, rows } = streaming(next, wanted.StreamSpecification, before.LatestStreamArn);
      return store({ ...table, description: { ...next, ...members } }, rows);
    },

    async setTimeToLive(table, timeToLive) {
      await store({ ...table, timeToLive });
    },

    async delete(table) {
      const { TableName, GlobalSecondaryIndexes = [], LocalSecondaryIndexes = [] } = table.description;
      // The items go first: a table must never come back with the items of its namesake.
      await storage.clear(itemRows(TableName));
      for (const index of GlobalSecondaryIndexes)
        await storage.clear(indexRows('Global', TableName, index.IndexName));
      for (const index of LocalSecondaryIndexes)
        await storage.clear(indexRows('Local', TableName, index.IndexName));
      // What its stream holds can be read for another day.
      const streamRows = streams.disable(table.description.LatestStreamArn ?? '');
      await storage.commit([{ type: 'del', key: TABLE_ROWS + TableName }, ...streamRows]);
      streams.apply(streamRows);
      tables.delete(TableName);
    },
  };
}

/**
 * Makes the rows of new and altered global indexes from the items, and drops those of indexes that are
 * gone. Safe to break off: the table is stored with its new indexes only afterwards.
 */
async function rebuildIndexes(
  storage: Storage,
  before: TableDescription,
  next: TableDescription,
): Promise<void> {
  const { TableName } = next;
  const had = new Map(
    (before.GlobalSecondaryIndexes ?? []).map((index) => [index.IndexName, indexText(before, index)]),
  );
  const altered: IndexDescription[] = [];
  for (const index of next.GlobalSecondaryIndexes ?? []) {
    if (had.get(index.IndexName) !== indexText(next, index)) altered.push(index);
    else had.delete(index.IndexName);
  }
  const stale = new Set([...had.keys(), ...altered.map((index) => index.IndexName)]);
  for (const name of stale) await storage.clear(indexRows('Global', TableName, name));
  if (altered.length === 0) return;

  for await (const items of storage.chunks<Item>(itemRows(TableName))) {
    const rows = items.flatMap((item): Row[] =>
      database.getIndexActions(altered, undefined, item, next).puts.map((put) => ({
        type: 'put',
        key: indexRows('Global', TableName, put.index) + put.key,
        value: put.item,
      })),
    );
    await storage.commit(rows);
  }
}
