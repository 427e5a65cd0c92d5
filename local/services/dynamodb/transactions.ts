import { createHash } from 'node:crypto';
import type { Clock } from '../../runtime/clock.ts';
import { AwsError } from '../../runtime/errors.ts';
import {
  assertAccepted,
  database,
  runAction,
  validationError,
  type Item,
  type Request,
  type Row,
  type Store,
} from './dynalite.ts';
import type { Locks } from './locks.ts';
import { transactReadCapacity } from './capacity.ts';
import { costsOfMany, writtenOf, type Written } from './costs.ts';
import { isObject, parseRequest, withTableName, type Input } from './request.ts';
import { itemRows, tableNotFound, type Storage } from './storage.ts';
import type { Table } from './table.ts';
import type { Target, Writes, WriteOperation } from './writes.ts';

/** One member of a transaction, checked. */
export interface Step {
  readonly operation: WriteOperation | 'ConditionCheck';
  readonly data: Request;
  readonly returnOnFailure: unknown;
}

const MOST_ITEMS = 100;
const OPERATIONS = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheck',
} as const;

function members(input: Input): readonly unknown[] {
  const items = input.TransactItems;
  if (!Array.isArray(items)) throw constraint('null', 'transactItems', 'Member must not be null');
  if (items.length < 1)
    throw constraint("'[]'", 'transactItems', 'Member must have length greater than or equal to 1');
  if (items.length > MOST_ITEMS)
    throw constraint(
      `'[${items.length} members]'`,
      'transactItems',
      `Member must have length less than or equal to ${MOST_ITEMS}`,
    );
  return items;
}

const constraint = (value: string, path: string, rule: string) =>
  validationError(
    `1 validation error detected: Value ${value} at '${path}' failed to satisfy constraint: ${rule}`,
  );

/** Checks the input of `TransactWriteItems`, each member as its own operation would be. */
export function parseTransactWrite(input: Input, store: Store): readonly Step[] {
  return members(input).map((member, position) => {
    const [[kind, body] = ['', undefined], ...more] = isObject(member)
      ? Object.entries(member).filter(([, value]) => value != null)
      : [];
    if (!Object.hasOwn(OPERATIONS, kind) || !isObject(body) || more.length > 0)
      throw validationError('TransactItems can only contain one of Check, Put, Update or Delete');
    const required =
      kind === 'Update' ? 'UpdateExpression' : kind === 'ConditionCheck' ? 'ConditionExpression' : undefined;
    if (required && body[required] == null) {
      const path = [kind, required].map((name) => name.charAt(0).toLowerCase() + name.slice(1)).join('.');
      throw constraint('null', `transactItems.${position + 1}.member.${path}`, 'Member must not be null');
    }
    const operation = OPERATIONS[kind as keyof typeof OPERATIONS];
    // A condition check takes what a conditional delete takes, and then deletes nothing.
    const data = parseRequest(
      operation === 'ConditionCheck' ? 'DeleteItem' : operation,
      withTableName(body),
      store,
    );
    return { operation, data, returnOnFailure: body.ReturnValuesOnConditionCheckFailure };
  });
}

export function parseTransactGet(input: Input, store: Store): readonly Request[] {
  return members(input).map((member) => {
    const get = isObject(member) ? member.Get : undefined;
    if (!isObject(get)) throw validationError('TransactItems can only contain Get');
    return parseRequest('GetItem', withTableName(get), store);
  });
}

/** The items of one transaction together, in bytes. */
const MOST_BYTES = 4 * 1024 * 1024;

function assertSize(items: readonly (Item | undefined)[]): void {
  const size = items.reduce((sum, item) => sum + (item ? database.itemSize(item) : 0), 0);
  if (size > MOST_BYTES)
    throw validationError('The aggregate size of the items in the transaction cannot exceed 4 MB');
}

function assertDistinct(targets: readonly Target[]): void {
  if (new Set(targets.map((target) => target.row)).size < targets.length)
    throw validationError('Transaction request cannot include multiple operations on one item');
}

interface Reason {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: Item;
}

/** Runs every step against one store; commits nothing unless all of them succeed. */
export async function transactWrite(
  options: {
    readonly writes: Writes;
    readonly storage: Storage;
    readonly clock: Clock;
    readonly findTable: (name: string) => Table | undefined;
  },
  steps: readonly Step[],
  request: Input,
): Promise<object> {
  const { writes, storage, clock, findTable } = options;
  const targets = steps.map((step) => writes.target(step.operation, step.data));
  assertDistinct(targets);
  assertSize(steps.map(({ data }) => (data.Item ?? data.Key) as Item));
  const itemOf = (target: Target) => storage.row(target.row) as Item | undefined;
  const token = tokenOf(request, clock);
  const locked = token ? [...targets, { row: token.key, table: '', key: '' }] : targets;
  const { result, changes } = await writes.together(locked, async (store) => {
    if (token && isReplay(storage.row(token.key), token, clock)) return { result: 'replayed' };
    const reasons: Reason[] = [];
    for (const [index, step] of steps.entries())
      reasons.push(await attempt(step, store, itemOf(targets[index]!)));
    if (reasons.some((reason) => reason.Code !== 'None')) throw cancelled(reasons);
    return { result: 'written', rows: token ? [{ type: 'put', key: token.key, value: token.value }] : [] };
  });
  // A repeated call only reads what the first one wrote.
  if (result === 'replayed')
    return readCosts(
      request,
      targets.map((target) => ({ table: target.table, item: itemOf(target) })),
    );
  // A condition check changes nothing, but costs what its item does.
  const written = writtenOf(targets, changes).map((one): Written => {
    const before = one.change ? undefined : itemOf(one.target);
    return before ? { ...one, change: { ...one.target, before, after: before } } : one;
  });
  return costsOfMany(request, written, findTable, true);
}

function readCosts(request: Input, reads: Parameters<typeof transactReadCapacity>[1]) {
  const ConsumedCapacity = transactReadCapacity(request.ReturnConsumedCapacity, reads);
  return ConsumedCapacity ? { ConsumedCapacity } : {};
}

async function attempt(step: Step, store: Store, item: Item | undefined): Promise<Reason> {
  try {
    if (step.operation === 'ConditionCheck') assertAccepted(database.checkConditional(step.data, item));
    else await runAction(step.operation, store, step.data);
    return { Code: 'None' };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    if (error.code === 'ValidationException') return { Code: 'ValidationError', Message: error.message };
    return {
      Code: error.code.replace(/Exception$/, ''),
      Message: error.message,
      ...(step.returnOnFailure === 'ALL_OLD' && item && { Item: item }),
    };
  }
}

const cancelled = (reasons: readonly Reason[]) =>
  new AwsError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons
      .map((reason) => reason.Code)
      .join(', ')}]`,
    400,
    { CancellationReasons: reasons },
  );

/** The items as they all stood at one moment: no writer of any of them runs meanwhile. */
export async function transactGet(
  options: {
    readonly locks: Locks;
    readonly storage: Storage;
    readonly findTable: (name: string) => Table | undefined;
  },
  gets: readonly Request[],
  request: Input,
): Promise<object> {
  const { locks, storage, findTable } = options;
  const targets = gets.map((data): Target => {
    const name = String(data.TableName);
    const table = findTable(name)?.description;
    if (!table) throw tableNotFound();
    assertAccepted(database.validateKey(data.Key, table));
    const key = database.createKey(data.Key, table);
    return { table: name, key, row: itemRows(name) + key };
  });
  assertDistinct(targets);
  const names = targets.map((target) => target.row);
  const { found, reads } = await locks.hold(names, async () => ({
    reads: targets.map(({ row, table }) => ({ table, item: storage.row(row) as Item | undefined })),
    found: await Promise.all(gets.map((data) => runAction('GetItem', storage.committed, data))),
  }));
  assertSize(reads.map(({ item }) => item));
  return { Responses: found.map(({ Item }) => (Item ? { Item } : {})), ...readCosts(request, reads) };
}

/** How long a repeated token answers with the first call's success. */
const TOKEN_LIFETIME_MS = 10 * 60 * 1000;
export const TOKEN_ROWS = 'token~';

export interface TokenRow {
  readonly key: string;
  readonly digest: string;
  /** Milliseconds since the epoch. */
  readonly expires: number;
}

function tokenOf(request: Input, clock: Clock): { key: string; value: TokenRow } | undefined {
  const token = request.ClientRequestToken;
  if (token == null) return undefined;
  if (typeof token !== 'string' || token.length < 1 || token.length > 36)
    throw constraint(
      `'${String(token)}'`,
      'clientRequestToken',
      'Member must have length less than or equal to 36',
    );
  const digest = createHash('sha256').update(JSON.stringify(request.TransactItems)).digest('base64');
  const key = TOKEN_ROWS + token;
  return { key, value: { key, digest, expires: clock.now() + TOKEN_LIFETIME_MS } };
}

function isReplay(stored: unknown, token: { value: TokenRow }, clock: Clock): boolean {
  const known = stored as TokenRow | undefined;
  if (!known || known.expires <= clock.now()) return false;
  if (known.digest === token.value.digest) return true;
  throw new AwsError(
    'IdempotentParameterMismatchException',
    'The provided idempotency token was already used with different parameters',
  );
}

/** The rows to delete of tokens that no longer count. */
export function expiredTokens(tokens: readonly TokenRow[], now: number): readonly Row[] {
  return tokens.flatMap((token): Row[] => (token.expires <= now ? [{ type: 'del', key: token.key }] : []));
}
