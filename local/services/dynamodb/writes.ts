import { AwsError } from '../../runtime/errors.ts';
import {
  assertAccepted,
  database,
  runAction,
  type Item,
  type Request,
  type Row,
  type Store,
} from './dynalite.ts';
import type { Locks } from './locks.ts';
import { costsOfMany, costsOfOne, writtenOf } from './costs.ts';
import { refusalOf } from './item-rules.ts';
import { createOverlay, type Change } from './overlay.ts';
import type { Streams } from './streams/store.ts';
import { itemRows, tableNotFound, type Storage } from './storage.ts';
import type { Table } from './table.ts';

/** One item that a write touches. */
export interface Target {
  /** The item's row in the storage, which is also the name of its lock. */
  readonly row: string;
  readonly table: string;
  /** dynalite's key of the item in its table. */
  readonly key: string;
}

export type WriteOperation = 'PutItem' | 'UpdateItem' | 'DeleteItem';

/** The one way by which items change. */
export interface Writes {
  /** Throws as DynamoDB does when the table is missing or the key does not fit it. */
  target(operation: WriteOperation | 'ConditionCheck', data: Request): Target;
  /** `ReturnValuesOnConditionCheckFailure: ALL_OLD` puts the item into the refusal. */
  one(operation: WriteOperation, data: Request, returnOnFailure: unknown): Promise<Record<string, unknown>>;
  batch(data: Request): Promise<Record<string, unknown>>;
  /** A delete by DynamoDB itself: the stream says so. */
  expire(data: Request): Promise<void>;
  /** Holds the targets, runs `work` on a store that collects, then commits all or nothing. Says what changed. */
  together<T>(
    targets: readonly Target[],
    work: (store: Store) => Promise<{ result: T; rows?: readonly Row[] }>,
    /** What more to say of each change in its stream record. */
    note?: Pick<Change, 'expired'>,
  ): Promise<{ result: T; changes: readonly Change[] }>;
}

interface BatchRequest {
  readonly PutRequest?: { readonly Item: Item };
  readonly DeleteRequest?: { readonly Key: Item };
}

export function createWrites(options: {
  readonly storage: Storage;
  readonly locks: Locks;
  readonly findTable: (name: string) => Table | undefined;
  readonly streams: Streams;
}): Writes {
  const { storage, locks, findTable, streams } = options;

  const writes: Writes = {
    target(operation, data) {
      const name = String(data.TableName);
      const table = findTable(name)?.description;
      if (!table) throw tableNotFound();
      const item = operation === 'PutItem' ? data.Item : data.Key;
      assertAccepted(
        operation === 'PutItem' ? database.validateItem(item, table) : database.validateKey(item, table),
      );
      const key = database.createKey(item, table);
      return { table: name, key, row: itemRows(name) + key };
    },

    async one(operation, data, returnOnFailure) {
      const target = writes.target(operation, data);
      const { result, changes } = await writes.together([target], async (store) => {
        try {
          return { result: await runAction(operation, store, data) };
        } catch (error) {
          throw returnOnFailure === 'ALL_OLD' ? withItem(error, storage.row(target.row)) : error;
        }
      });
      const [written] = writtenOf([target], changes);
      return { ...result, ...costsOfOne(data, written!, findTable) };
    },

    async expire(data) {
      const work = async (store: Store) => ({ result: await runAction('DeleteItem', store, data) });
      await writes.together([writes.target('DeleteItem', data)], work, { expired: true });
    },

    async batch(data) {
      const requests = Object.entries(data.RequestItems as Record<string, readonly BatchRequest[]>);
      const targets = requests.flatMap(([TableName, ofTable]) =>
        ofTable.map(({ PutRequest, DeleteRequest }) =>
          PutRequest
            ? batchTarget('PutItem', { TableName, Item: PutRequest.Item })
            : batchTarget('DeleteItem', { TableName, Key: DeleteRequest?.Key }),
        ),
      );
      const { changes } = await writes.together(targets, async (store) => ({
        result: await runAction('BatchWriteItem', store, data),
      }));
      return { UnprocessedItems: {}, ...costsOfMany(data, writtenOf(targets, changes), findTable) };
    },

    together: (targets, work, note) =>
      locks.hold(
        targets.map((target) => target.row),
        () => attempt(targets, work, note),
      ),
  };

  /** Holding the locks of all targets. */
  const attempt: Writes['together'] = async (targets, work, note) => {
    const tables = targets.map(({ table }) => findTable(table));
    const overlay = createOverlay(storage, (table, item) => refusalOf(item, findTable(table)!.description));
    const { result, rows = [] } = await work(overlay.store);
    // Meanwhile the table has got other indexes, or is gone.
    if (targets.some(({ table }, index) => findTable(table) !== tables[index]))
      return attempt(targets, work, note);
    // A stream record exists exactly if the write does: it is made of its images, and part of its batch.
    const changes = overlay.changes().map((change) => ({ ...change, ...note }));
    const recorded = streams.record(changes);
    const all = [...overlay.rows(), ...rows, ...recorded.rows];
    if (all.length > 0) await storage.commit(all);
    recorded.announce();
    return { result, changes };
  };

  /** In a batch DynamoDB has one sentence for every key that does not fit. */
  const batchTarget = (operation: WriteOperation, data: Request) => {
    try {
      return writes.target(operation, data);
    } catch (error) {
      if (error instanceof AwsError && /Missing the key|Type mismatch for key/.test(error.message))
        throw new AwsError(error.code, 'The provided key element does not match the schema');
      throw error;
    }
  };

  return writes;
}

function withItem(error: unknown, item: unknown): unknown {
  if (!(error instanceof AwsError) || error.code !== 'ConditionalCheckFailedException' || !item) return error;
  return new AwsError(error.code, error.message, error.status, { Item: item });
}
