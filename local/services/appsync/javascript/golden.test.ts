import { describe, expect, test } from 'vitest';
import { evaluate, invocation } from '../testing/evaluate.ts';

/** Expressions and the answers that AppSync itself gave to them. */
const GOLDEN: Readonly<Record<string, unknown>> = {
  'util.dynamodb.toDynamoDB("test")': { S: 'test' },
  'util.dynamodb.toDynamoDB(12345)': { N: 12345 },
  'util.dynamodb.toDynamoDB(true)': { BOOL: true },
  'util.dynamodb.toString("test")': { S: 'test' },
  'util.dynamodb.toStringSet(["foo", "bar"])': { SS: ['foo', 'bar'] },
  'util.dynamodb.toNumber(12345)': { N: 12345 },
  'util.dynamodb.toNumberSet([1, 23, 4.56])': { NS: [1, 23, 4.56] },
  'util.dynamodb.toBinary("foo")': { B: 'foo' },
  'util.dynamodb.toBoolean(true)': { BOOL: true },
  'util.dynamodb.toNull()': { NULL: null },
  'util.dynamodb.toList(["foo", 123, { bar: "baz" }])': {
    L: [{ S: 'foo' }, { N: 123 }, { M: { bar: { S: 'baz' } } }],
  },
  'util.dynamodb.toMapValues({ foo: "bar", beep: ["boop"] })': {
    foo: { S: 'bar' },
    beep: { L: [{ S: 'boop' }] },
  },
  'util.dynamodb.toMap({ baz: 1234 })': { M: { baz: { N: 1234 } } },
  'util.dynamodb.toS3Object("foo", "bar", "baz", "beep")': {
    S: '{"s3":{"key":"foo","bucket":"bar","region":"baz","version":"beep"}}',
  },
  'ddb.get({ key: { id: "id" } })': { operation: 'GetItem', key: { id: { S: 'id' } } },
  'ddb.put({ key: { id: "abc" }, item: { value: 10 } })': {
    operation: 'PutItem',
    key: { id: { S: 'abc' } },
    attributeValues: { value: { N: 10 } },
  },
  'ddb.remove({ key: { id: "test" } })': { operation: 'DeleteItem', key: { id: { S: 'test' } } },
  'ddb.scan({ limit: 10, nextToken: "abc" })': { operation: 'Scan', limit: 10, nextToken: 'abc' },
  'ddb.operations.add(10)': { type: 'OPERATION_ADD', value: 10 },
  'ddb.operations.append([1])': { type: 'OPERATION_APPEND', items: [1] },
  'ddb.operations.decrement(10)': { type: 'OPERATION_DECREMENT', by: 10 },
  'ddb.operations.replace({ a: 10 })': { type: 'OPERATION_REPLACE', value: { a: 10 } },
  'util.transform.toDynamoDBFilterExpression({ title: { contains: "Hello World" } })':
    '{"expression":"(contains(#title,:title_contains))","expressionNames":{"#title":"title"},"expressionValues":{":title_contains":{"S":"Hello World"}}}',
  'util.transform.toDynamoDBConditionExpression({ and: [{ id: { attributeExists: false } }] })':
    '{"expression":"(attribute_not_exists(#id))","expressionNames":{"#id":"id"},"expressionValues":{}}',
};

test.each(Object.entries(GOLDEN))('%s', (expression, answer) => {
  expect(evaluate(expression)).toEqual(answer);
});

const UPDATES: Readonly<Record<string, readonly [expression: string, value: unknown]>> = {
  'ddb.operations.add(10)': ['SET #expName_1 = :expValue_1', { N: 10 }],
  'ddb.operations.append([1])': ['SET #expName_1 = list_append(#expName_1, :expValue_1)', { L: [{ N: 1 }] }],
  'ddb.operations.prepend([1])': ['SET #expName_1 = list_append(:expValue_1, #expName_1)', { L: [{ N: 1 }] }],
  'ddb.operations.increment(2)': ['SET #expName_1 = #expName_1 + :expValue_1', { N: 2 }],
  'ddb.operations.decrement(2)': ['SET #expName_1 = #expName_1 - :expValue_1', { N: 2 }],
  'ddb.operations.replace({ a: 10 })': ['SET #expName_1 = :expValue_1', { M: { a: { N: 10 } } }],
};

test.each(Object.entries(UPDATES))('update by %s', (operation, [expression, value]) => {
  expect(evaluate(`ddb.update({ key: { id: "test" }, update: { age: ${operation} } })`)).toEqual({
    operation: 'UpdateItem',
    key: { id: { S: 'test' } },
    update: {
      expression,
      expressionNames: { '#expName_1': 'age' },
      expressionValues: { ':expValue_1': value },
    },
  });
});

/** Filter objects and the `expression` that AppSync made of them; null where it made none. */
const EXPRESSIONS: Readonly<Record<string, string | null>> = {
  '{ id: { attributeExists: true }, version: { eq: 10 } }':
    '(attribute_exists(#id)) AND (#version = :version_eq)',
  '{ v: { ne: "x" } }': '(#v <> :v_ne)',
  '{ v: { notContains: "x" } }': '(NOT contains(#v,:v_notContains))',
  '{ v: { beginsWith: "x" } }': '(begins_with(#v,:v_beginsWith))',
  '{ v: { between: ["1", "9", "3"] } }': '(#v BETWEEN :v_between_start AND :v_between_end)',
  '{ v: { in: ["a", "b"] } }': '(#v IN (:v_in_0, :v_in_1))',
  '{ v: { in: [] } }': '(null)',
  '{ v: { size: { gt: 2, lt: 5 } } }': '((size(#v) > :v_size_gt) AND (size(#v) < :v_size_lt))',
  '{ v: { size: { size: { gt: 1 } } } }': '(size(#v) > :v_size_size_gt)',
  '{ v: { ge: 1, le: 5 } }': '((#v >= :v_ge) AND (#v <= :v_le))',
  '{ and: [{ a: { eq: 1 } }] }': '(#a = :and_0_a_eq)',
  '{ or: [{ and: [{ a: { eq: 1 } }, { b: { eq: 2 } }] }, { c: { eq: 3 } }] }':
    '(((#a = :or_0_and_0_a_eq) AND (#b = :or_0_and_1_b_eq)) OR (#c = :or_1_c_eq))',
  '{ not: { and: [{ a: { eq: 1 } }, { b: { eq: 2 } }] } }':
    '(NOT ((#a = :not_and_0_a_eq) AND (#b = :not_and_1_b_eq)))',
  '{ not: { not: { a: { eq: 1 } } } }': '(NOT (NOT (#a = :not_not_a_eq)))',
  '{ a: { eq: 1 }, and: [{ b: { eq: 2 } }] }': '(#a = :a_eq) AND (#b = :and_0_b_eq)',
  '{ "a.b": { eq: 1 } }': '(#a.b = :a.b_eq)',
  '{ a: { eq: 1 }, b: {} }': '(#a = :a_eq) AND ',
  '{ not: {} }': '(NOT )',
  '{}': '',
  null: null,
  '[]': null,
  '{ v: { foo: 1 } }': null,
  '{ v: "x" }': null,
  '{ and: null }': null,
  '{ not: [{ a: { eq: 1 } }] }': null,
  '{ v: { between: [1] } }': null,
  '{ v: { attributeExists: "yes" } }': null,
  '{ v: { attributeType: "S" } }': null,
};

test.each(Object.entries(EXPRESSIONS))('the expression of %s', (filter, expression) => {
  const text = evaluate(`util.transform.toDynamoDBFilterExpression(${filter})`);
  expect(text === null ? null : (JSON.parse(String(text)) as { expression: string }).expression).toBe(
    expression,
  );
});

/** Subscription filters as `field operator value` lists, one list an alternative. */
const FILTERS: Readonly<Record<string, readonly string[] | null>> = {
  '{ a: { eq: 1 }, b: { eq: 2 } }': ['a eq 1, b eq 2'],
  '{ a: { eq: 1, ne: 2 } }': ['a eq 1', 'a ne 2'],
  '{ and: [{ a: { eq: 1 } }, { or: [{ b: { eq: 2 } }, { c: { eq: 3 } }] }] }': [
    'a eq 1, b eq 2',
    'a eq 1, c eq 3',
  ],
  '{ up: { lte: 50, gte: 20 }, and: [{ t: { ne: "B" } }], or: [{ x: { eq: "A" } }, { y: { eq: false } }] }': [
    'up lte 50, t ne "B", x eq "A"',
    'up lte 50, t ne "B", y eq false',
    'up gte 20, t ne "B", x eq "A"',
    'up gte 20, t ne "B", y eq false',
  ],
  '{ not: { a: { eq: 1 } } }': ['not a {"eq":1}'],
  '{ a: { eq: 1 }, b: { eq: 2 } }, ["a"]': ['b eq 2'],
  '{ a: { eq: 1 }, and: [{ b: { eq: 2 } }] }, ["b"]': ['a eq 1'],
  '{ a: { eq: 1 } }, [], { r1: { gte: 250 }, r2: { eq: "p" } }': ['a eq 1, r1 gte 250', 'a eq 1, r2 eq "p"'],
  '{}, [], { r1: { eq: 1 } }': ['r1 eq 1'],
  '{}': [],
  '{ a: {} }': [],
  '{ and: [] }': [],
  null: null,
  '[]': null,
  '"{}"': null,
};

interface FilterGroups {
  readonly filterGroup: readonly {
    filters: readonly { fieldName: string; operator: string; value: unknown }[];
  }[];
}

test.each(Object.entries(FILTERS))('the subscription filter of %s', (filter, alternatives) => {
  const made = evaluate(`util.transform.toSubscriptionFilter(${filter})`) as FilterGroups | null;
  const read = made?.filterGroup.map(({ filters }) =>
    filters
      .map(({ fieldName, operator, value }) => `${fieldName} ${operator} ${JSON.stringify(value)}`)
      .join(', '),
  );
  expect(read ?? null).toEqual(alternatives);
});

describe('the rest of util', () => {
  const ANSWERS: Readonly<Record<string, unknown>> = {
    'util.urlEncode("a b&c/é")': 'a+b%26c%2F%C3%A9',
    'util.urlDecode("a+b%26c")': 'a b&c',
    'util.base64Decode(util.base64Encode("é"))': 'é',
    'util.matches("a*b", "aaaaab")': true,
    'util.matches("a*b", "aaaaabc")': false,
    'util.matches("(?i)\\\\p{Alpha}++\\\\Q.\\\\E\\\\d", "ABC.1")': true,
    'util.matches("[\\\\p{L}\\\\p{N} &.-]{1,3}", "é 中")': true,
    'util.authType()': 'API Key Authorization',
    'util.time.nowISO8601()': '2026-01-02T03:04:05.678Z',
    'util.time.nowEpochSeconds()': 1767323045,
    'util.time.nowEpochMilliSeconds()': 1767323045678,
    'util.time.parseISO8601ToEpochMilliSeconds("2026-01-02T05:04:05.678+02:00")': 1767323045678,
    'util.time.epochMilliSecondsToISO8601(0)': '1970-01-01T00:00:00.000Z',
    'util.time.epochMilliSecondsToSeconds(1999)': 1,
    'util.str.normalize("é", "nfd").length': 2,
    'util.math.roundNum(2.5)': 3,
    'util.math.maxVal(1, 2)': 2,
    'util.autoId().length': 36,
    'util.autoUlid().length': 26,
    'util.autoKsuid().length': 27,
    '"a.b.c".replaceAll("\\\\.", "-")': 'a-b-c',
    'JSON.parse("{")': '',
    '[3, 1, 2].sort().map((n) => n * 2)': [2, 4, 6],
    'ctx.args.id === ctx.arguments.id': true,
  };
  test.each(Object.entries(ANSWERS))('%s', (expression, answer) => {
    expect(evaluate(expression, { arguments: { id: 1 } })).toEqual(answer);
  });

  test('effects reach the request', () => {
    const call = invocation();
    evaluate(
      `(util.http.addResponseHeader("X-Own", 1), extensions.setSubscriptionFilter({ filterGroup: [] }),
        extensions.invalidateSubscriptions({ subscriptionField: "on", payload: { a: 1 } }), util.appendError("m", "T"), null)`,
      {},
      call,
    );
    expect(call.effects).toEqual({
      responseHeaders: new Map([['x-own', '1']]),
      subscriptionFilter: { filterGroup: [] },
      invalidationFilter: undefined,
      invalidations: [{ subscriptionField: 'on', payload: { a: 1 } }],
    });
    expect(call.appended).toMatchObject([{ message: 'm', errorType: 'T', data: null, errorInfo: null }]);
  });

  test('a response header of AWS cannot be set', () => {
    expect(() => evaluate('util.http.addResponseHeader("x-amzn-requestid", 1)')).toThrow('cannot be set');
  });
});
