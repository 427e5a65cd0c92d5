import { FieldError } from '../../errors.ts';
import { isObject, type JsonObject } from '../../json.ts';
import { readExpressions } from './expressions.ts';
import type { TableOperation } from './table-operation.ts';
import { fromWireItem, toWireItem, type WireItem } from './values.ts';

const partsOf = (request: JsonObject): readonly JsonObject[] =>
  Array.isArray(request['transactItems']) ? request['transactItems'].filter(isObject) : [];

/** `TransactGetItems` and `TransactWriteItems`. A cancelled one is an error whose result tells the reasons. */
export const transactOperations: Readonly<Record<string, TableOperation>> = {
  async TransactGetItems(request, { call }) {
    const gets = partsOf(request).map((part) => ({
      Get: {
        TableName: part['table'],
        Key: toWireItem(part['key']),
        ...readExpressions({ projection: part['projection'] }),
      },
    }));
    const answer = await call('TransactGetItems', { TransactItems: gets });
    const responses = (answer['Responses'] ?? []) as readonly { readonly Item?: WireItem }[];
    return { items: responses.map(({ Item }) => (Item ? fromWireItem(Item) : null)) };
  },

  async TransactWriteItems(request, { call }) {
    const parts = partsOf(request);
    await call('TransactWriteItems', { TransactItems: parts.map(toTransactItem) });
    return { keys: parts.map((part) => fromWireItem(toWireItem(part['key']))), cancellationReasons: null };
  },
};

function toTransactItem(part: JsonObject): JsonObject {
  const { operation, table: TableName, update, condition } = part;
  const Key = toWireItem(part['key']);
  const guard = readExpressions({ condition });
  const onFailure = isObject(condition) && condition['returnValuesOnConditionCheckFailure'] === true;
  const common = { TableName, ...(onFailure && { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }) };
  switch (operation) {
    case 'PutItem':
      return { Put: { ...common, Item: { ...toWireItem(part['attributeValues']), ...Key }, ...guard } };
    case 'UpdateItem':
      return { Update: { ...common, Key, ...readExpressions({ update, condition }) } };
    case 'DeleteItem':
      return { Delete: { ...common, Key, ...guard } };
    case 'ConditionCheck':
      return { ConditionCheck: { ...common, Key, ...guard } };
    default:
      throw new FieldError(
        `Unsupported operation '${String(operation)}' in a transaction.`,
        'MappingTemplate',
      );
  }
}
