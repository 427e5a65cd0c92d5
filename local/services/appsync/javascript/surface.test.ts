import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { evaluate, invocation } from '../testing/evaluate.ts';
import { namesOfAws } from '../testing/names-of-aws.ts';
import { compileCode } from './module.ts';

const KEY = 'key: { id: "1" }';
const TYPED_KEY = { id: { S: '1' } };
const AT = 1517943695750;
const XML = String.raw`"<posts><post id=\"1\"><title>Hi</title></post><post id=\"2\"/></posts>"`;
const READ_XML = { posts: { post: [{ title: 'Hi', id: '1' }, { id: '2' }] } };
const update = (operation: string) => `ddb.update({ ${KEY}, update: { a: ${operation} } }).update.expression`;

/** One call of every name that AWS gives to resolvers, and its answer: `ctx.args.at` is a moment of the docs. */
const ANSWERS: Readonly<Record<string, readonly [expression: string, answer: unknown]>> = {
  'util.escapeJavaScript': [
    String.raw`util.escapeJavaScript("It's \"a/b\"\n")`,
    String.raw`It\'s \"a\/b\"\n`,
  ],
  'util.urlEncode': ['util.urlEncode("a b&c=é~*")', 'a+b%26c%3D%C3%A9%7E*'],
  'util.urlDecode': ['util.urlDecode("a+b%26c%3D%C3%A9")', 'a b&c=é'],
  'util.base64Encode': ['util.base64Encode("héllo")', 'aMOpbGxv'],
  'util.base64Decode': ['util.base64Decode("aMOpbGxv")', 'héllo'],
  'util.autoId': ['util.matches("[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}", util.autoId())', true],
  'util.autoUlid': ['util.matches("[0-7][0-9A-HJKMNP-TV-Z]{25}", util.autoUlid())', true],
  'util.autoKsuid': ['util.matches("[0-9A-Za-z]{27}", util.autoKsuid())', true],
  'util.matches': ['[util.matches("a*b", "aaaaab"), util.matches("a*b", "xaab")]', [true, false]],
  'util.authType': ['util.authType()', 'API Key Authorization'],
  'util.time.nowISO8601': ['util.time.nowISO8601()', '2026-01-02T03:04:05.678Z'],
  'util.time.nowEpochSeconds': ['util.time.nowEpochSeconds()', 1767323045],
  'util.time.nowEpochMilliSeconds': ['util.time.nowEpochMilliSeconds()', 1767323045678],
  'util.time.nowFormatted': [
    '[util.time.nowFormatted("yyyy-MM-dd HH:mm:ssZ"), util.time.nowFormatted("EEE d MMM h a", "Australia/Perth")]',
    ['2026-01-02 03:04:05+0000', 'Fri 2 Jan 11 AM'],
  ],
  'util.time.parseFormattedToEpochMilliSeconds': [
    `[util.time.parseFormattedToEpochMilliSeconds("2018-02-01 01:19:15+0800", "yyyy-MM-dd HH:mm:ssZ"),
      util.time.parseFormattedToEpochMilliSeconds("2018-02-01 01:19:15", "yyyy-MM-dd HH:mm:ss", "Asia/Shanghai")]`,
    [1517419155000, 1517419155000],
  ],
  'util.time.parseISO8601ToEpochMilliSeconds': [
    'util.time.parseISO8601ToEpochMilliSeconds("2018-02-01T17:21:05.180+08:00")',
    1517476865180,
  ],
  'util.time.epochMilliSecondsToSeconds': ['util.time.epochMilliSecondsToSeconds(ctx.args.at)', 1517943695],
  'util.time.epochMilliSecondsToISO8601': [
    'util.time.epochMilliSecondsToISO8601(ctx.args.at)',
    '2018-02-06T19:01:35.750Z',
  ],
  'util.time.epochMilliSecondsToFormatted': [
    `[util.time.epochMilliSecondsToFormatted(ctx.args.at, "yyyy-MM-dd HH:mm:ssZ"),
      util.time.epochMilliSecondsToFormatted(ctx.args.at, "yyyy-MM-dd HH:mm:ssZ", "Australia/Perth")]`,
    ['2018-02-06 19:01:35+0000', '2018-02-07 03:01:35+0800'],
  ],
  'util.dynamodb.toDynamoDB': [
    'util.dynamodb.toDynamoDB({ a: [1, "b", true, null] })',
    { M: { a: { L: [{ N: 1 }, { S: 'b' }, { BOOL: true }, { NULL: null }] } } },
  ],
  'util.dynamodb.toString': [
    '[util.dynamodb.toString("a"), util.dynamodb.toString(null)]',
    [{ S: 'a' }, null],
  ],
  'util.dynamodb.toStringSet': ['util.dynamodb.toStringSet(["a", "b"])', { SS: ['a', 'b'] }],
  'util.dynamodb.toNumber': ['util.dynamodb.toNumber(12345)', { N: 12345 }],
  'util.dynamodb.toNumberSet': ['util.dynamodb.toNumberSet([1, 4.56])', { NS: [1, 4.56] }],
  'util.dynamodb.toBinary': ['util.dynamodb.toBinary("Zm9v")', { B: 'Zm9v' }],
  'util.dynamodb.toBinarySet': ['util.dynamodb.toBinarySet(["Zm9v"])', { BS: ['Zm9v'] }],
  'util.dynamodb.toBoolean': ['util.dynamodb.toBoolean(true)', { BOOL: true }],
  'util.dynamodb.toNull': ['util.dynamodb.toNull()', { NULL: null }],
  'util.dynamodb.toList': ['util.dynamodb.toList(["a", 1])', { L: [{ S: 'a' }, { N: 1 }] }],
  'util.dynamodb.toMap': ['util.dynamodb.toMap({ a: 1 })', { M: { a: { N: 1 } } }],
  'util.dynamodb.toMapValues': [
    'util.dynamodb.toMapValues({ a: 1, b: "c" })',
    { a: { N: 1 }, b: { S: 'c' } },
  ],
  'util.dynamodb.toS3Object': [
    'util.dynamodb.toS3Object("k", "b", "r")',
    { S: '{"s3":{"key":"k","bucket":"b","region":"r"}}' },
  ],
  'util.dynamodb.fromS3ObjectJson': [
    'util.dynamodb.fromS3ObjectJson(util.dynamodb.toS3Object("k", "b", "r", "v").S)',
    { key: 'k', bucket: 'b', region: 'r', version: 'v' },
  ],
  'util.http.copyHeaders': [
    'util.http.copyHeaders({ "x-own": "1", "X-Amzn-Trace-Id": "2", "x-amz-date": "3", host: "h" })',
    { 'x-own': '1' },
  ],
  'util.xml.toMap': [`util.xml.toMap(${XML})`, READ_XML],
  'util.xml.toJsonString': [
    `[util.xml.toJsonString(${XML}), util.xml.toJsonString(${XML}, true)]`,
    [JSON.stringify(READ_XML), JSON.stringify(JSON.stringify(READ_XML))],
  ],
  'util.transform.toDynamoDBFilterExpression': [
    'JSON.parse(util.transform.toDynamoDBFilterExpression({ title: { contains: "Hello World" } }))',
    {
      expression: '(contains(#title,:title_contains))',
      expressionNames: { '#title': 'title' },
      expressionValues: { ':title_contains': { S: 'Hello World' } },
    },
  ],
  'util.transform.toDynamoDBConditionExpression': [
    'JSON.parse(util.transform.toDynamoDBConditionExpression({ id: { attributeExists: true }, version: { eq: 10 } }))',
    {
      expression: '(attribute_exists(#id)) AND (#version = :version_eq)',
      expressionNames: { '#id': 'id', '#version': 'version' },
      expressionValues: { ':version_eq': { N: 10 } },
    },
  ],
  'util.transform.toElasticsearchQueryDSL': [
    `JSON.parse(util.transform.toElasticsearchQueryDSL(
      { upvotes: { ne: 15, range: [10, 20] }, title: { eq: "hihihi", wildcard: "h*i" } }))`,
    {
      bool: {
        must: [
          {
            bool: {
              must: [
                { bool: { must_not: { term: { upvotes: 15 } } } },
                { range: { upvotes: { gte: 10, lte: 20 } } },
              ],
            },
          },
          { bool: { must: [{ term: { title: 'hihihi' } }, { wildcard: { title: 'h*i' } }] } },
        ],
      },
    },
  ],
  'util.transform.toSubscriptionFilter': [
    'util.transform.toSubscriptionFilter({ a: { eq: 1 }, or: [{ b: { ne: 2 } }, { c: { gt: 3 } }] })',
    {
      filterGroup: [
        {
          filters: [
            { fieldName: 'a', operator: 'eq', value: 1 },
            { fieldName: 'b', operator: 'ne', value: 2 },
          ],
        },
        {
          filters: [
            { fieldName: 'a', operator: 'eq', value: 1 },
            { fieldName: 'c', operator: 'gt', value: 3 },
          ],
        },
      ],
    },
  ],
  'util.math.roundNum': ['[util.math.roundNum(2.5), util.math.roundNum(-2.5)]', [3, -2]],
  'util.math.minVal': ['util.math.minVal(1, 2)', 1],
  'util.math.maxVal': ['util.math.maxVal(1, 2)', 2],
  'util.math.randomDouble': ['[util.math.randomDouble()].every((n) => n >= 0 && n < 1)', true],
  'util.math.randomWithinRange': [
    '[util.math.randomWithinRange(3, 5)].every((n) => n === 3 || n === 4)',
    true,
  ],
  'util.str.normalize': [
    '["nfc", "nfd", "nfkc", "nfkd"].map((f) => util.str.normalize("é", f).length)',
    [1, 2, 1, 2],
  ],
  'extensions.evictFromApiCache': [
    'extensions.evictFromApiCache("Query", "a", { "context.arguments.id": 1 })',
    null,
  ],
  'ddb.get': [
    `ddb.get({ ${KEY}, consistentRead: true, projection: ["a.b", "c[0]"] })`,
    {
      operation: 'GetItem',
      key: TYPED_KEY,
      consistentRead: true,
      projection: { expression: '#a.#b, #c[0]', expressionNames: { '#a': 'a', '#b': 'b', '#c': 'c' } },
    },
  ],
  'ddb.put': [
    `ddb.put({ ${KEY}, item: { n: 1 }, condition: { id: { attributeExists: false } } })`,
    {
      operation: 'PutItem',
      key: TYPED_KEY,
      attributeValues: { n: { N: 1 } },
      condition: {
        expression: '(attribute_not_exists(#id))',
        expressionNames: { '#id': 'id' },
        expressionValues: {},
      },
    },
  ],
  'ddb.update': [
    `ddb.update({ ${KEY}, update: { a: 1, b: { c: null }, d: ddb.operations.remove() } }).update`,
    {
      expression: 'SET #expName_1 = :expValue_1, #expName_2.#expName_3 = :expValue_2 REMOVE #expName_4',
      expressionNames: { '#expName_1': 'a', '#expName_2': 'b', '#expName_3': 'c', '#expName_4': 'd' },
      expressionValues: { ':expValue_1': { N: 1 }, ':expValue_2': { NULL: null } },
    },
  ],
  'ddb.remove': [`ddb.remove({ ${KEY} })`, { operation: 'DeleteItem', key: TYPED_KEY }],
  'ddb.query': [
    'ddb.query({ query: { id: { eq: "1" }, at: { between: [1, 2] } }, index: "i", limit: 5, scanIndexForward: false })',
    {
      operation: 'Query',
      query: {
        expression: '(#id = :id_eq) AND (#at BETWEEN :at_between_start AND :at_between_end)',
        expressionNames: { '#id': 'id', '#at': 'at' },
        expressionValues: {
          ':id_eq': { S: '1' },
          ':at_between_start': { N: 1 },
          ':at_between_end': { N: 2 },
        },
      },
      index: 'i',
      limit: 5,
      scanIndexForward: false,
    },
  ],
  'ddb.scan': [
    'ddb.scan({ limit: 10, nextToken: "abc", totalSegments: 4, segment: 0 })',
    { operation: 'Scan', limit: 10, nextToken: 'abc', totalSegments: 4, segment: 0 },
  ],
  'ddb.sync': [
    'ddb.sync({ limit: 10, lastSync: 5, basePartitionKey: "p" })',
    { operation: 'Sync', limit: 10, lastSync: 5, basePartitionKey: 'p' },
  ],
  'ddb.batchGet': [
    'ddb.batchGet({ tables: { T: { keys: [{ id: "1" }], consistentRead: true } } })',
    { operation: 'BatchGetItem', tables: { T: { keys: [TYPED_KEY], consistentRead: true } } },
  ],
  'ddb.batchPut': [
    'ddb.batchPut({ tables: { T: [{ id: "1" }] } })',
    { operation: 'BatchPutItem', tables: { T: [TYPED_KEY] } },
  ],
  'ddb.batchDelete': [
    'ddb.batchDelete({ tables: { T: [{ id: "1" }] } })',
    { operation: 'BatchDeleteItem', tables: { T: [TYPED_KEY] } },
  ],
  'ddb.transactGet': [
    `ddb.transactGet({ items: [{ table: "T", ${KEY} }] })`,
    { operation: 'TransactGetItems', transactItems: [{ table: 'T', key: TYPED_KEY }] },
  ],
  'ddb.transactWrite': [
    `ddb.transactWrite({ items: [
      { putItem: { table: "T", ${KEY}, item: { n: 1 } } }, { updateItem: { table: "T", ${KEY}, update: { n: 1 } } },
      { deleteItem: { table: "T", ${KEY} } }, { conditionCheck: { table: "T", ${KEY}, condition: { n: { eq: 1 } } } },
    ] }).transactItems.map(({ operation }) => operation)`,
    ['PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheck'],
  ],
  'ddb.toStringSet': [
    `ddb.put({ ${KEY}, item: { s: ddb.toStringSet(["a"]) } }).attributeValues`,
    { s: { SS: ['a'] } },
  ],
  'ddb.toNumberSet': ['ddb.toNumberSet([1])', { NS: [1] }],
  'ddb.toBinarySet': ['ddb.toBinarySet(["YQ=="])', { BS: ['YQ=='] }],
  'ddb.operations.add': [update('ddb.operations.add(10)'), 'SET #expName_1 = :expValue_1'],
  'ddb.operations.remove': [update('ddb.operations.remove()'), 'REMOVE #expName_1'],
  'ddb.operations.replace': [update('ddb.operations.replace({ b: 1 })'), 'SET #expName_1 = :expValue_1'],
  'ddb.operations.increment': [
    update('ddb.operations.increment(2)'),
    'SET #expName_1 = #expName_1 + :expValue_1',
  ],
  'ddb.operations.decrement': [
    update('ddb.operations.decrement()'),
    'SET #expName_1 = #expName_1 - :expValue_1',
  ],
  'ddb.operations.append': [
    update('ddb.operations.append([1])'),
    'SET #expName_1 = list_append(#expName_1, :expValue_1)',
  ],
  'ddb.operations.prepend': [
    update('ddb.operations.prepend([1])'),
    'SET #expName_1 = list_append(:expValue_1, #expName_1)',
  ],
  'ddb.operations.updateListItem': [
    update('[ddb.operations.updateListItem("a", 1), ddb.operations.updateListItem("b", 2)]'),
    'SET #expName_1[1] = :expValue_1, #expName_1[2] = :expValue_2',
  ],
};

test.each(Object.entries(ANSWERS))('%s', (_name, [expression, answer]) => {
  expect(evaluate(expression, { arguments: { at: AT } })).toEqual(answer);
});

/** Names whose answer is what they do to the handler or to the request. */
const EFFECTS: Readonly<Record<string, () => void>> = {
  'util.error': () => {
    const error = { message: 'm', errorType: 'T', data: { a: 1 }, errorInfo: { b: 2 } };
    expect(() => evaluate('util.error("m", "T", { a: 1 }, { b: 2 })')).toThrow(
      expect.objectContaining(error),
    );
  },
  'util.appendError': () => {
    const call = invocation();
    evaluate('(util.appendError("m", "T", { a: 1 }, { b: 2 }), null)', {}, call);
    expect(call.appended).toMatchObject([
      { message: 'm', errorType: 'T', data: { a: 1 }, errorInfo: { b: 2 } },
    ]);
  },
  'util.unauthorized': () => {
    const error = { message: 'Unauthorized', errorType: 'Unauthorized' };
    expect(() => evaluate('util.unauthorized()')).toThrow(expect.objectContaining(error));
  },
  'util.http.addResponseHeader': () => {
    const call = invocation();
    evaluate('(util.http.addResponseHeader("itemsCount", 7), null)', {}, call);
    expect([...call.effects.responseHeaders]).toEqual([['itemscount', '7']]);
    expect(() => evaluate('util.http.addResponseHeader("x-amzn-a", 1)')).toThrow('cannot be set');
  },
  'util.http.addResponseHeaders': () => {
    const call = invocation();
    evaluate('(util.http.addResponseHeaders({ a: 1, b: "c" }), null)', {}, call);
    expect([...call.effects.responseHeaders]).toEqual(Object.entries({ a: '1', b: 'c' }));
    const large = '{ a: ["x".concat(...[1, 2, 3, 4].map(() => ctx.args.k))].join("") }';
    expect(() =>
      evaluate(`util.http.addResponseHeaders(${large})`, { arguments: { k: 'x'.repeat(1024) } }),
    ).toThrow('4 KB');
  },
  'extensions.setSubscriptionFilter': () => {
    const call = invocation();
    evaluate('(extensions.setSubscriptionFilter({ filterGroup: [] }), null)', {}, call);
    expect(call.effects.subscriptionFilter).toEqual({ filterGroup: [] });
  },
  'extensions.setSubscriptionInvalidationFilter': () => {
    const call = invocation();
    evaluate('(extensions.setSubscriptionInvalidationFilter({ filterGroup: [] }), null)', {}, call);
    expect(call.effects.invalidationFilter).toEqual({ filterGroup: [] });
  },
  'extensions.invalidateSubscriptions': () => {
    const call = invocation();
    const ask = (n: string) =>
      `extensions.invalidateSubscriptions({ subscriptionField: "on", payload: { n: ${n} } })`;
    evaluate(`[1, 2, 3, 4, 5, 5].forEach((n) => ${ask('n')})`, {}, call);
    expect(call.effects.invalidations.map(({ payload }) => payload)).toEqual(
      [1, 2, 3, 4, 5].map((n) => ({ n })),
    );
    expect(() => evaluate(ask('6'), {}, call)).toThrow('At most 5');
  },
  'runtime.earlyReturn': () => {
    expect(evaluate('(runtime.earlyReturn({ a: 1 }), 2)')).toEqual({ a: 1 });
  },
};

test.each(Object.entries(EFFECTS))('%s', (_name, check) => check());

/** Names that are refused when the code is loaded. */
const REFUSED = namesOfAws().filter((name) => /^(rds\.|ai\.|util\.rds\.)/.test(name));

test.each(REFUSED)('%s is refused as not handled here', (name) => {
  const [root, first] = name.split('.');
  const code =
    root === 'util' ? `const a = () => ${name}();` : `import { ${first} } from '@aws-appsync/utils/${root}';`;
  expect(() => compileCode('Id', code)).toThrow('is not handled on this machine');
});

test('every name of AWS has its test, and its place in the docs', () => {
  const names = namesOfAws().toSorted();
  expect([...Object.keys(ANSWERS), ...Object.keys(EFFECTS), ...REFUSED].toSorted()).toEqual(names);
  const docs = readFileSync(new URL('../../../../docs/local-aws.md', import.meta.url), 'utf8');
  const [, section = ''] = /## AppSync surface\n([\s\S]*?)(?:\n## |$)/.exec(docs) ?? [];
  const firstColumn = section
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split(' | ')[0]!);
  const documented = firstColumn.flatMap((cell) =>
    [...cell.matchAll(/`([\w.]+)`/g)].map(([, name]) => name!),
  );
  expect(documented.toSorted()).toEqual(names);
});
