import { isDeepStrictEqual } from 'node:util';
import { isObject, type JsonObject } from '../../json.ts';
import { itemOf, keyOf } from './item-operations.ts';
import type { TableAccess } from './table-operation.ts';
import { fromWireItem, type WireItem, type WireValue } from './values.ts';

/**
 * What becomes of a write whose condition failed.
 * Source: AppSync guide, "Condition expressions", on handling a condition check failure.
 */
export type Verdict =
  /** It counts as done; the result is what the table holds. */
  | { readonly kind: 'done'; readonly result: unknown }
  | { readonly kind: 'failed' }
  /** Once more, with another request object. */
  | { readonly kind: 'retry'; readonly request: JsonObject };

/** Asks the function of `conditionalCheckFailedHandler`, and answers what it returned. */
export type AskHandler = (functionArn: string, request: JsonObject, current: unknown) => Promise<unknown>;

export async function judgeFailedCondition(
  request: JsonObject,
  table: TableAccess,
  ask: AskHandler,
): Promise<Verdict> {
  const condition = isObject(request['condition']) ? request['condition'] : {};
  const handler = isObject(condition['conditionalCheckFailedHandler'])
    ? condition['conditionalCheckFailedHandler']
    : {};
  const isCustom = handler['strategy'] === 'Custom';
  const current = await readCurrent(request, condition, table);
  const result = current ? fromWireItem(current) : null;
  if (isDone(request, condition, current)) return { kind: 'done', result };
  if (!isCustom) return { kind: 'failed' };
  return readVerdict(await ask(String(handler['lambdaArn']), request, result), result);
}

async function readCurrent(
  request: JsonObject,
  condition: JsonObject,
  { tableName, call }: TableAccess,
): Promise<WireItem | undefined> {
  const ConsistentRead = condition['consistentRead'] !== false;
  const answer = await call('GetItem', { TableName: tableName, Key: keyOf(request), ConsistentRead });
  return answer['Item'] as WireItem | undefined;
}

/**
 * The table holds what the write wanted: another one like it came first. Of an update that cannot be told, although its
 * item is read like the others'.
 */
function isDone(request: JsonObject, condition: JsonObject, current: WireItem | undefined): boolean {
  if (request['operation'] === 'DeleteItem') return current === undefined;
  if (request['operation'] !== 'PutItem' || !current) return false;
  const ignored = new Set(Array.isArray(condition['equalsIgnore']) ? condition['equalsIgnore'] : []);
  const rest = (item: WireItem) =>
    Object.fromEntries(
      Object.entries(item).flatMap(([name, value]) => (ignored.has(name) ? [] : [[name, comparable(value)]])),
    );
  return isDeepStrictEqual(rest(current), rest(itemOf(request)));
}

/** Numbers by their value, sets without an order. */
function comparable(value: WireValue): unknown {
  const [[type, content] = ['', undefined]] = Object.entries(value);
  if (type === 'N') return { N: Number(content) };
  if (type === 'M')
    return {
      M: Object.fromEntries(
        Object.entries(content as WireItem).map(([name, one]) => [name, comparable(one)]),
      ),
    };
  if (type === 'L') return { L: (content as readonly WireValue[]).map(comparable) };
  return Array.isArray(content) ? { [type]: content.map(String).toSorted() } : value;
}

function readVerdict(answer: unknown, current: unknown): Verdict {
  const { action, retryMapping } = isObject(answer) ? answer : {};
  if (action === 'discard') return { kind: 'done', result: current };
  if (action === 'retry' && isObject(retryMapping)) return { kind: 'retry', request: retryMapping };
  return { kind: 'failed' };
}
