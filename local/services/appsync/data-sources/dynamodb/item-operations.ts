import type { JsonObject } from '../../json.ts';
import { readExpressions } from './expressions.ts';
import type { TableOperation } from './table-operation.ts';
import { fromWireItem, toWireItem, type WireItem } from './values.ts';

const plain = (item: unknown) => (item ? fromWireItem(item as WireItem) : null);

/** `GetItem`, `PutItem`, `UpdateItem`, `DeleteItem`: each answers one plain item or null. */
export const itemOperations: Readonly<Record<string, TableOperation>> = {
  async GetItem(request, { tableName, call }) {
    const input: JsonObject = {
      TableName: tableName,
      Key: toWireItem(request['key']),
      ConsistentRead: request['consistentRead'] === true,
      ...readExpressions({ projection: request['projection'] }),
    };
    return plain((await call('GetItem', input))['Item']);
  },

  async PutItem(request, { tableName, call }) {
    const item = { ...toWireItem(request['attributeValues']), ...toWireItem(request['key']) };
    await call('PutItem', {
      TableName: tableName,
      Item: item,
      ...readExpressions({ condition: request['condition'] }),
    });
    return fromWireItem(item);
  },

  async UpdateItem(request, { tableName, call }) {
    const expressions = readExpressions({ update: request['update'], condition: request['condition'] });
    const input = {
      TableName: tableName,
      Key: toWireItem(request['key']),
      ReturnValues: 'ALL_NEW',
      ...expressions,
    };
    return plain((await call('UpdateItem', input))['Attributes']);
  },

  async DeleteItem(request, { tableName, call }) {
    const expressions = readExpressions({ condition: request['condition'] });
    const input = {
      TableName: tableName,
      Key: toWireItem(request['key']),
      ReturnValues: 'ALL_OLD',
      ...expressions,
    };
    return plain((await call('DeleteItem', input))['Attributes']);
  },
};
