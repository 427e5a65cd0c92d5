import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRuntimeApi, type RuntimeApi } from './api.ts';

let api: RuntimeApi;
beforeAll(async () => {
  api = await startRuntimeApi();
});
afterAll(() => api.stop());

const table = (request: object) => api.pass('table', request);
const key = (id: string) => ({ id: { S: id } });
const put = (id: string, values: object = {}, more: object = {}) =>
  table({ operation: 'PutItem', key: key(id), attributeValues: values, ...more });
const stored = async (id: string) =>
  (await new DynamoDBClient(api.client).send(new GetItemCommand({ TableName: 'things', Key: key(id) }))).Item;
const ABSENT = { expression: 'attribute_not_exists(id)' };
const FAILED = { type: 'DynamoDB:ConditionalCheckFailedException' };

describe('one item', () => {
  it('is put, read, updated and deleted', async () => {
    const values = {
      n: { N: 1.5 },
      list: { L: [{ S: 'a' }, { NULL: null }, { BOOL: true }] },
      map: { M: { inner: { N: '2' } } },
      set: { SS: ['x'] },
      numbers: { NS: [1, 2] },
      bytes: { B: 'Zm9v' },
    };
    const plain = {
      id: '1',
      n: 1.5,
      list: ['a', null, true],
      map: { inner: 2 },
      set: ['x'],
      numbers: [1, 2],
      bytes: 'Zm9v',
    };
    expect(await put('1', values)).toEqual({ result: plain });
    expect(await stored('1')).toMatchObject({ n: { N: '1.5' }, numbers: { NS: ['1', '2'] } });
    const got = await table({ operation: 'GetItem', key: key('1'), consistentRead: true });
    expect(got.result).toEqual({ ...plain, numbers: expect.arrayContaining([1, 2]) as number[] });
    const projection = {
      expression: '#n, #map.#inner',
      expressionNames: { '#n': 'n', '#map': 'map', '#inner': 'inner' },
    };
    expect(await table({ operation: 'GetItem', key: key('1'), projection })).toEqual({
      result: { n: 1.5, map: { inner: 2 } },
    });
    const update = {
      expression: 'SET #n = #n + :one REMOVE #set, numbers, bytes, #list',
      expressionNames: { '#n': 'n', '#set': 'set', '#list': 'list' },
      expressionValues: { ':one': { N: 1 } },
    };
    const after = { id: '1', n: 2.5, map: { inner: 2 } };
    expect(await table({ operation: 'UpdateItem', key: key('1'), update })).toEqual({ result: after });
    expect(await table({ operation: 'DeleteItem', key: key('1') })).toEqual({ result: after });
    expect(await table({ operation: 'GetItem', key: key('1') })).toEqual({ result: null });
    expect(await table({ operation: 'DeleteItem', key: key('1') })).toEqual({ result: null });
  });

  it('goes through the helpers of @aws-appsync/utils/dynamodb', async () => {
    const made = await api.ask('mutation { put(id: "h", title: "One", count: 1) { id title count tags } }');
    expect(made.data).toEqual({ put: { id: 'h', title: 'One', count: 1, tags: ['a', 'b'] } });
    const touched = await api.ask('mutation { touch(id: "h") { title count touched } }');
    expect(touched.data.touch).toEqual({ title: null, count: 3, touched: expect.any(Number) as number });
    expect((await api.ask('mutation { put(id: "h") { id } }')).errors).toMatchObject([
      { errorType: FAILED.type },
    ]);
    expect((await api.ask('mutation { touch(id: "nobody") { id } }')).errors).toMatchObject([
      { errorType: FAILED.type },
    ]);
    expect((await api.ask('mutation { remove(id: "h") { count } }')).data).toEqual({ remove: { count: 3 } });
  });
});

describe('a failed condition', () => {
  it('is an error in the words of AppSync, and nothing was written', async () => {
    await put('c', { n: { N: 1 } });
    const { result, error } = await put('c', { n: { N: 2 } }, { condition: ABSENT });
    expect(result).toBeNull();
    expect(error).toEqual({
      ...FAILED,
      message: expect.stringMatching(
        /^The conditional request failed \(Service: DynamoDb, Status Code: 400, Request ID: [\w-]+\)$/,
      ) as string,
    });
    expect(await stored('c')).toEqual({ ...key('c'), n: { N: '1' } });
  });

  it('of a put is no error when the very item is there', async () => {
    await put('same', { n: { N: 1 }, s: { SS: ['a', 'b'] }, version: { N: 1 } });
    const again = (values: object, condition: object = {}) =>
      put('same', values, { condition: { ...ABSENT, ...condition } });
    expect((await again({ n: { N: '1.0' }, s: { SS: ['b', 'a'] }, version: { N: 1 } })).result).toMatchObject(
      { n: 1 },
    );
    const newer = { n: { N: 1 }, s: { SS: ['b', 'a'] }, version: { N: 2 } };
    expect((await again(newer)).error).toMatchObject(FAILED);
    expect(await again(newer, { equalsIgnore: ['version'], consistentRead: false })).toMatchObject({
      result: { version: 1 },
    });
  });

  it('of a delete is no error when the item is gone', async () => {
    const condition = { expression: 'attribute_exists(id)' };
    expect(await table({ operation: 'DeleteItem', key: key('gone'), condition })).toEqual({ result: null });
    await put('kept', { n: { N: 1 } });
    const wrong = { expression: 'n = :n', expressionValues: { ':n': { N: 2 } } };
    expect(
      (await table({ operation: 'DeleteItem', key: key('kept'), condition: wrong })).error,
    ).toMatchObject(FAILED);
  });

  describe('with a function that decides', () => {
    const update = (value: number) => ({
      expression: 'SET n = :n',
      expressionValues: { ':n': { N: value } },
    });
    const request = (value = 7) => ({
      operation: 'UpdateItem',
      key: key('custom'),
      update: update(value),
      condition: {
        expression: 'attribute_not_exists(id)',
        conditionalCheckFailedHandler: { strategy: 'Custom', lambdaArn: api.outputs['Work'] },
      },
    });
    /** The function answers what the item holds as its verdict. */
    const decided = (verdict: unknown) =>
      put('custom', { n: { N: 1 }, verdict: { S: JSON.stringify(verdict) } });

    it('is an error when it rejects, or when it says nothing of use', async () => {
      for (const verdict of [{ action: 'reject' }, { action: 'nope' }, null, 'text', { action: 'retry' }]) {
        await decided(verdict);
        expect((await table(request())).error).toMatchObject(FAILED);
      }
      expect(await stored('custom')).toMatchObject({ n: { N: '1' } });
    });

    it('is the item as it is when it discards the write', async () => {
      await decided({ action: 'discard' });
      expect((await table(request())).result).toMatchObject({ id: 'custom', n: 1 });
    });

    it('is tried again with what it answers, a few times', async () => {
      await decided({
        action: 'retry',
        retryMapping: { operation: 'UpdateItem', key: key('custom'), update: update(9) },
      });
      expect((await table(request())).result).toMatchObject({ n: 9 });
      await decided({ action: 'retry', retryMapping: request(8) });
      expect((await table(request())).error).toMatchObject(FAILED);
    });
  });
});

describe('pages', () => {
  const at = (n: number) => ({ id: { S: 'p' }, at: { N: n }, even: { BOOL: n % 2 === 0 } });
  const query = {
    operation: 'Query',
    query: { expression: 'id = :id', expressionValues: { ':id': { S: 'p' } } },
  };
  beforeAll(async () => {
    const { error } = await table({ operation: 'BatchPutItem', tables: { events: [1, 2, 3, 4, 5].map(at) } });
    expect(error).toBeUndefined();
    for (const id of ['q1', 'q2', 'q3']) await put(id, { q: { BOOL: true } });
  });

  it('of a scan go on by a token, with filters and segments', async () => {
    const filter = { expression: 'q = :q', expressionValues: { ':q': { BOOL: true } } };
    const seen: string[] = [];
    let nextToken: string | null = null;
    do {
      const page = await table({ operation: 'Scan', limit: 2, filter, ...(nextToken && { nextToken }) });
      seen.push(...page.result.items.map(({ id }: { id: string }) => id));
      nextToken = page.result.nextToken as string | null;
    } while (nextToken);
    expect(seen.toSorted()).toEqual(['q1', 'q2', 'q3']);
    const halves = await Promise.all(
      [0, 1].map((segment) => table({ operation: 'Scan', totalSegments: 2, segment, filter })),
    );
    expect(halves.flatMap(({ result }) => result.items).length).toBe(3);
  });

  it('of a query: a token is for its own query, and an altered one is refused', async () => {
    // The data source's own table has no such items; the other is reached by batches and transactions only.
    const { result } = await table({ ...query, limit: 1 });
    expect(result).toEqual({ items: [], nextToken: null, scannedCount: 0 });
    const scan = await table({ operation: 'Scan', limit: 1 });
    await expect(table({ ...query, nextToken: scan.result.nextToken })).rejects.toMatchObject({
      errorType: 'BadRequest',
    });
    await expect(table({ operation: 'Scan', nextToken: 'x' })).rejects.toMatchObject({
      message: 'Invalid pagination token given.',
    });
  });

  it('of a query come in the order asked for', async () => {
    const one = {
      operation: 'Query',
      query: { expression: 'id = :id', expressionValues: { ':id': { S: 'q1' } } },
    };
    expect((await table({ ...one, select: 'ALL_ATTRIBUTES', scanIndexForward: false })).result).toEqual({
      items: [{ id: 'q1', q: true }],
      nextToken: null,
      scannedCount: 1,
    });
  });
});

describe('batches', () => {
  it('are put, read in the order of their keys, and deleted', async () => {
    const items = [
      { ...key('b1'), n: { N: 1 } },
      { ...key('b2'), n: { N: 2 } },
    ];
    expect(await table({ operation: 'BatchPutItem', tables: { things: items } })).toEqual({
      result: {
        data: {
          things: [
            { id: 'b1', n: 1 },
            { id: 'b2', n: 2 },
          ],
        },
        unprocessedItems: { things: [] },
      },
    });
    const keys = [key('b2'), key('none'), key('b1')];
    const read = {
      operation: 'BatchGetItem',
      tables: {
        things: { keys, consistentRead: true },
        events: { keys: [{ id: { S: 'p' }, at: { N: 9 } }] },
      },
    };
    expect(await table(read)).toEqual({
      result: {
        data: { things: [{ id: 'b2', n: 2 }, null, { id: 'b1', n: 1 }], events: [null] },
        unprocessedKeys: { things: [], events: [] },
      },
    });
    expect(await table({ operation: 'BatchDeleteItem', tables: { things: [key('b1'), key('b2')] } })).toEqual(
      {
        result: { data: { things: [{ id: 'b1' }, { id: 'b2' }] }, unprocessedKeys: { things: [] } },
      },
    );
    expect(await stored('b1')).toBeUndefined();
  });

  it('that are refused still name every table', async () => {
    const keys = Array.from({ length: 26 }, (_, n) => key(`many${n}`));
    const { result, error } = await table({ operation: 'BatchDeleteItem', tables: { things: keys } });
    expect(error).toMatchObject({ type: 'DynamoDB:ValidationException' });
    expect(result.data.things).toEqual(keys.map(() => null));
    expect(result.unprocessedKeys.things).toHaveLength(26);
  });
});

describe('transactions', () => {
  const write = (...transactItems: object[]) => table({ operation: 'TransactWriteItems', transactItems });
  const part = (operation: string, id: string, more: object = {}) => ({
    table: 'things',
    operation,
    key: key(id),
    ...more,
  });

  it('write all, and answer the keys', async () => {
    await put('t2', { n: { N: 1 } });
    await put('t3', {});
    expect(
      await write(
        part('PutItem', 't1', { attributeValues: { n: { N: 1 } }, condition: ABSENT }),
        part('UpdateItem', 't2', {
          update: { expression: 'SET n = :n', expressionValues: { ':n': { N: 5 } } },
        }),
        part('DeleteItem', 't3'),
        part('ConditionCheck', 't4', { condition: ABSENT }),
      ),
    ).toEqual({
      result: { keys: [{ id: 't1' }, { id: 't2' }, { id: 't3' }, { id: 't4' }], cancellationReasons: null },
    });
    const get = {
      operation: 'TransactGetItems',
      transactItems: ['t1', 't2', 't3'].map((id) => ({ table: 'things', key: key(id) })),
    };
    expect(await table(get)).toEqual({
      result: { items: [{ id: 't1', n: 1 }, { id: 't2', n: 5 }, null], cancellationReasons: null },
    });
  });

  it('that are cancelled tell why, with the item as it is', async () => {
    await put('held', { n: { N: 3 } });
    const { result, error } = await write(
      part('PutItem', 'other', { attributeValues: {} }),
      part('PutItem', 'held', { attributeValues: {}, condition: ABSENT }),
      part('DeleteItem', 'held2', {
        condition: { expression: 'attribute_exists(id)', returnValuesOnConditionCheckFailure: false },
      }),
    );
    expect(error!.type).toBe('DynamoDB:TransactionCanceledException');
    expect(error!.message).toContain('[None, ConditionalCheckFailed, ConditionalCheckFailed]');
    const failed = { type: 'ConditionalCheckFailed', message: 'The conditional request failed' };
    expect(result).toEqual({
      keys: null,
      cancellationReasons: [
        { type: 'None', message: 'None' },
        { ...failed, item: { id: 'held', n: 3 } },
        failed,
      ],
    });
    expect(await stored('other')).toBeUndefined();
  });
});

describe('what is refused', () => {
  it.each([
    [{}, "Value for field '$[operation]' not found."],
    [{ operation: 'Upsert' }, "Unsupported operation 'Upsert'."],
    [{ operation: 'constructor' }, "Unsupported operation 'constructor'."],
    [
      { operation: 'Sync', limit: 1 },
      'Sync needs a versioned data source, which is not handled on this machine.',
    ],
    [{ operation: 'GetItem' }, "Value for field '$[key]' not found."],
    [
      { operation: 'GetItem', key: { id: '1' } },
      "Expected JSON object for attribute value '$[key][id]' but got 'STRING' instead.",
    ],
    [{ operation: 'GetItem', key: { id: { S: '1' } }, nope: 1 }, "Unsupported element '$[nope]'."],
    [{ operation: 'PutItem', key: { id: { S: '1' } }, _version: 1 }, "Unsupported element '$[_version]'."],
    [
      {
        operation: 'PutItem',
        key: { id: { S: '1' } },
        condition: { expression: 'a', returnValuesOnConditionCheckFailure: true },
      },
      "Unsupported element '$[condition][returnValuesOnConditionCheckFailure]'.",
    ],
    [{ operation: 'BatchGetItem' }, "Value for field '$[tables]' not found."],
    [
      { operation: 'TransactWriteItems', transactItems: [{ key: {} }] },
      "Value for field '$[transactItems][0][table]' not found.",
    ],
  ])('%j', async (request, message) => {
    await expect(table(request)).rejects.toMatchObject({ errorType: 'MappingTemplate', message });
  });

  it("what DynamoDB itself refuses is the handler's to see", async () => {
    const { error } = await table({ operation: 'GetItem', key: { nope: { S: '1' } } });
    expect(error).toMatchObject({ type: 'DynamoDB:ValidationException' });
  });

  it('and what the role may not', async () => {
    const { error } = await api.pass('readOnly', { operation: 'DeleteItem', key: key('1') });
    expect(error!.type).toBe('DynamoDB:AccessDeniedException');
    expect(error!.message).toContain('is not authorized to perform: dynamodb:DeleteItem on resource');
    expect((await api.pass('readOnly', { operation: 'GetItem', key: key('1') })).error).toBeUndefined();
  });
});
