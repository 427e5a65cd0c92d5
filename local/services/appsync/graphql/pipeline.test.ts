import { afterEach, expect, test } from 'vitest';
import { AwsError } from '../../../runtime/errors.ts';
import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from '@aws-crypto/sha256-js';
import { allowAll } from '../../../runtime/testing.ts';
import { boot, type Booted, type BootOptions } from '../testing/boot.ts';
import { functionPeer, memoryTable, plainTokens, token } from '../testing/peers.ts';
import { computed, functionSource, noneSource, resource, tableSource, unit } from '../testing/resources.ts';

let api: Booted;
afterEach(() => api.stop());

const THINGS = `
  type Thing { id: ID!  title: String  owner: Owner  count: Int }
  type Owner { id: ID!  name: String }
  type Page { items: [Thing!]!  nextToken: String }
  type Query { thing(id: ID!): Thing  things(limit: Int, nextToken: String): Page!  now: String  who: AWSJSON  must: String! }
  type Mutation { putThing(id: ID!, title: String): Thing }
`;
const GET = `import { get } from '@aws-appsync/utils/dynamodb';
export const request = (ctx) => get({ key: { id: ctx.args.id } });
export const response = (ctx) => ctx.result;`;
const PUT = `import { util } from '@aws-appsync/utils';
import * as ddb from '@aws-appsync/utils/dynamodb';
export function request(ctx) {
  return ddb.put({ key: { id: ctx.args.id }, item: { title: ctx.args.title, count: 3 }, condition: { id: { attributeExists: false } } });
}
export function response(ctx) {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  return ctx.result;
}`;
const QUERY = `import * as ddb from '@aws-appsync/utils/dynamodb';
export function request(ctx) {
  return ddb.query({ query: { id: { eq: 'x' } }, limit: ctx.args.limit, nextToken: ctx.args.nextToken });
}
export const response = (ctx) => ctx.result;`;

async function bootThings(options: Partial<BootOptions> = {}) {
  const table = memoryTable();
  api = await boot({
    schema: THINGS,
    ...options,
    peers: { dynamodb: table.peer, cognito: plainTokens, ...options.peers },
    resources: [
      noneSource,
      tableSource,
      unit('Query.thing', 'Table', GET),
      unit('Query.things', 'Table', QUERY),
      unit('Mutation.putThing', 'Table', PUT),
      ...(options.resources ?? []),
    ],
  });
  return table;
}

test('a DynamoDB resolver writes and reads an item as plain JSON', async () => {
  const table = await bootThings();
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
  await bootThings();
  await api.post({ query: 'mutation { putThing(id: "1") { id } }' });
  const { body, status } = await api.post({ query: 'mutation {\n  putThing(id: "1") { id }\n}' });
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
  await bootThings();
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

test('without credentials nothing is told', async () => {
  await bootThings();
  const { status, headers, body } = await api.post({ query: '{ now }' }, {});
  expect([status, headers.get('x-amzn-errortype')]).toEqual([401, 'UnauthorizedException']);
  expect(body).toEqual({
    errors: [{ errorType: 'UnauthorizedException', message: 'Valid authorization header not provided.' }],
  });
});

test('an unknown and an expired API key are refused alike', async () => {
  await bootThings({ keyExpires: 1 });
  for (const key of [api.key, 'da2-xxxxxxxxxxxxxxxxxxxxxxxxxx']) {
    const { status, body } = await api.post({ query: '{ now }' }, { 'x-api-key': key });
    expect([status, body.errors![0]!['message']]).toEqual([401, 'You are not authorized to make this call.']);
  }
});

const COGNITO = {
  AuthenticationType: 'AMAZON_COGNITO_USER_POOLS',
  UserPoolConfig: {
    UserPoolId: 'pool',
    DefaultAction: 'ALLOW',
    AwsRegion: 'us-east-1',
    AppIdClientRegex: 'app',
  },
};

test('Cognito tokens are taken with and without Bearer, and refused in words of their own', async () => {
  await bootThings({ api: COGNITO, resources: [computed('Query.who', 'ctx.identity')] });
  const jwt = token({ 'cognito:groups': ['admins'], username: 'u', client_id: 'app' });
  for (const authorization of [jwt, `Bearer ${jwt}`]) {
    const { body } = await api.post({ query: '{ who }' }, { authorization });
    expect(JSON.parse(String(body.data!['who']))).toMatchObject({
      sub: 'sub-1',
      username: 'u',
      groups: ['admins'],
      issuer: 'pool',
      defaultAuthStrategy: 'ALLOW',
      sourceIp: [expect.any(String)],
    });
  }
  const refusal = async (authorization: string) =>
    (await api.post({ query: '{ who }' }, { authorization })).body.errors;
  expect(await refusal('nonsense')).toMatchObject([{ message: 'Unable to parse JWT token.' }]);
  expect(await refusal(token({ expired: true }))).toMatchObject([{ message: 'Token has expired.' }]);
  expect(await refusal(token({ wrong: true }))).toMatchObject([
    { message: 'You are not authorized to make this call.' },
  ]);
  expect(await refusal(token({ client_id: 'another' }))).toMatchObject([
    { message: 'You are not authorized to make this call.' },
  ]);
});

test('every type that is reached must carry the mode of the caller', async () => {
  await bootThings({
    api: {
      ...COGNITO,
      UserPoolConfig: { UserPoolId: 'pool', DefaultAction: 'ALLOW' },
      AdditionalAuthenticationProviders: [{ AuthenticationType: 'API_KEY' }],
    },
    schema: THINGS.replace('thing(id: ID!): Thing', 'thing(id: ID!): Thing @aws_api_key').replace(
      'now: String',
      'now: String @aws_cognito_user_pools(cognito_groups: ["admins"])',
    ),
    resources: [computed('Query.now', '"now"')],
  });
  const { status, body } = await api.post({ query: '{ thing(id: "1") { id } }' });
  expect([status, body.data]).toEqual([200, { thing: null }]);
  await api.post(
    { query: 'mutation { putThing(id: "1", title: "t") { id } }' },
    { authorization: token({}) },
  );
  const denied = await api.post({ query: '{ thing(id: "1") { title } }' });
  expect(denied.body.data).toEqual({ thing: { title: null } });
  expect(denied.body.errors).toMatchObject([
    {
      errorType: 'Unauthorized',
      message: 'Not Authorized to access title on type Thing',
      path: ['thing', 'title'],
      data: null,
      errorInfo: null,
    },
  ]);
  const asUser = await api.post({ query: '{ now }' }, { authorization: token({}) });
  expect(asUser.body.errors).toMatchObject([{ message: 'Not Authorized to access now on type Query' }]);
  const asAdmin = await api.post(
    { query: '{ now }' },
    { authorization: token({ 'cognito:groups': ['admins'] }) },
  );
  expect(asAdmin.body.data).toEqual({ now: 'now' });
});

async function signed(body: string, change: { secret?: string } = {}) {
  const credentials = api.runtime.credentials.forRole('arn:aws:iam::000000000000:role/publisher', 'session');
  const signer = new SignatureV4({
    service: 'appsync',
    region: 'us-east-1',
    sha256: Sha256,
    credentials: {
      ...credentials,
      expiration: undefined,
      secretAccessKey: change.secret ?? credentials.secretAccessKey,
    },
  });
  const { hostname, port } = new URL(api.url);
  const request = await signer.sign({
    method: 'POST',
    protocol: 'http:',
    hostname,
    path: '/graphql',
    headers: { host: `${hostname}:${port}`, 'content-type': 'application/json' },
    body,
  });
  return request.headers;
}

test('signed calls are verified, and IAM decides field by field', async () => {
  const asked: string[] = [];
  await bootThings({
    api: { AuthenticationType: 'AWS_IAM' },
    peers: {
      iam: {
        ...allowAll,
        authorize: ({ action, resource: name, caller }) => {
          if (action !== 'appsync:GraphQL') return;
          asked.push(name);
          expect(caller).toMatchObject({ kind: 'role', sessionName: 'session' });
          if (!name.endsWith('/now')) throw new AwsError('AccessDenied', 'no', 403);
        },
      },
    },
    resources: [computed('Query.now', 'util.authType()')],
  });
  const query = JSON.stringify({ query: '{ now who }' });
  const mixed = await api.post(query, await signed(query));
  expect(mixed.body.data).toEqual({ now: 'IAM Authorization', who: null });
  expect(mixed.body.errors).toMatchObject([{ message: 'Not Authorized to access who on type Query' }]);
  expect(asked).toEqual([`${api.apiArn}/types/Query/fields/now`, `${api.apiArn}/types/Query/fields/who`]);
  const refusedBody = JSON.stringify({ query: '{ who }' });
  const refused = await api.post(refusedBody, await signed(refusedBody));
  expect([refused.status, refused.body.errors![0]!['message']]).toEqual([
    401,
    'You are not authorized to make this call.',
  ]);
  const forged = await api.post(query, await signed(query, { secret: 'wrong' }));
  expect([forged.status, forged.body.data]).toEqual([401, undefined]);
  const altered = await api.post(refusedBody, await signed(query));
  expect(altered.status).toBe(401);
});

test('validation speaks the words of graphql-java and hints at nothing', async () => {
  await bootThings();
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
  expect((await messages('{ thing(')).join()).toMatch(/^Validation error of type InvalidSyntax/);
});

test('a query that is nested without end is refused', async () => {
  await bootThings();
  const { status, body } = await api.post({ query: `{${'a{'.repeat(4999)}a${'}'.repeat(5000)}` });
  expect([status, body.data]).toEqual([200, null]);
  expect(body.errors![0]!['message']).toMatch(/^Validation error/);
});

test('a browser on another origin may ask', async () => {
  await bootThings();
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
  await bootThings();
  const { status, body } = await api.post({ query: 'subscription { x }' });
  expect([status, body.errors![0]!['errorType']]).toEqual([200, 'OperationNotSupported']);
});

test('malformed requests are refused by transport', async () => {
  await bootThings();
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
  await bootThings({
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
  await bootThings({
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
  await bootThings({ resources: [computed('Query.now', 'ctx.nothing.here')] });
  const { body } = await api.post({ query: '{ now }' });
  expect(body.errors).toMatchObject([{ errorType: 'Code', message: 'Runtime Error' }]);
  expect(JSON.stringify(body)).not.toContain('nothing');
});

const INVOKE = `export const request = (ctx) => ({ operation: 'Invoke', payload: { id: ctx.args.id } });
import { util } from '@aws-appsync/utils';
export function response(ctx) {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  return ctx.result;
}`;
const BATCH = `import { util } from '@aws-appsync/utils';
export const request = (ctx) => ({ operation: 'BatchInvoke', payload: { id: ctx.source.id } });
export function response(ctx) {
  const { data, errorMessage, errorType } = ctx.result;
  if (errorMessage) util.error(errorMessage, errorType, data);
  return data;
}`;

test('a Lambda resolver invokes, and a thrown error is Lambda:Unhandled', async () => {
  const lambda = functionPeer(({ id }: { id: string }) => {
    if (id === 'bad') throw new Error('it broke');
    return { id, title: 'from lambda' };
  });
  await bootThings({
    schema: THINGS.replace('type Query {', 'type Query { made(id: ID!): Thing '),
    peers: { lambda: lambda.peer },
    resources: [functionSource, unit('Query.made', 'Function', INVOKE)],
  });
  const { body } = await api.post({ query: '{ a: made(id: "1") { title } b: made(id: "bad") { title } }' });
  expect(body.data).toEqual({ a: { title: 'from lambda' }, b: null });
  expect(body.errors).toMatchObject([
    { errorType: 'Lambda:Unhandled', message: 'it broke', path: ['b'], data: null },
  ]);
});

test('siblings share one call, each with its own result or error', async () => {
  const lambda = functionPeer((asked: { id: string }[]) =>
    asked.map(({ id }) =>
      id === 'b' ? { data: null, errorMessage: 'no', errorType: 'Nope' } : { data: { id: `owner-${id}` } },
    ),
  );
  await bootThings({
    peers: { lambda: lambda.peer },
    resources: [functionSource, unit('Thing.owner', 'Function', BATCH, { MaxBatchSize: 2 })],
  });
  for (const id of ['a', 'b', 'c']) await api.post({ query: `mutation { putThing(id: "${id}") { id } }` });
  const { body } = await api.post({ query: '{ things { items { id owner { id } } } }' });
  expect(body.data).toEqual({
    things: {
      items: [
        { id: 'a', owner: { id: 'owner-a' } },
        { id: 'b', owner: null },
        { id: 'c', owner: { id: 'owner-c' } },
      ],
    },
  });
  expect(body.errors).toMatchObject([
    { path: ['things', 'items', 1, 'owner'], message: 'no', errorType: 'Nope' },
  ]);
  expect(lambda.payloads).toEqual([[{ id: 'a' }, { id: 'b' }], [{ id: 'c' }]]);
});

const RUNTIME = { Name: 'APPSYNC_JS', RuntimeVersion: '1.0.0' };
const step = (name: string, code: string) =>
  resource(name, 'FunctionConfiguration', {
    Name: name,
    DataSourceName: 'None',
    Runtime: RUNTIME,
    Code: code,
  });

const handlers = (request: string, response: string) =>
  `import { runtime } from '@aws-appsync/utils';
export function request(ctx) { ${request} }
export function response(ctx) { ${response} }`;

async function runPipeline(inSecond: string): Promise<unknown> {
  const get = (name: string) => ({ 'Fn::GetAtt': `${name}.FunctionId` });
  await bootThings({
    resources: [
      step(
        'First',
        handlers(
          'ctx.stash.first = 1; return { payload: { got: ctx.prev.result } };',
          'return { one: ctx.result };',
        ),
      ),
      step(
        'Second',
        handlers(
          `${inSecond} return { payload: ctx.prev.result };`,
          'ctx.stash.second = 2; return ctx.result;',
        ),
      ),
      step('Third', handlers('return { payload: [ctx.prev.result] };', 'return ctx.result;')),
      resource('Pipe', 'Resolver', {
        TypeName: 'Query',
        FieldName: 'who',
        Kind: 'PIPELINE',
        PipelineConfig: { Functions: [get('First'), get('Second'), get('Third')] },
        Runtime: RUNTIME,
        Code: handlers('return { before: true };', 'return { result: ctx.prev.result, stash: ctx.stash };'),
      }),
    ],
  });
  const { body } = await api.post({ query: '{ who }' });
  return JSON.parse(String(body.data!['who']));
}

test('a pipeline hands on its results and its stash', async () => {
  const one = { one: { got: { before: true } } };
  expect(await runPipeline('')).toEqual({ result: [one], stash: { first: 1, second: 2 } });
});

test('an early return with NEXT skips the function, with END the rest of the pipeline', async () => {
  const next = await runPipeline('runtime.earlyReturn("early", { skipTo: "NEXT" });');
  expect(next).toEqual({ result: ['early'], stash: { first: 1 } });
  await api.stop();
  const end = await runPipeline('runtime.earlyReturn("early", { skipTo: "END" });');
  expect(end).toEqual({ result: 'early', stash: { first: 1 } });
});
