import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { afterEach, expect, test } from 'vitest';
import { AwsError } from '../../../runtime/errors.ts';
import { allowAll } from '../../../runtime/testing.ts';
import type { Booted } from '../testing/boot.ts';
import { token } from '../testing/peers.ts';
import { computed } from '../testing/resources.ts';
import { bootThings, THINGS } from '../testing/things.ts';

let api: Booted;
afterEach(() => api.stop());

async function start(options?: Parameters<typeof bootThings>[0]) {
  const booted = await bootThings(options);
  api = booted.api;
  return booted;
}

test('without credentials nothing is told', async () => {
  await start();
  const { status, headers, body } = await api.post({ query: '{ now }' }, {});
  expect([status, headers.get('x-amzn-errortype')]).toEqual([401, 'UnauthorizedException']);
  expect(body).toEqual({
    errors: [{ errorType: 'UnauthorizedException', message: 'Valid authorization header not provided.' }],
  });
});

test('an unknown and an expired API key are refused alike', async () => {
  await start({ keyExpires: 1 });
  for (const key of [api.key, 'da2-xxxxxxxxxxxxxxxxxxxxxxxxxx']) {
    const { status, body } = await api.post({ query: '{ now }' }, { 'x-api-key': key });
    expect([status, body.errors![0]!['message']]).toEqual([401, 'You are not authorized to make this call.']);
  }
});

test('a key counts until the hour of its end', async () => {
  let now = Date.UTC(2026, 0, 1, 12, 0);
  await start({ clock: { now: () => now }, keyExpires: Date.UTC(2026, 0, 2, 15, 59) / 1000 });
  const status = async () => (await api.post({ query: '{ now }' })).status;
  now = Date.UTC(2026, 0, 2, 14, 59, 59);
  expect(await status()).toBe(200);
  now = Date.UTC(2026, 0, 2, 15, 0);
  expect(await status()).toBe(401);
  // A clock that goes back brings the key back, and breaks nothing.
  now = 0;
  expect(await status()).toBe(200);
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
  await start({ api: COGNITO, resources: [computed('Query.who', 'ctx.identity')] });
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
  await start({
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

test('directives hold behind interfaces, unions and lists, and on types of modes that the API does not have', async () => {
  await start({
    api: { AdditionalAuthenticationProviders: [{ AuthenticationType: 'AWS_IAM' }] },
    schema: `
      interface Node { id: ID! }
      type Open implements Node { id: ID!  next: Closed  all: [Any] }
      type Closed implements Node @aws_iam { id: ID! }
      type Partly implements Node @aws_api_key @aws_iam { id: ID! @aws_iam  name: String }
      type Foreign @aws_oidc { id: ID  own: String @aws_lambda  ours: String @aws_api_key }
      union Any = Open | Closed | Partly | Foreign
      type Query { any: [Any]  nodes: [Node] }
    `,
    bare: true,
    resources: [
      computed('Query.nodes', `['Open', 'Closed', 'Partly'].map((t) => ({ __typename: t, id: t }))`),
      computed(
        'Query.any',
        `[{ __typename: 'Open', next: { id: 'c' }, all: [{ __typename: 'Closed', id: 'd' }] },
          { __typename: 'Foreign', id: 'f', own: 'own', ours: 'ours' }, { __typename: 'Partly', name: 'p' }]`,
      ),
    ],
  });
  const nodes = await api.post({ query: '{ nodes { __typename ... on Open { id } ... on Closed { id } } }' });
  expect(nodes.body.data).toEqual({
    nodes: [{ __typename: 'Open', id: 'Open' }, null, { __typename: 'Partly' }],
  });
  expect(nodes.body.errors).toMatchObject([
    { message: 'Not Authorized to access id on type Closed', path: ['nodes', 1, 'id'] },
  ]);
  const any = await api.post({
    query: `{ any {
      ... on Open { next { id } all { ... on Node { id } } }
      ... on Foreign { id own ours }
      ... on Partly { name }
    } }`,
  });
  expect(any.body.data).toEqual({
    any: [{ next: null, all: [null] }, { id: null, own: null, ours: 'ours' }, { name: 'p' }],
  });
  expect(any.body.errors!.map(({ message }) => message).sort()).toEqual([
    'Not Authorized to access id on type Closed',
    'Not Authorized to access id on type Closed',
    'Not Authorized to access id on type Foreign',
    'Not Authorized to access own on type Foreign',
  ]);
});

async function signed(body: string, change: { secret?: string; headers?: Record<string, string> } = {}) {
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
    headers: { host: `${hostname}:${port}`, 'content-type': 'application/json', ...change.headers },
    body,
  });
  return request.headers;
}

test('signed calls are verified, and IAM decides field by field', async () => {
  const asked: string[] = [];
  await start({
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
  const unsignedBody = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
  expect((await api.post(query, await signed(query, { headers: unsignedBody }))).status).toBe(401);
});
