import { AwsError } from '../../runtime/errors.ts';
import type { Principal } from '../../runtime/principal.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { createAuthorize, queryKeys } from './authorization.ts';
import { runAction, validationError, type Item, type Request } from './dynalite.ts';
import type { Locks } from './locks.ts';
import { assertReturns, parseRequest, withTableName, withTableNames, type Input } from './request.ts';
import { createTableOperations } from './table-operations.ts';
import { readIndex } from './reads.ts';

import type { Tables } from './tables.ts';
import { parseTransactGet, parseTransactWrite, transactGet, transactWrite } from './transactions.ts';
import type { WriteOperation, Writes } from './writes.ts';

export type Operation = (input: Input, caller: Principal) => Promise<unknown> | unknown;

interface Requests {
  readonly Keys?: readonly Item[];
  readonly PutRequest?: { readonly Item: Item };
  readonly DeleteRequest?: { readonly Key: Item };
}

/** Items of all tables together. */
const MOST_IN_BATCH = { BatchGetItem: 100, BatchWriteItem: 25 };

function assertFewer(
  operation: keyof typeof MOST_IN_BATCH,
  requests: Readonly<Record<string, Requests | readonly Requests[]>>,
  keys: (requests: Requests | readonly Requests[]) => readonly unknown[],
): void {
  const count = Object.values(requests).reduce((sum, some) => sum + keys(some).length, 0);
  if (count > MOST_IN_BATCH[operation])
    throw validationError(`Too many items requested for the ${operation} call`);
}

/** An answer holds 16 MB; dynalite stops at this and 1 MB more, all but 3 bytes. */
const BATCH_GET_SIZE = 15 * 1024 * 1024 + 3;

const PARTIQL = ['ExecuteStatement', 'BatchExecuteStatement', 'ExecuteTransaction'];

function refusePartiQl(): never {
  throw new AwsError('UnknownOperationException', 'PartiQL is not supported on this machine.');
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
      if (input.ReturnValuesOnConditionCheckFailure != null) assertReturns(input, store);
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
      return readIndex(operation, tables.find(String(data.TableName)), data, store);
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
      assertFewer(operation, data.RequestItems as Record<string, Requests | readonly Requests[]>, keys);
      const asked = Object.entries(data.RequestItems as Record<string, Requests>);
      for (const [index, [table, requests]] of asked.entries())
        authorize(caller, { action: operation, table, keys: keys(requests), isFurther: index > 0 });
      return restore(await run(data));
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
      (data) => runAction('BatchGetItem', { ...store, options: { maxItemSize: BATCH_GET_SIZE } }, data),
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
      assertReturns(input, store);
      return transactWrite({ writes, storage, clock: runtime.clock, findTable: tables.find }, steps, input);
    },

    TransactGetItems(input, caller) {
      const gets = parseTransactGet(input, store);
      for (const data of gets)
        authorize(caller, { action: 'GetItem', table: String(data.TableName), keys: [data.Key as Item] });
      assertReturns(input, store);
      return transactGet({ locks, storage, findTable: tables.find }, gets, input);
    },
    // PartiQL is another language, and not spoken here.
    ...Object.fromEntries(PARTIQL.map((name) => [name, refusePartiQl])),
    ...createTableOperations({ runtime, tables, locks, authorize }),
  };
}
