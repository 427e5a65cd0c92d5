import { isDeepStrictEqual } from 'node:util';
import { isObject, type JsonObject } from '../../json.ts';
import { allowElements, malformed } from '../malformed.ts';
import { readExpressions } from './expressions.ts';
import type { TableOperation, TableOperations } from './table-operation.ts';
import { fromWireItem, toWireItem, type WireItem } from './values.ts';

/** The tables of a request with what is asked of each, in the request's order. */
function tablesOf<T>(
  request: JsonObject,
  read: (asked: unknown, place: string) => T,
): (readonly [string, T])[] {
  const { tables } = request;
  if (!isObject(tables)) throw malformed("Value for field '$[tables]' not found.");
  return Object.entries(tables).map(([name, asked]) => [name, read(asked, `$[tables][${name}]`)] as const);
}

function itemsOf(list: unknown, place: string): WireItem[] {
  if (!Array.isArray(list)) throw malformed(`Expected JSON array for field '${place}'.`);
  return list.map((item, index) => toWireItem(item, `${place}[${index}]`));
}

function keysOf(asked: unknown, place: string): WireItem[] {
  allowElements(asked, ['keys', 'consistentRead', 'projection'], place);
  return itemsOf(isObject(asked) ? asked['keys'] : undefined, `${place}[keys]`);
}

const byTable = <T, U>(entries: readonly (readonly [string, T])[], map: (value: T, name: string) => U) =>
  Object.fromEntries(entries.map(([name, value]) => [name, map(value, name)]));

/** `BatchGetItem`: items stand in the order of the keys, null for a key without one. */
const batchGet: TableOperation = {
  elements: ['tables'],
  async run(request, { call }) {
    const asked = tablesOf(request, keysOf);
    const options = request['tables'] as Readonly<Record<string, JsonObject>>;
    const answer = await call('BatchGetItem', {
      RequestItems: byTable(asked, (Keys, name) => ({
        Keys,
        ConsistentRead: options[name]!['consistentRead'] === true,
        ...readExpressions({ projection: options[name]!['projection'] }),
      })),
    });
    const found = (answer['Responses'] ?? {}) as Record<string, readonly WireItem[] | undefined>;
    const left = (answer['UnprocessedKeys'] ?? {}) as Record<
      string,
      { Keys: readonly WireItem[] } | undefined
    >;
    return {
      data: byTable(asked, (keys, name) => inOrder(found[name] ?? [], keys)),
      unprocessedKeys: byTable(asked, (_keys, name) => (left[name]?.Keys ?? []).map(fromWireItem)),
    };
  },
  refused: (request) => nothingDone(tablesOf(request, keysOf), 'unprocessedKeys'),
};

/** `BatchPutItem` and `BatchDeleteItem`: what was written in the order asked for, null for what was left. */
function batchWrite(
  left: 'unprocessedItems' | 'unprocessedKeys',
  toRequest: (item: WireItem) => JsonObject,
): TableOperation {
  return {
    elements: ['tables'],
    async run(request, { call }) {
      const asked = tablesOf(request, itemsOf);
      const RequestItems = byTable(asked, (items) => items.map(toRequest));
      const answer = await call('BatchWriteItem', { RequestItems });
      const unprocessed = (answer['UnprocessedItems'] ?? {}) as Record<
        string,
        readonly JsonObject[] | undefined
      >;
      const isLeft = (item: WireItem, name: string) =>
        (unprocessed[name] ?? []).some((one) => isDeepStrictEqual(one, toRequest(item)));
      return {
        data: byTable(asked, (items, name) =>
          items.map((item) => (isLeft(item, name) ? null : fromWireItem(item))),
        ),
        [left]: byTable(asked, (items, name) => items.filter((item) => isLeft(item, name)).map(fromWireItem)),
      };
    },
    refused: (request) => nothingDone(tablesOf(request, itemsOf), left),
  };
}

/** Over several tables, named by their physical names. */
export const batchOperations: TableOperations = {
  BatchGetItem: batchGet,
  BatchPutItem: batchWrite('unprocessedItems', (Item) => ({ PutRequest: { Item } })),
  BatchDeleteItem: batchWrite('unprocessedKeys', (Key) => ({ DeleteRequest: { Key } })),
};

/** The result beside an error: every table is there, with nothing in it and all of it left. */
const nothingDone = (asked: readonly (readonly [string, readonly WireItem[]])[], left: string) => ({
  data: byTable(asked, (items) => items.map(() => null)),
  [left]: byTable(asked, (items) => items.map(fromWireItem)),
});

/** The items of some keys, null for a key without one. All keys of a table have the same attributes. */
function inOrder(found: readonly WireItem[], keys: readonly WireItem[]) {
  const names = Object.keys(keys[0] ?? {});
  const textOf = (item: WireItem) => JSON.stringify(names.map((name) => item[name]));
  const items = new Map(found.map((item) => [textOf(item), item]));
  return keys.map((key) => {
    const item = items.get(textOf(key));
    return item ? fromWireItem(item) : null;
  });
}
