import { afterEach, expect, test } from 'vitest';
import type { Booted, BootOptions } from '../testing/boot.ts';
import { computed } from '../testing/resources.ts';
import { bootThings } from '../testing/things.ts';

let api: Booted;
afterEach(() => api.stop());

async function start(options?: Partial<BootOptions>) {
  const booted = await bootThings(options);
  api = booted.api;
  return booted;
}

test('a DynamoDB resolver writes and reads an item as plain JSON', async () => {
  const { table } = await start();
  const put = await api.post({ query: 'mutation { putThing(id: "1", title: "One") { id title count } }' });
  expect(put.body).toEqual({ data: { putThing: { id: '1', title: 'One', count: 3 } } });
  expect(table.items.get('1')).toEqual({ id: { S: '1' }, title: { S: 'One' }, count: { N: '3' } });
  const got = await api.post({
    query: 'query Q($id: ID!) { thing(id: $id) { title } }',
    variables: { id: '1' },
  });
  expect(got.body).toEqual({ data: { thing: { title: 'One' } } });
  expect(got.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
});

test('a failed condition is an error of its own type, without the item', async () => {
  await start();
  await api.post({ query: 'mutation { putThing(id: "1") { id } }' });
  const { body, status } = await api.post({
    query: 'mutation {\n  putThing(id: "1", title: "Two") { id }\n}',
  });
  expect(status).toBe(200);
  expect(body.data).toEqual({ putThing: null });
  expect(body.errors).toEqual([
    {
      path: ['putThing'],
      data: null,
      errorType: 'DynamoDB:ConditionalCheckFailedException',
      errorInfo: null,
      locations: [{ line: 2, column: 3, sourceName: null }],
      message: expect.stringMatching(
        /^The conditional request failed \(Service: DynamoDb, Status Code: 400, Request ID: .+\)$/,
      ) as string,
    },
  ]);
});

test('pages go on by a sealed token, and an altered token is refused', async () => {
  await start();
  for (const id of ['a', 'b', 'c']) await api.post({ query: `mutation { putThing(id: "${id}") { id } }` });
  const page = 'query P($t: String) { things(limit: 2, nextToken: $t) { items { id } nextToken } }';
  const first = (await api.post({ query: page })).body.data!['things'] as {
    items: unknown[];
    nextToken: string;
  };
  expect(first.items).toEqual([{ id: 'a' }, { id: 'b' }]);
  const second = await api.post({ query: page, variables: { t: first.nextToken } });
  expect(second.body.data).toEqual({ things: { items: [{ id: 'c' }], nextToken: null } });
  const forged = Buffer.from(
    Buffer.from(first.nextToken, 'base64').toString().replace('\\"b\\"', '\\"a\\"'),
  ).toString('base64');
  const refused = await api.post({ query: page, variables: { t: forged } });
  expect(refused.body.errors![0]).toMatchObject({ message: 'Invalid pagination token given.' });
});

test('validation speaks the words of graphql-java and hints at nothing', async () => {
  await start();
  const messages = async (query: string, variables = {}) => {
    const { status, body } = await api.post({ query, variables });
    expect([status, body.data]).toEqual([200, null]);
    return body.errors!.map(({ message }) => message);
  };
  expect((await api.post({ query: '{ thinx(id: 1) { id } }' })).body).toEqual({
    data: null,
    errors: [
      {
        path: null,
        locations: [{ line: 1, column: 3, sourceName: null }],
        message:
          "Validation error of type FieldUndefined: Field 'thinx' in type 'Query' is undefined @ 'thinx'",
      },
    ],
  });
  expect(await messages('{ thing(id: "1") { titel } }')).toEqual([
    "Validation error of type FieldUndefined: Field 'titel' in type 'Thing' is undefined @ 'thing/titel'",
  ]);
  expect(await messages('{ thing(id: "1") }')).toEqual([
    "Validation error of type SubSelectionRequired: Sub selection required for type Thing of field thing @ 'thing'",
  ]);
  expect(await messages('{ thing { id } }')).toEqual([
    "Validation error of type MissingFieldArgument: Missing field argument id @ 'thing'",
  ]);
  expect(await messages('query Q($id: ID!) { thing(id: $id) { id } }')).toEqual([
    "Variable 'id' has coerced Null value for NonNull type 'ID!'",
  ]);
  expect(
    await messages('query Q($limit: Int!) { things(limit: $limit) { nextToken } }', { limit: 'x' }),
  ).toEqual(["Variable 'limit' has an invalid value."]);
  expect((await messages('{ thing(')).join()).toMatch(/^Validation error of type InvalidSyntax/);
});

test('a query that is nested without end is refused', async () => {
  await start();
  const { status, body } = await api.post({ query: `{${'a{'.repeat(4999)}a${'}'.repeat(5000)}` });
  expect([status, body.data]).toEqual([200, null]);
  expect(body.errors![0]!['message']).toMatch(/^Validation error/);
});

test('fragments that double with each step are refused before anyone walks through them', async () => {
  await start();
  const steps = Array.from({ length: 14 }, (_, n) => `fragment F${n} on Query { ...F${n + 1} ...F${n + 1} }`);
  const query = `{ ...F0 } ${steps.join(' ')} fragment F14 on Query { now }`;
  const { status, body } = await api.post({ query });
  expect([status, body.data]).toEqual([200, null]);
  expect(body.errors![0]!['message']).toBe(
    'Validation error of type InvalidSyntax: the query selects more than 10000 fields',
  );
});

test('a body that is too large is refused, and its connection lives on', async () => {
  await start();
  const large = await api.post({ query: '{ now }', variables: { filler: 'x'.repeat(6 * 1024 * 1024) } });
  expect([large.status, large.headers.get('x-amzn-errortype')]).toEqual([
    400,
    'MalformedHttpRequestException',
  ]);
  for (let again = 0; again < 3; again += 1)
    expect((await api.post({ query: '{ now }' })).body).toEqual({ data: { now: null } });
});

test('a browser on another origin may ask', async () => {
  await start();
  const asked = 'authorization,x-amz-user-agent';
  const { status, headers } = await fetch(api.url, {
    method: 'OPTIONS',
    headers: {
      origin: 'http://a.test',
      'access-control-request-method': 'POST',
      'access-control-request-headers': asked,
    },
  });
  expect(status).toBe(200);
  expect(headers.get('access-control-allow-origin')).toBe('*');
  expect(headers.get('access-control-allow-headers')).toBe(asked);
});

test('a subscription over HTTP is not supported', async () => {
  await start();
  const { status, body } = await api.post({ query: 'subscription { x }' });
  expect([status, body.errors![0]!['errorType']]).toEqual([200, 'OperationNotSupported']);
});

test('malformed requests are refused by transport', async () => {
  await start();
  for (const [body, message] of [
    ['', 'Request body is empty.'],
    ['{}', 'Unable to parse GraphQL query.'],
    ['nonsense', 'Unable to parse GraphQL query.'],
    ['[{"query":"{ now }"}]', 'Unable to parse GraphQL query.'],
  ]) {
    const answer = await api.post(body);
    expect([answer.status, answer.headers.get('x-amzn-errortype')]).toEqual([
      400,
      'MalformedHttpRequestException',
    ]);
    expect(answer.body).toEqual({ errors: [{ errorType: 'MalformedHttpRequestException', message }] });
  }
});

test('limits: depth, number of resolvers, introspection', async () => {
  await start({
    api: { QueryDepthLimit: 2, ResolverCountLimit: 2, IntrospectionConfig: 'DISABLED' },
    resources: [computed('Query.now', '"n"'), computed('Thing.owner', '({ id: "o" })')],
  });
  await api.post({ query: 'mutation { putThing(id: "1") { id } }' });
  const deep = await api.post({ query: '{ thing(id: "1") { id owner { id } } }' });
  expect(deep.body.data).toEqual({ thing: { id: '1', owner: null } });
  expect(deep.body.errors).toMatchObject([
    { errorType: 'QueryDepthLimitReached', path: ['thing', 'owner', 'id'] },
  ]);
  const many = await api.post({ query: '{ a: now b: now c: now }' });
  expect(many.body.data).toEqual({ a: 'n', b: 'n', c: null });
  expect(many.body.errors).toMatchObject([{ errorType: 'ResolverExecutionLimitReached', path: ['c'] }]);
  const schema = await api.post({ query: '{ __schema { types { name } } }' });
  expect(schema.body.errors![0]!['message']).toMatch(/^Validation error of type FieldUndefined/);
});

test('util.error ends a field, util.appendError does not, and a missing resolver is null', async () => {
  await start({
    resources: [
      computed('Query.now', 'util.error("broken", "Kind", { a: 1 }, { b: 2 })'),
      computed('Query.who', '(util.appendError("beside", "Note"), { ok: true })'),
    ],
  });
  const { body } = await api.post({ query: '{ now who }' });
  expect(body.data).toEqual({ now: null, who: '{"ok":true}' });
  expect(body.errors).toMatchObject([
    { path: ['who'], message: 'beside', errorType: 'Note' },
    { path: ['now'], message: 'broken', errorType: 'Kind', data: { a: 1 }, errorInfo: { b: 2 } },
  ]);
  const must = await api.post({ query: '{ must }' });
  expect(must.body).toEqual({
    data: null,
    errors: [
      {
        path: ['must'],
        locations: null,
        message: "Cannot return null for non-nullable type: 'String' within parent 'Query' (/must)",
      },
    ],
  });
});

test('what code does wrong is told to nobody', async () => {
  await start({ resources: [computed('Query.now', 'ctx.nothing.here')] });
  const { body } = await api.post({ query: '{ now }' });
  expect(body.errors).toMatchObject([{ errorType: 'Code', message: 'Runtime Error' }]);
  expect(JSON.stringify(body)).not.toContain('nothing');
});
