import { randomUUID } from 'node:crypto';
import type { Principal } from '../../runtime/principal.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { authorizeAll, createAuthorize, queryKeys } from './authorization.ts';
import { runAction, validationError, type Item, type Request } from './dynalite.ts';
import type { Locks } from './locks.ts';
import { isObject, parseRequest, withTableName, withTableNames, type Input } from './request.ts';
import { itemRows } from './storage.ts';
import type { TableDescription } from './table.ts';
import type { Tables } from './tables.ts';
import { parseTransactGet, parseTransactWrite, transactGet, transactWrite } from './transactions.ts';
import type { WriteOperation, Writes } from './writes.ts';

export type Operation = (input: Input, caller: Principal) => Promise<unknown> | unknown;

interface Requests {
  readonly Keys?: readonly Item[];
  readonly PutRequest?: { readonly Item: Item };
  readonly DeleteRequest?: { readonly Key: Item };
}

/** DynamoDB's API. Each operation checks its input, then asks IAM, then acts. */
export function createOperations(options: {
  readonly runtime: Runtime;
  readonly tables: Tables;
  readonly writes: Writes;
  readonly locks: Locks;
}): Readonly<Record<string, Operation>> {
  const { runtime, tables, writes, locks } = options;
  const { storage } = tables;
  const store = storage.committed;
  const authorize = createAuthorize(runtime, tables.find);

  const getItem: Operation = (input, caller) => {
    const data = parseRequest('GetItem', withTableName(input), store);
    authorize(caller, { action: 'GetItem', table: String(data.TableName), keys: [data.Key as Item] });
    return runAction('GetItem', store, data);
  };

  const write =
    (operation: WriteOperation): Operation =>
    (input, caller) => {
      const data = parseRequest(operation, withTableName(input), store);
      const key = (operation === 'PutItem' ? data.Item : data.Key) as Item;
      authorize(caller, { action: operation, table: String(data.TableName), keys: [key] });
      return writes.one(operation, data, input.ReturnValuesOnConditionCheckFailure);
    };

  const read =
    (operation: 'Query' | 'Scan', keys: (data: Request) => Item | undefined): Operation =>
    (input, caller) => {
      const data = parseRequest(operation, withTableName(input), store);
      const key = keys(data);
      authorize(caller, {
        action: operation,
        table: String(data.TableName),
        index: data.IndexName,
        ...(key && { keys: [key] }),
      });
      return runAction(operation, store, data);
    };

  const batch =
    (
      operation: 'BatchGetItem' | 'BatchWriteItem',
      keys: (requests: Requests | readonly Requests[]) => readonly (Item | undefined)[],
      run: (data: Request) => Promise<Input>,
    ): Operation =>
    async (received, caller) => {
      const { input, restore } = withTableNames(received);
      const data = parseRequest(operation, input, store);
      for (const [table, requests] of Object.entries(data.RequestItems as Record<string, Requests>))
        authorize(caller, { action: operation, table, keys: keys(requests) });
      return restore(await run(data));
    };

  /** An operation on one existing table. */
  const onTable =
    (action: string, run: (name: string, input: Input) => unknown): Operation =>
    (received, caller) => {
      const input = withTableName(received);
      const name = String(parseRequest('DescribeTable', input, store).TableName);
      authorize(caller, { action, table: name });
      return run(name, input);
    };

  return {
    GetItem: getItem,
    PutItem: write('PutItem'),
    UpdateItem: write('UpdateItem'),
    DeleteItem: write('DeleteItem'),
    Query: read('Query', queryKeys),
    Scan: read('Scan', () => undefined),
    BatchGetItem: batch(
      'BatchGetItem',
      (requests) => (requests as Requests).Keys ?? [],
      (data) => runAction('BatchGetItem', store, data),
    ),
    BatchWriteItem: batch(
      'BatchWriteItem',
      (requests) =>
        (requests as readonly Requests[]).map((one) => one.PutRequest?.Item ?? one.DeleteRequest?.Key),
      writes.batch,
    ),

    TransactWriteItems(input, caller) {
      const steps = parseTransactWrite(input, store);
      for (const { operation, data } of steps)
        authorize(caller, {
          action: operation === 'ConditionCheck' ? 'ConditionCheckItem' : operation,
          table: String(data.TableName),
          keys: [(operation === 'PutItem' ? data.Item : data.Key) as Item],
        });
      return transactWrite({ writes, storage, clock: runtime.clock }, steps, input);
    },

    TransactGetItems(input, caller) {
      const gets = parseTransactGet(input, store);
      for (const data of gets)
        authorize(caller, { action: 'GetItem', table: String(data.TableName), keys: [data.Key as Item] });
      return transactGet({ locks, storage, findTable: tables.find }, gets);
    },

    async CreateTable(input, caller) {
      const wanted = tables.check(input);
      authorize(caller, { action: 'CreateTable', table: wanted.TableName });
      const table = await locks.hold([wanted.TableName], () => tables.create(wanted, randomUUID()));
      return { TableDescription: table.description };
    },

    DeleteTable: onTable('DeleteTable', (name) =>
      locks.hold([name], async () => {
        const table = tables.get(name);
        if (table.description.DeletionProtectionEnabled)
          throw validationError(
            `Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.`,
          );
        await tables.delete(table);
        return {
          TableDescription: { ...table.description, TableStatus: 'DELETING' } satisfies TableDescription,
        };
      }),
    ),

    DescribeTable: onTable('DescribeTable', async (name) => {
      const { description } = tables.get(name);
      return { Table: { ...description, ItemCount: await storage.count(itemRows(name)) } };
    }),

    ListTables(input, caller) {
      const { Limit = 100, ExclusiveStartTableName } = parseRequest('ListTables', input, store) as {
        Limit?: number;
        ExclusiveStartTableName?: string;
      };
      authorizeAll(runtime, caller, 'ListTables');
      const names = tables
        .names()
        .filter((name) => !ExclusiveStartTableName || name > ExclusiveStartTableName);
      const page = names.slice(0, Limit);
      return { TableNames: page, ...(page.length < names.length && { LastEvaluatedTableName: page.at(-1) }) };
    },

    DescribeTimeToLive: onTable('DescribeTimeToLive', (name) => {
      const { timeToLive } = tables.get(name);
      return {
        TimeToLiveDescription: timeToLive?.Enabled
          ? { TimeToLiveStatus: 'ENABLED', AttributeName: timeToLive.AttributeName }
          : { TimeToLiveStatus: 'DISABLED' },
      };
    }),

    UpdateTimeToLive: onTable('UpdateTimeToLive', async (name, input) => {
      const wanted = input.TimeToLiveSpecification;
      if (
        !isObject(wanted) ||
        typeof wanted.AttributeName !== 'string' ||
        typeof wanted.Enabled !== 'boolean'
      )
        throw validationError('TimeToLiveSpecification needs AttributeName and Enabled');
      const specification = { AttributeName: wanted.AttributeName, Enabled: wanted.Enabled };
      const table = tables.get(name);
      if ((table.timeToLive?.Enabled ?? false) === specification.Enabled)
        throw validationError(`TimeToLive is already ${specification.Enabled ? 'enabled' : 'disabled'}`);
      await tables.setTimeToLive(table, specification);
      return { TimeToLiveSpecification: specification };
    }),
  };
}
