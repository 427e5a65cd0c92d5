import { isObject, type JsonObject } from '../../json.ts';
import { allowElements, malformed } from '../malformed.ts';
import { readExpressions } from './expressions.ts';
import type { TableOperations } from './table-operation.ts';
import { fromWireItem, toWireItem, type WireItem } from './values.ts';

/** What the condition of a part says beside its expression. */
const ON_FAILURE = ['returnValuesOnConditionCheckFailure'];
const PART_ELEMENTS = ['table', 'operation', 'key', 'attributeValues', 'update', 'condition', 'projection'];

interface Part {
  readonly part: JsonObject;
  readonly key: WireItem;
  readonly place: string;
}

function partsOf(request: JsonObject): Part[] {
  const { transactItems } = request;
  if (!Array.isArray(transactItems)) throw malformed("Value for field '$[transactItems]' not found.");
  return transactItems.map((part: unknown, index) => {
    const place = `$[transactItems][${index}]`;
    if (!isObject(part) || typeof part['table'] !== 'string')
      throw malformed(`Value for field '${place}[table]' not found.`);
    allowElements(part, PART_ELEMENTS, place);
    return { part, key: toWireItem(part['key'], `${place}[key]`), place };
  });
}

/** `TransactGetItems` and `TransactWriteItems`. A cancelled one is an error whose result tells the reasons. */
export const transactOperations: TableOperations = {
  TransactGetItems: {
    elements: ['transactItems'],
    async run(request, { call }) {
      const gets = partsOf(request).map(({ part, key }) => ({
        Get: { TableName: part['table'], Key: key, ...readExpressions({ projection: part['projection'] }) },
      }));
      const answer = await call('TransactGetItems', { TransactItems: gets });
      const responses = (answer['Responses'] ?? []) as readonly { readonly Item?: WireItem }[];
      const items = responses.map(({ Item }) => (Item ? fromWireItem(Item) : null));
      return { items, cancellationReasons: null };
    },
    refused: (_request, reasons) => ({ items: null, cancellationReasons: reasons ?? null }),
  },

  TransactWriteItems: {
    elements: ['transactItems'],
    async run(request, { call }) {
      const parts = partsOf(request);
      await call('TransactWriteItems', { TransactItems: parts.map(toTransactItem) });
      return { keys: parts.map(({ key }) => fromWireItem(key)), cancellationReasons: null };
    },
    refused: (_request, reasons) => ({ keys: null, cancellationReasons: reasons ?? null }),
  },
};

function toTransactItem({ part, key: Key, place }: Part): JsonObject {
  const { operation, table: TableName, update, condition } = part;
  const guard = readExpressions({ condition }, ON_FAILURE);
  const wantsItem = isObject(condition) && condition['returnValuesOnConditionCheckFailure'] !== false;
  const common = { TableName, ...(wantsItem && { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }) };
  switch (operation) {
    case 'PutItem': {
      const values = toWireItem(part['attributeValues'] ?? {}, `${place}[attributeValues]`);
      return { Put: { ...common, Item: { ...values, ...Key }, ...guard } };
    }
    case 'UpdateItem':
      return { Update: { ...common, Key, ...readExpressions({ update, condition }, ON_FAILURE) } };
    case 'DeleteItem':
      return { Delete: { ...common, Key, ...guard } };
    case 'ConditionCheck':
      return { ConditionCheck: { ...common, Key, ...guard } };
    default:
      throw malformed(`Unsupported operation '${String(operation)}' in a transaction.`);
  }
}
