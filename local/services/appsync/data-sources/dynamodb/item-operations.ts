import type { JsonObject } from '../../json.ts';
import { readExpressions } from './expressions.ts';
import type { TableOperations } from './table-operation.ts';
import { fromWireItem, toWireItem, type WireItem } from './values.ts';

const plain = (item: unknown) => (item ? fromWireItem(item as WireItem) : null);

/** The whole item that a `PutItem` writes. */
export const itemOf = (request: JsonObject): WireItem => ({
  ...toWireItem(request['attributeValues'] ?? {}, '$[attributeValues]'),
  ...keyOf(request),
});

export const keyOf = (request: JsonObject): WireItem => toWireItem(request['key'], '$[key]');

/** `GetItem`, `PutItem`, `UpdateItem`, `DeleteItem`: each answers one plain item or null. */
export const itemOperations: TableOperations = {
  GetItem: {
    elements: ['key', 'consistentRead', 'projection'],
    async run(request, { tableName, call }) {
      const input: JsonObject = {
        TableName: tableName,
        Key: keyOf(request),
        ConsistentRead: request['consistentRead'] === true,
        ...readExpressions({ projection: request['projection'] }),
      };
      return plain((await call('GetItem', input))['Item']);
    },
  },

  PutItem: {
    elements: ['key', 'attributeValues', 'condition'],
    async run(request, { tableName, call }) {
      const item = itemOf(request);
      const expressions = readExpressions({ condition: request['condition'] });
      await call('PutItem', { TableName: tableName, Item: item, ...expressions });
      return fromWireItem(item);
    },
  },

  UpdateItem: {
    elements: ['key', 'update', 'condition'],
    async run(request, { tableName, call }) {
      const expressions = readExpressions({ update: request['update'], condition: request['condition'] });
      const input = {
        TableName: tableName,
        Key: keyOf(request),
        ReturnValues: 'ALL_NEW',
        ...expressions,
      };
      return plain((await call('UpdateItem', input))['Attributes']);
    },
  },

  DeleteItem: {
    elements: ['key', 'condition'],
    async run(request, { tableName, call }) {
      const expressions = readExpressions({ condition: request['condition'] });
      const input = {
        TableName: tableName,
        Key: keyOf(request),
        ReturnValues: 'ALL_OLD',
        ...expressions,
      };
      return plain((await call('DeleteItem', input))['Attributes']);
    },
  },
};
