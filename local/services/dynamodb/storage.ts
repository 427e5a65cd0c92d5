import { Stream } from 'node:stream';
import {
  database,
  Level,
  type Item,
  type Keyspace,
  type Range,
  type Row,
  type Store,
  type TableKeys,
} from './dynalite.ts';
import { AwsError } from '../../runtime/errors.ts';
import { createCommitter } from './committer.ts';
import { createWriter } from './writer.ts';
import type { Log } from '../../runtime/log.ts';

/** Every row of every table in one LevelDB, so that one batch can change any of them at once. */
export interface Storage {
  /** The committed state, for dynalite's reading actions. Concurrent, never blocked by a writer. */
  readonly committed: Store;
  row(key: string): unknown;
  /**
   * All of the rows, or none, also over the death of the process. In the order of the calls: who sees one commit
   * sees all before it.
   */
  commit(rows: readonly Row[]): Promise<void>;
  clear(prefix: string): Promise<void>;
  /** Values under a prefix, in key order, a chunk at a time. */
  chunks<T>(prefix: string, range?: Range): AsyncGenerator<T[]>;
  count(prefix: string): Promise<number>;
  close(): Promise<void>;
}

// dynalite's own names. A table's name cannot hold `~`, so no prefix begins another.
export const itemRows = (table: string) => `item-${table}~`;
export const indexRows = (type: string, table: string, index: string) =>
  `index-${type.toLowerCase()}~${table}~${index}~`;

/** Rows read from LevelDB in one hop to its thread. */
const CHUNK = 256;

export async function openStorage(
  path: string,
  findTable: (name: string) => TableKeys | undefined,
  log: Log,
): Promise<Storage> {
  const level = new Level(path, { valueEncoding: 'json' });
  await level.open().catch((error: Error) => {
    // That it failed says the error; why (a full disk, say), its cause.
    const { message } = error.cause instanceof Error ? error.cause : error;
    throw new Error(`${path}: ${message}`, { cause: error });
  });
  const keyspaces = new Map<string, Keyspace>();

  const keyspace = (prefix: string): Keyspace => {
    let found = keyspaces.get(prefix);
    if (!found) {
      found = {
        // Reading on this thread takes a few microseconds; a hop to LevelDB's would take ten times that.
        get: (key, callback) => callback(null, level.getSync(prefix + key) as Item | undefined),
        put: refuseWrite,
        del: refuseWrite,
        lock: refuseWrite,
        createValueStream: (range) => valueStream(level.values(under(prefix, range)), range.limit),
      };
      keyspaces.set(prefix, found);
    }
    return found;
  };

  return {
    committed: {
      options: { maxItemSize: database.MAX_SIZE },
      getTable: tableGetter(findTable),
      getItemDb: (table) => keyspace(itemRows(table)),
      getIndexDb: (type, table, index) => keyspace(indexRows(type, table, index)),
    },
    row: (key) => level.getSync(key),
    commit: createCommitter(createWriter(level, { directory: path, log })),
    clear: (prefix) => level.clear(under(prefix, {})),
    async *chunks<T>(prefix: string, range: Range = {}) {
      const iterator = level.values(under(prefix, range));
      try {
        for (let some = await iterator.nextv(CHUNK); some.length > 0; some = await iterator.nextv(CHUNK))
          yield some as T[];
      } finally {
        await iterator.close();
      }
    },
    async count(prefix) {
      const iterator = level.keys(under(prefix, {}));
      let count = 0;
      try {
        for (let some = await iterator.nextv(4096); some.length > 0; some = await iterator.nextv(4096))
          count += some.length;
      } finally {
        await iterator.close();
      }
      return count;
    },
    close: () => level.close(),
  };
}

/** dynalite asks for a table with two arguments or three. */
function tableGetter(findTable: (name: string) => TableKeys | undefined): Store['getTable'] {
  return (name, checkStatus, callback) => {
    const table = findTable(name);
    const done = callback ?? (checkStatus as NonNullable<typeof callback>);
    if (table) done(null, withWholeLocalRows(table));
    else done(tableNotFound());
  };
}

/**
 * The rows of local indexes hold whole items, whatever their projection: a query may ask for more than is projected,
 * and then DynamoDB reads the item. What is not projected and not asked for is left out of the answer.
 */
export function withWholeLocalRows<T extends TableKeys>(table: T): T {
  if (!table.LocalSecondaryIndexes) return table;
  let whole = wholeRows.get(table) as T | undefined;
  if (!whole) {
    const Projection = { ProjectionType: 'ALL' };
    const indexes = table.LocalSecondaryIndexes.map((index) => ({ ...index, Projection }));
    wholeRows.set(table, (whole = { ...table, LocalSecondaryIndexes: indexes }));
  }
  return whole;
}
const wholeRows = new WeakMap<TableKeys, TableKeys>();

export const tableNotFound = (name?: string): AwsError =>
  new AwsError(
    'ResourceNotFoundException',
    `Requested resource not found${name === undefined ? '' : `: Table: ${name} not found`}`,
  );

function refuseWrite(): never {
  throw new Error('The committed state is written through an overlay only.');
}

/** A range within a prefix. `\xFF` follows every character that dynalite puts into a key. */
function under(prefix: string, range: Range): Range {
  const { gt, gte, lt, lte, reverse = false, limit = -1 } = range;
  return {
    reverse,
    limit,
    ...(gte !== undefined ? { gte: prefix + gte } : { gt: prefix + (gt ?? '') }),
    ...(lte !== undefined ? { lte: prefix + lte } : { lt: prefix + (lt ?? '\xFF') }),
  };
}

/**
 * The values of an iterator as the events that dynalite listens to. What a listener throws (an
 * expression that dynalite cannot evaluate) becomes an `error` event, not the end of the process.
 * A bare `Stream`: `lazy`, under dynalite, would hear every row of any other emitter twice.
 */
function valueStream(iterator: ReturnType<InstanceType<typeof Level>['values']>, limit = -1): Stream {
  let ended = false;
  const stream = Object.assign(new Stream(), {
    destroy: () => {
      ended = true;
    },
  });
  const size = limit > 0 ? Math.min(limit, CHUNK) : CHUNK;
  const pump = async () => {
    try {
      while (!ended) {
        const values = await iterator.nextv(size);
        if (values.length === 0) break;
        for (const value of values) stream.emit('data', value);
      }
      stream.emit('end');
    } finally {
      await iterator.close();
    }
  };
  pump().catch((error: unknown) => stream.emit('error', error));
  return stream;
}
