import { isObject, type JsonObject } from '../../json.ts';
import { readExpressions } from './expressions.ts';
import type { TableOperation } from './table-operation.ts';
import { fromWireItem, toWireItem, type WireItem } from './values.ts';

const tablesOf = (request: JsonObject) =>
  Object.entries(isObject(request['tables']) ? request['tables'] : {});
const items = (list: unknown) => (Array.isArray(list) ? list.map(toWireItem) : []);
const plain = (list: readonly WireItem[]) => list.map(fromWireItem);
const byTable = <T>(entries: readonly (readonly [string, T])[]) => Object.fromEntries(entries);

/** `BatchGetItem`, `BatchPutItem`, `BatchDeleteItem` over several tables, named by their physical names. */
export const batchOperations: Readonly<Record<string, TableOperation>> = {
  /** Items stand in the order of the keys, null for a key without one. */
  async BatchGetItem(request, { call }) {
    const asked = tablesOf(request).map(([name, table]) => {
      const { keys, consistentRead, projection } = isObject(table) ? table : {};
      const input = {
        Keys: items(keys),
        ConsistentRead: consistentRead === true,
        ...readExpressions({ projection }),
      };
      return [name, input] as const;
    });
    const answer = await call('BatchGetItem', { RequestItems: byTable(asked) });
    const found = (answer['Responses'] ?? {}) as Record<string, readonly WireItem[] | undefined>;
    const left = (answer['UnprocessedKeys'] ?? {}) as Record<
      string,
      { Keys: readonly WireItem[] } | undefined
    >;
    return {
      data: byTable(
        asked.map(([name, { Keys }]) => [name, Keys.map((key) => pick(found[name] ?? [], key))] as const),
      ),
      unprocessedKeys: byTable(asked.map(([name]) => [name, plain(left[name]?.Keys ?? [])] as const)),
    };
  },

  async BatchPutItem(request, { call }) {
    const asked = tablesOf(request).map(([name, list]) => [name, items(list)] as const);
    const requests = asked.map(
      ([name, list]) => [name, list.map((Item) => ({ PutRequest: { Item } }))] as const,
    );
    const left = unprocessed(await call('BatchWriteItem', { RequestItems: byTable(requests) }));
    return {
      data: byTable(asked.map(([name, list]) => [name, plain(list)] as const)),
      unprocessedItems: byTable(
        asked.map(([name]) => [name, plain((left[name] ?? []).map((r) => r.PutRequest!.Item))] as const),
      ),
    };
  },

  async BatchDeleteItem(request, { call }) {
    const asked = tablesOf(request).map(([name, list]) => [name, items(list)] as const);
    const requests = asked.map(
      ([name, list]) => [name, list.map((Key) => ({ DeleteRequest: { Key } }))] as const,
    );
    const left = unprocessed(await call('BatchWriteItem', { RequestItems: byTable(requests) }));
    return {
      data: byTable(asked.map(([name, list]) => [name, plain(list)] as const)),
      unprocessedKeys: byTable(
        asked.map(([name]) => [name, plain((left[name] ?? []).map((r) => r.DeleteRequest!.Key))] as const),
      ),
    };
  },
};

interface WriteRequest {
  readonly PutRequest?: { readonly Item: WireItem };
  readonly DeleteRequest?: { readonly Key: WireItem };
}

const unprocessed = (answer: JsonObject) =>
  (answer['UnprocessedItems'] ?? {}) as Record<string, readonly WriteRequest[] | undefined>;

/** The item that has this key. */
function pick(found: readonly WireItem[], key: WireItem): Record<string, unknown> | null {
  const item = found.find((one) =>
    Object.entries(key).every(([name, value]) => JSON.stringify(one[name]) === JSON.stringify(value)),
  );
  return item ? fromWireItem(item) : null;
}
