import { AwsError } from '../../runtime/errors.ts';
import type { DynamoDbPeer, StreamsPeer } from '../../runtime/peers.ts';
import { commonType } from '../../runtime/protocols/reply.ts';
import { jsonProtocol, type JsonOperations } from '../../runtime/protocols/json.ts';
import type { Principal } from '../../runtime/principal.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { AwsCall, Service } from '../../runtime/service.ts';
import { createTable, deleteTable } from './cloudformation.ts';
import { deleteExpired } from './expiry.ts';
import { createLocks } from './locks.ts';
import { createOperations, type Operation } from './operations.ts';
import type { Input } from './request.ts';
import { openTables, type Tables } from './tables.ts';
import { createStreamOperations } from './streams/operations.ts';
import { createWrites } from './writes.ts';

/** How often items past their time to live are looked for. DynamoDB promises "within a few days". */
const EXPIRY_INTERVAL_MS = 5 * 60 * 1000;

/** The two APIs behind one scope of signatures, as `x-amz-target` names them. */
const TARGETS = { tables: 'DynamoDB_20120810', streams: 'DynamoDBStreams_20120810' };

/** Stands for what neither of them is: it has no operation. */
const NO_API = '';

type Operations = Readonly<Record<string, Operation>>;

interface Opened {
  readonly tables: Tables;
  readonly timer: NodeJS.Timeout;
  readonly operations: Operations;
  readonly streamOperations: Operations;
  readonly protocols: Readonly<Record<string, (call: AwsCall) => Promise<void>>>;
}

/** DynamoDB on dynalite's expressions and LevelDB. */
export function createDynamoDb(runtime: Runtime): Service & DynamoDbPeer & { readonly streams: StreamsPeer } {
  let opened: Opened | undefined;
  const open = () => {
    if (!opened) throw new Error('DynamoDB is not started.');
    return opened;
  };

  return {
    async start() {
      const locks = createLocks();
      const tables = await openTables(runtime, locks);
      const { storage, streams } = tables;
      const writes = createWrites({ storage, locks, findTable: tables.find, streams });
      const expire = () =>
        void Promise.all([deleteExpired(tables, writes, runtime.clock), streams.trim()]).catch(
          (error: unknown) => runtime.log.fault('dynamodb', error),
        );
      const timer = setInterval(expire, EXPIRY_INTERVAL_MS).unref();
      const operations = createOperations({ runtime, tables, writes, locks });
      const streamOperations = createStreamOperations(runtime, streams, storage.committed);
      opened = {
        ...{ tables, timer, operations, streamOperations },
        protocols: {
          [TARGETS.tables]: protocol(operations, runtime),
          [TARGETS.streams]: protocol(streamOperations, runtime),
          [NO_API]: protocol({}, runtime),
        },
      };
    },
    create: (resource) => createTable(resource, runtime, open().tables),
    delete: (resource) => deleteTable(resource, open().tables),
    async stop() {
      if (!opened) return;
      clearInterval(opened.timer);
      await opened.tables.close();
      opened = undefined;
    },
    async handle(call) {
      const { protocols } = open();
      const api = (call.headers['x-amz-target'] ?? '').split('.')[0]!;
      await (protocols[api] ?? protocols[NO_API]!)(call);
    },
    call: async (operation, input, caller) => run(open().operations, operation, input, caller),
    streams: {
      call: async (operation, input, caller) => run(open().streamOperations, operation, input, caller),
      changed: (streamArn, signal) => open().tables.streams.changed(streamArn, signal),
    },
  };
}

function run(operations: Operations, name: string, input: Input, caller: Principal): unknown {
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (!operation) throw new AwsError('UnknownOperationException', `Unknown operation: ${name}`);
  return operation(input, caller);
}

const protocol = (operations: Operations, { log }: Runtime) =>
  jsonProtocol({
    ...{ version: '1.0', operations: onTheWire(operations), log, typeOf },
    internalError: 'InternalServerError',
  });

const onTheWire = (operations: Operations): JsonOperations =>
  Object.fromEntries(
    Object.entries(operations).map(([name, operation]) => [
      name,
      (input: Input, { caller }: AwsCall) => operation(input, caller),
    ]),
  );

/** The long names of errors that DynamoDB writes into `__type`. */
function typeOf(code: string): string {
  if (code === 'ValidationException') return `com.amazon.coral.validate#${code}`;
  const common = commonType(code);
  return common === code ? `com.amazonaws.dynamodb.v20120810#${code}` : common;
}
