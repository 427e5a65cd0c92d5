import { AwsError } from '../../runtime/errors.ts';
import type { DynamoDbPeer } from '../../runtime/peers.ts';
import { jsonProtocol, type JsonOperations } from '../../runtime/protocols/json.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Service } from '../../runtime/service.ts';
import { createTable } from './cloudformation.ts';
import { deleteExpired } from './expiry.ts';
import { createLocks } from './locks.ts';
import { createOperations, type Operation } from './operations.ts';
import { openTables, type Tables } from './tables.ts';
import { createWrites, type BeforeCommit } from './writes.ts';

export type { Change } from './overlay.ts';
export type { BeforeCommit } from './writes.ts';

/** How often items past their time to live are looked for. DynamoDB promises "within a few days". */
const EXPIRY_INTERVAL_MS = 5 * 60 * 1000;

/** DynamoDB on dynalite's expressions and LevelDB. */
export function createDynamoDb(
  runtime: Runtime,
  options: { readonly beforeCommit?: BeforeCommit } = {},
): Service & DynamoDbPeer {
  let opened:
    { tables: Tables; operations: Readonly<Record<string, Operation>>; timer: NodeJS.Timeout } | undefined;
  const open = () => {
    if (!opened) throw new Error('DynamoDB is not started.');
    return opened;
  };

  return {
    async start() {
      const tables = await openTables(runtime);
      const locks = createLocks();
      const beforeCommit = options.beforeCommit ?? (() => []);
      const writes = createWrites({ storage: tables.storage, locks, findTable: tables.find, beforeCommit });
      const expire = () =>
        void deleteExpired(tables, writes, runtime.clock).catch((error: unknown) =>
          runtime.log.fault('dynamodb', error),
        );
      const timer = setInterval(expire, EXPIRY_INTERVAL_MS).unref();
      opened = { tables, timer, operations: createOperations({ runtime, tables, writes, locks }) };
    },
    create: (resource) => createTable(resource, runtime, open().tables),
    async stop() {
      if (!opened) return;
      clearInterval(opened.timer);
      await opened.tables.close();
      opened = undefined;
    },
    handle: (call) =>
      jsonProtocol({ version: '1.0', operations: onTheWire(open().operations), log: runtime.log })(call),

    async call(operation, input, caller) {
      const { operations } = open();
      const run = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
      if (!run) throw new AwsError('UnknownOperationException', `Unknown operation: ${operation}`);
      return run(input, caller);
    },
  };
}

/** The same operations, with the long error names that DynamoDB writes into `__type`. */
function onTheWire(operations: Readonly<Record<string, Operation>>): JsonOperations {
  return Object.fromEntries(
    Object.entries(operations).map(([name, run]) => [
      name,
      async (input, call) => {
        try {
          return await run(input, call.caller);
        } catch (error) {
          if (!(error instanceof AwsError)) throw error;
          throw new AwsError(
            `${namespace(error.code)}#${error.code}`,
            error.message,
            error.status,
            error.details,
          );
        }
      },
    ]),
  );
}

function namespace(code: string): string {
  if (code === 'ValidationException') return 'com.amazon.coral.validate';
  if (code === 'SerializationException' || code === 'AccessDeniedException')
    return 'com.amazon.coral.service';
  return 'com.amazonaws.dynamodb.v20120810';
}
