import { createRequire } from 'node:module';
import { AwsError } from '../../runtime/errors.ts';
import { comparison, sizeOf } from './comparison.ts';
import { loadExchanged } from './exchange.ts';
import { hashPrefix, indexSuffix } from './keys.ts';
import { cacheResults } from './parsers.ts';
import { onlyRemoves, withoutCreating } from './removing.ts';

/**
 * The one gate to dynalite's modules. They are not a public interface (hence the exact version in
 * package.json) and carry no types: what is used of them is written down here.
 */

/** A value as DynamoDB's wire has it: `{S: 'x'}`, `{N: '1'}`, `{M: {…}}`, … */
export type AttributeValue = Readonly<Record<string, unknown>>;
export type Item = Readonly<Record<string, AttributeValue>>;

export interface KeyElement {
  readonly AttributeName: string;
  readonly KeyType: 'HASH' | 'RANGE';
}

export interface IndexDescription {
  readonly IndexName: string;
  readonly KeySchema: readonly KeyElement[];
  readonly Projection: { readonly ProjectionType?: string; readonly NonKeyAttributes?: readonly string[] };
}

/** The members of a table's description that dynalite's actions read. */
export interface TableKeys {
  readonly TableName: string;
  readonly AttributeDefinitions: readonly {
    readonly AttributeName: string;
    readonly AttributeType: string;
  }[];
  readonly KeySchema: readonly KeyElement[];
  readonly GlobalSecondaryIndexes?: readonly IndexDescription[];
  readonly LocalSecondaryIndexes?: readonly IndexDescription[];
}

export type Callback<T> = (error: unknown, value?: T) => void;

export interface Range {
  readonly gt?: string;
  readonly gte?: string;
  readonly lt?: string;
  readonly lte?: string;
  readonly reverse?: boolean;
  /** -1: no limit. */
  readonly limit?: number;
}

/** One keyspace of the store: the items of a table, or the rows of an index. */
export interface Keyspace {
  get(key: string, callback: Callback<Item>): void;
  put(key: string, item: Item, callback: Callback<void>): void;
  del(key: string, callback: Callback<void>): void;
  createValueStream(range: Range): NodeJS.EventEmitter;
  /** Runs `work` with a function that wraps the final callback so as to release the lock. */
  lock(key: string, work: (release: <T>(callback: T) => T) => void): void;
}

/** What an action reads and writes through. */
export interface Store {
  readonly options: { readonly maxItemSize: number };
  getTable(name: string, checkStatus: unknown, callback?: Callback<TableKeys>): void;
  getItemDb(table: string): Keyspace;
  getIndexDb(type: string, table: string, index: string): Keyspace;
}

/** Input after validation: dynalite adds the parsed expressions (`_condition`, `_updates`, …). */
export type Request = Readonly<Record<string, unknown>>;
type Action = (store: Store, data: Request, callback: Callback<Record<string, unknown>>) => void;

/** What an operation's input may be, in dynalite's form. */
interface Validation {
  readonly types: Readonly<Record<string, unknown>>;
  readonly custom?: ((data: Request, store: Store) => string | undefined) | undefined;
}

/** dynalite's own error: a ready answer. */
interface Refusal {
  readonly statusCode: number;
  readonly body: { readonly __type: string; readonly message?: string; readonly Message?: string };
}

interface Database {
  readonly MAX_SIZE: number;
  validateKey(key: unknown, table: TableKeys): Refusal | null | undefined;
  validateItem(item: unknown, table: TableKeys): Refusal | null | undefined;
  createKey(item: unknown, table: TableKeys): string;
  checkConditional(data: Request, existing: Item | undefined): Refusal | null | undefined;
  itemSize(item: Item): number;
  getIndexActions(
    indexes: readonly IndexDescription[],
    existing: Item | undefined,
    item: Item | undefined,
    table: TableKeys,
  ): { puts: { index: string; key: string; item: Item }[]; deletes: { index: string; key: string }[] };
}

const require = createRequire(import.meta.url);

for (const parser of ['conditionParser', 'updateParser', 'projectionParser'])
  cacheResults(require, `dynalite/db/${parser}`);

const Big = createRequire(require.resolve('dynalite'))('big.js') as new (text: string) => {
  cmp(other: string): number;
};
const compareNumbers = (a: string, b: string) => new Big(a).cmp(b);

interface Argument {
  readonly type?: string;
  readonly name?: string;
  readonly args?: readonly (Argument | readonly unknown[])[];
}

const EXCHANGED = ['compare', 'resolveArg', 'valSize', 'hashPrefix', 'createKey', 'createIndexKey'] as const;
loadExchanged<{
  compare: ReturnType<typeof comparison>;
  resolveArg: (argument: Argument | readonly unknown[], item: Item) => AttributeValue | null | undefined;
  valSize: (value: never, type: string, compress: boolean) => number;
  hashPrefix: (value: string, type: string) => string;
  createKey: (item: Item, table: TableKeys, keySchema?: readonly KeyElement[]) => string;
  createIndexKey: (item: Item, table: TableKeys, keySchema: readonly KeyElement[]) => string;
}>(require, 'dynalite/db', EXCHANGED, (originals) => ({
  ...originals,
  compare: comparison(compareNumbers),
  resolveArg(argument, item) {
    const { name, args } = argument as Argument;
    if (name !== 'size') return originals.resolveArg(argument, item);
    return sizeOf(originals.resolveArg(args![0]!, item) ?? undefined);
  },
  // The limits of sizes are in bytes of UTF-8.
  valSize: (value, type, compress) =>
    type === 'S' ? Buffer.byteLength(value) : originals.valSize(value, type, compress),
  hashPrefix: (value, type) => hashPrefix(value, type) ?? originals.hashPrefix(value, type),
  createIndexKey: (item, table, keySchema) =>
    originals.createKey(item, table, keySchema) + indexSuffix(originals.createKey(item, table)),
}));

export const database = require('dynalite/db') as Database;

const validations = require('dynalite/validations') as {
  checkTypes(data: unknown, types: unknown): Request;
  checkValidations(data: Request, types: unknown, custom: unknown, store: Store): void;
};

const lowerFirst = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);

function each<T>(folder: string, operations: readonly string[]): Readonly<Record<string, T>> {
  return Object.fromEntries(
    operations.map((name) => [name, require(`dynalite/${folder}/${lowerFirst(name)}`) as T]),
  );
}

const ITEM_OPERATIONS = [
  'GetItem',
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'Query',
  'Scan',
  'BatchGetItem',
  'BatchWriteItem',
] as const;
const TABLE_OPERATIONS = [
  'CreateTable',
  'DeleteTable',
  'DescribeTable',
  'ListTables',
  'DescribeTimeToLive',
] as const;
export type ItemOperation = (typeof ITEM_OPERATIONS)[number];
export type ValidatedOperation = ItemOperation | (typeof TABLE_OPERATIONS)[number];

const actions = each<Action>('actions', ITEM_OPERATIONS);
export const updateTableRules = require('dynalite/validations/updateTable') as Validation;
const rules = each<Validation>('validations', [...ITEM_OPERATIONS, ...TABLE_OPERATIONS]);

/** The checks of an operation's input that need no table, in DynamoDB's order and words. */
export const checkRequest = (operation: ValidatedOperation, input: unknown, store: Store): Request =>
  checkInput(rules[operation]!, input, store);

/** The same for an operation that dynalite does not know. */
export function checkInput({ types, custom }: Validation, input: unknown, store: Store): Request {
  try {
    // A shallow copy: dynalite deletes the members that it does not know.
    const data = validations.checkTypes({ ...(input as object) }, types);
    validations.checkValidations(data, types, custom, store);
    return data;
  } catch (error) {
    // Deep nesting ends dynalite's recursion, and its callers', the hard way.
    if (error instanceof RangeError) throw validationError(NESTING);
    // dynalite stumbles over a null where a value belongs.
    if (error instanceof TypeError) throw validationError(EMPTY_VALUE);
    throw asRefusal(error);
  }
}

const EMPTY_VALUE = 'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes';
export const NESTING =
  'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit';

/** Runs one action of dynalite; its refusals arrive as `AwsError`. */
export async function runAction(
  operation: ItemOperation,
  store: Store,
  data: Request,
): Promise<Record<string, unknown>> {
  if (operation !== 'UpdateItem' || !onlyRemoves(data)) return run(operation, store, data);
  let isMissing = false;
  const answer = await run(
    operation,
    withoutCreating(store, () => (isMissing = true)),
    data,
  );
  if (!isMissing) return answer;
  const { Attributes: _none, ...rest } = answer;
  return rest;
}

function run(operation: ItemOperation, store: Store, data: Request): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    actions[operation]!(store, data, (error, output) =>
      error ? reject(asRefusal(error)) : resolve(output ?? {}),
    );
  });
}

/** Throws when dynalite found something to refuse. */
export function assertAccepted(refusal: unknown): void {
  if (refusal) throw asRefusal(refusal);
}

export const validationError = (message: string): AwsError => new AwsError('ValidationException', message);

function asRefusal(error: unknown): unknown {
  const refusal = error as Partial<Refusal>;
  if (!refusal.body || !refusal.statusCode) return error;
  const code = refusal.body.__type.split('#').pop() ?? '';
  return new AwsError(code, refusal.body.message ?? refusal.body.Message ?? '', refusal.statusCode);
}

/** The LevelDB binding that dynalite itself depends on, wherever npm has put it. */
export const { Level } = createRequire(require.resolve('dynalite'))('level') as {
  Level: new (path: string, options: { valueEncoding: 'json' }) => LevelDatabase;
};

export type Row =
  | { readonly type: 'put'; readonly key: string; readonly value: unknown }
  | { readonly type: 'del'; readonly key: string };

interface Iterator<T> {
  nextv(size: number): Promise<T[]>;
  close(): Promise<void>;
}

export interface LevelDatabase {
  open(): Promise<void>;
  close(): Promise<void>;
  getSync(key: string): unknown;
  batch(rows: readonly Row[]): Promise<void>;
  clear(range: Range): Promise<void>;
  values(range: Range): Iterator<unknown>;
  keys(range: Range): Iterator<string>;
}
