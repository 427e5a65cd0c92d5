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
import { createOverlay, type Change } from './overlay.ts';
import type { Streams } from './streams/store.ts';
import { itemRows, tableNotFound, type Storage } from './storage.ts';
import type { Table } from './table.ts';

/** One item that a write touches. */
export interface Target {
  /** The item's row in the storage, which is also the name of its lock. */
  readonly row: string;
  readonly table: string;
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
  /** Holds the targets, runs `work` on a store that collects, then commits all or nothing. */
  together<T>(
    targets: readonly Target[],
    work: (store: Store) => Promise<{ result: T; rows?: readonly Row[] }>,
    /** What more to say of each change in its stream record. */
    note?: Pick<Change, 'expired'>,
  ): Promise<T>;
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
      return { table: name, row: itemRows(name) + database.createKey(item, table) };
    },

    one(operation, data, returnOnFailure) {
      const target = writes.target(operation, data);
      return writes.together([target], async (store) => {
        try {
          return { result: await runAction(operation, store, data) };
        } catch (error) {
          throw returnOnFailure === 'ALL_OLD' ? withItem(error, storage.row(target.row)) : error;
        }
      });
    },

    expire: (data) =>
      writes.together(
        [writes.target('DeleteItem', data)],
        async (store) => {
          await runAction('DeleteItem', store, data);
          return { result: undefined };
        },
        { expired: true },
      ),

    batch(data) {
      const requests = Object.entries(data.RequestItems as Record<string, readonly BatchRequest[]>);
      const targets = requests.flatMap(([TableName, ofTable]) =>
        ofTable.map(({ PutRequest, DeleteRequest }) =>
          PutRequest
            ? batchTarget('PutItem', { TableName, Item: PutRequest.Item })
            : batchTarget('DeleteItem', { TableName, Key: DeleteRequest?.Key }),
        ),
      );
      return writes.together(targets, async (store) => ({
        result: await runAction('BatchWriteItem', store, data),
      }));
    },

    together: (targets, work, note) =>
      locks.hold(
        targets.map((target) => target.row),
        async () => {
          const overlay = createOverlay(storage);
          const { result, rows = [] } = await work(overlay.store);
          // A stream record exists exactly if the write does: it is made of its images, and part of its batch.
          const recorded = streams.record(overlay.changes().map((change) => ({ ...change, ...note })));
          const all = [...overlay.rows(), ...rows, ...recorded.rows];
          if (all.length > 0) await storage.commit(all);
          recorded.announce();
          return result;
        },
      ),
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
