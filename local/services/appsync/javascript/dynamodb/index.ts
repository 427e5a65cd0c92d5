import { FieldError } from '../../errors.ts';
import { isObject, type JsonObject } from '../../json.ts';
import { dynamodbUtil, type TypedValue } from '../util/dynamodb.ts';
import { toExpression, type Expression } from '../util/filter-expression.ts';
import { operations } from './operations.ts';
import { typedMember } from './typed.ts';
import { toUpdateExpression } from './update-expression.ts';

/** `@aws-appsync/utils/dynamodb`: request objects of the DynamoDB data source, from plain values. */
export const dynamodbModule = {
  get: (input: JsonObject) => ({
    operation: 'GetItem',
    key: typedMap(input['key']),
    ...copied(input, 'consistentRead'),
    ...projection(input['projection']),
  }),
  put: (input: JsonObject) => ({
    operation: 'PutItem',
    key: typedMap(input['key']),
    attributeValues: typedMap(input['item']),
    ...condition(input['condition']),
    ...copied(input, ...WRITE_OPTIONS),
  }),
  update: (input: JsonObject) => ({
    operation: 'UpdateItem',
    key: typedMap(input['key']),
    update: toUpdateExpression(object(input['update'])),
    ...condition(input['condition']),
    ...copied(input, ...WRITE_OPTIONS),
  }),
  remove: (input: JsonObject) => ({
    operation: 'DeleteItem',
    key: typedMap(input['key']),
    ...condition(input['condition']),
    ...copied(input, ...WRITE_OPTIONS),
  }),
  query: (input: JsonObject) => ({
    operation: 'Query',
    query: keyCondition(object(input['query'])),
    ...filter(input['filter']),
    ...projection(input['projection']),
    ...copied(input, ...READ_OPTIONS),
  }),
  scan: (input: JsonObject) => ({
    operation: 'Scan',
    ...filter(input['filter']),
    ...projection(input['projection']),
    ...copied(input, ...READ_OPTIONS, 'totalSegments', 'segment'),
  }),
  sync: (input: JsonObject) => ({
    operation: 'Sync',
    ...filter(input['filter']),
    ...copied(input, 'basePartitionKey', 'deltaIndexName', 'limit', 'nextToken', 'lastSync'),
  }),
  batchGet: (input: JsonObject) => ({
    operation: 'BatchGetItem',
    tables: eachTable(input, (table) => ({
      keys: typedList(object(table)['keys']),
      ...copied(object(table), 'consistentRead'),
      ...projection(object(table)['projection']),
    })),
  }),
  batchPut: (input: JsonObject) => ({ operation: 'BatchPutItem', tables: eachTable(input, typedList) }),
  batchDelete: (input: JsonObject) => ({ operation: 'BatchDeleteItem', tables: eachTable(input, typedList) }),
  transactGet: (input: JsonObject) => ({
    operation: 'TransactGetItems',
    transactItems: list(input['items'])
      .map(object)
      .map((item) => ({
        table: item['table'],
        key: typedMap(item['key']),
        ...projection(item['projection']),
      })),
  }),
  transactWrite: (input: JsonObject) => ({
    operation: 'TransactWriteItems',
    transactItems: list(input['items']).map(object).map(transactItem),
  }),
  toStringSet: dynamodbUtil.toStringSet,
  toNumberSet: dynamodbUtil.toNumberSet,
  toBinarySet: dynamodbUtil.toBinarySet,
  operations,
};

const WRITE_OPTIONS = ['customPartitionKey', 'populateIndexFields', '_version'];
const READ_OPTIONS = ['index', 'limit', 'nextToken', 'consistentRead', 'select', 'scanIndexForward'];

function transactItem(item: JsonObject): JsonObject {
  const [kind = ''] = Object.keys(item);
  const body = object(item[kind]);
  const base = { table: body['table'], key: typedMap(body['key']) };
  const guard = condition(body['condition']);
  switch (kind) {
    case 'putItem':
      return { ...base, operation: 'PutItem', attributeValues: typedMap(body['item']), ...guard };
    case 'updateItem':
      return {
        ...base,
        operation: 'UpdateItem',
        update: toUpdateExpression(object(body['update'])),
        ...guard,
      };
    case 'deleteItem':
      return { ...base, operation: 'DeleteItem', ...guard };
    case 'conditionCheck':
      return { ...base, operation: 'ConditionCheck', ...guard };
    default:
      throw unwritable('transactWrite item');
  }
}

const KEY_OPERATORS: ReadonlySet<string> = new Set(['eq', 'le', 'lt', 'ge', 'gt', 'between', 'beginsWith']);

/** DynamoDB takes the same forms in a key condition, but fewer operators. */
function keyCondition(query: JsonObject): Expression {
  if (
    Object.values(query).some(
      (operators) => !Object.keys(object(operators)).every((name) => KEY_OPERATORS.has(name)),
    )
  )
    throw unwritable('query');
  return required(toExpression(query), 'query');
}

const condition = (value: unknown) =>
  isObject(value) ? { condition: required(toExpression(value), 'condition') } : {};

/** An empty filter is none: DynamoDB takes no empty expression. */
function filter(value: unknown): { filter?: Expression } {
  if (!isObject(value)) return {};
  const expression = required(toExpression(value), 'filter');
  return expression.expression === '' ? {} : { filter: expression };
}

function projection(fields: unknown): JsonObject {
  if (!Array.isArray(fields) || fields.length === 0) return {};
  const expressionNames: Record<string, string> = {};
  const paths = fields.map((field) =>
    String(field)
      .split('.')
      .map((part) => {
        const [, name = part, index = ''] = /^(.*?)((?:\[\d+\])*)$/.exec(part) ?? [];
        expressionNames[`#${name}`] = name;
        return `#${name}${index}`;
      })
      .join('.'),
  );
  return { projection: { expression: paths.join(', '), expressionNames } };
}

const eachTable = <T>(input: JsonObject, read: (table: unknown) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(object(input['tables'])).map(([name, table]) => [name, read(table)]));

const copied = (input: JsonObject, ...names: readonly string[]): JsonObject =>
  Object.fromEntries(
    names
      .filter((name) => input[name] !== undefined && input[name] !== null)
      .map((name) => [name, input[name]]),
  );

const object = (value: unknown): JsonObject => (isObject(value) ? value : {});
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const typedMap = (value: unknown): Record<string, TypedValue> =>
  Object.fromEntries(
    Object.entries(object(value))
      .filter(([, member]) => member !== undefined)
      .map(([name, member]) => [name, typedMember(member)]),
  );
const typedList = (value: unknown) => list(value).map(typedMap);

function required(expression: Expression | null, what: string): Expression {
  if (!expression) throw unwritable(what);
  return expression;
}

const unwritable = (what: string) =>
  new FieldError(`The ${what} cannot be written as an expression.`, 'MappingTemplate');
