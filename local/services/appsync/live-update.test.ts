import { afterEach, expect, test } from 'vitest';
import { TemplateError } from '../../runtime/errors.ts';
import type { Booted } from './testing/boot.ts';
import { connectRealtime, headerSubprotocol, type RealtimeClient } from './testing/client.ts';
import { bootEvents, EVENTS } from './testing/events.ts';
import { computed, noneSource, resource } from './testing/resources.ts';

/** What a stack's update changes under a service that answers. */
let api: Booted;
const clients: RealtimeClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.socket.terminate();
  await api.stop();
});

const schema = (Definition: string) => resource('Schema', 'GraphQLSchema', { Definition });
const keyHeader = () => ({ host: new URL(api.url).host, 'x-api-key': api.key });
async function open(url = api.url, header = keyHeader()): Promise<RealtimeClient> {
  const client = await connectRealtime(url, { subprotocols: [headerSubprotocol(header)] });
  clients.push(client);
  client.send({ type: 'connection_init' });
  await client.receive(({ type }) => type === 'ka');
  return client;
}
async function subscribe(client: RealtimeClient, id: string, query: string): Promise<void> {
  client.start(id, query, keyHeader());
  await client.receive((message) => message.id === id && message.type === 'start_ack');
}
const publish = (id: string) => api.post({ query: `mutation { publish(id: "${id}") { id owner } }` });

test('a resolver is swapped; sockets and subscriptions stay', async () => {
  api = await bootEvents([computed('Query.none', '"old"')]);
  const client = await open();
  await subscribe(client, '1', 'subscription { onEvent { id } }');
  await api.update(computed('Query.none', '"new"'));
  expect((await api.post({ query: '{ none }' })).body).toEqual({ data: { none: 'new' } });
  await publish('a');
  expect(await client.receive(({ type }) => type === 'data')).toMatchObject({ id: '1' });
});

test('a request under way ends by the resolvers that it began with', async () => {
  const { promise, resolve } = Promise.withResolvers<{ payload: string }>();
  const source = resource('Fn', 'DataSource', {
    Name: 'Fn',
    Type: 'AWS_LAMBDA',
    ServiceRoleArn: 'arn:aws:iam::000000000000:role/source',
    LambdaConfig: { LambdaFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:f' },
  });
  const slow = computed('Query.none', 'ctx.result');
  const { Code, ...rest } = slow.properties as Record<string, unknown>;
  const invoking = String(Code).replace('{ payload: null }', '{ operation: "Invoke", payload: null }');
  api = await bootEvents(
    [source, { ...slow, properties: { ...rest, Code: invoking, DataSourceName: 'Fn' } }],
    {
      peers: { lambda: { invoke: () => promise } },
    },
  );
  const asked = api.post({ query: '{ none }' });
  await api.update(computed('Query.none', '"new"'));
  expect((await api.post({ query: '{ none }' })).body).toEqual({ data: { none: 'new' } });
  resolve({ payload: '"slow"' });
  // The answer of the old resolver, or of the new one if the request came after it: never a failure.
  expect(['slow', 'new']).toContain((await asked).body.data!['none']);
});

test('a new schema ends the subscriptions that it does not know, and no others', async () => {
  api = await bootEvents();
  const client = await open();
  await subscribe(client, 'stays', 'subscription { onEvent { id } }');
  await subscribe(client, 'goes', 'subscription { onEvent { id level } }');
  await subscribe(client, 'forbidden', 'subscription { onMine { id } }');
  await api.update(
    schema(
      EVENTS.replace('level: Int  tags', 'rank: Int  tags').replace(
        'onMine(minimum: Int): Event',
        'onMine(minimum: Int): Event @aws_iam',
      ),
    ),
  );
  expect(await client.receive(({ id, type }) => id === 'goes' && type === 'error')).toMatchObject({
    payload: { errors: [{ errorType: 'BadRequestException' }] },
  });
  await client.receive(({ id, type }) => id === 'forbidden' && type === 'error');
  await publish('a');
  expect(await client.receive(({ type }) => type === 'data')).toMatchObject({ id: 'stays' });
  await subscribe(client, 'anew', 'subscription { onEvent { rank } }');
  expect(client.messages.filter(({ type }) => type === 'data')).toHaveLength(1);
});

test('what does not fit is refused, and everything answers as before', async () => {
  api = await bootEvents([computed('Query.none', '"old"')]);
  const client = await open();
  await subscribe(client, '1', 'subscription { onEvent { id } }');
  await expect(api.update(schema('type Query {'))).rejects.toThrow(TemplateError);
  await expect(api.update(computed('Query.missing', '1'))).rejects.toThrow(
    'No field named missing found on type Query',
  );
  expect((await api.post({ query: '{ none }' })).body).toEqual({ data: { none: 'old' } });
  await publish('a');
  await client.receive(({ type }) => type === 'data');
  // Taken back, the rest of the update goes through.
  await api.service.delete!(computed('Query.missing', '1'));
  await api.update(computed('Query.none', '"new"'));
  expect((await api.post({ query: '{ none }' })).body).toEqual({ data: { none: 'new' } });
});

test('a resolver whose field is gone answers nothing, until it is taken away', async () => {
  const resolver = computed('Query.none', '"old"');
  api = await bootEvents([resolver]);
  await api.update(schema(EVENTS.replace('none: String', 'other: String')));
  expect((await api.post({ query: '{ other }' })).body).toEqual({ data: { other: null } });
  await api.service.delete!(resolver);
  await api.service.delete!(resolver);
  await api.update(schema(EVENTS));
  expect((await api.post({ query: '{ none }' })).body).toEqual({ data: { none: null } });
});

test('a key ends with its deletion or its new expiry', async () => {
  api = await bootEvents();
  const second = resource('Second', 'ApiKey', {});
  const ApiId = api.apiArn.split('/').pop()!;
  const made = await api.service.create({ ...second, properties: { ApiId } });
  await api.service.connect!();
  const by = (key: string) =>
    api.post({ query: 'mutation { publish(id: "a") { id } }' }, { 'x-api-key': key });
  const key = made.attributes!['ApiKey']!;
  expect((await by(key)).status).toBe(200);
  await api.service.delete!(second);
  expect((await by(key)).status).toBe(401);
  expect((await by(api.key)).status).toBe(200);
  await api.update(resource('Key', 'ApiKey', { Expires: 3600 }));
  expect((await by(api.key)).body).toEqual({
    errors: [{ errorType: 'UnauthorizedException', message: 'You are not authorized to make this call.' }],
  });
});

test('settings of the API change in place', async () => {
  api = await bootEvents();
  const query = '{ __schema { queryType { name } } }';
  expect((await api.post({ query })).body.errors).toBeUndefined();
  await api.service.create(
    resource('Api', 'GraphQLApi', {
      Name: 'test',
      AuthenticationType: 'API_KEY',
      IntrospectionConfig: 'DISABLED',
    }),
  );
  await api.service.connect!();
  expect((await api.post({ query })).body.errors![0]).toMatchObject({
    message: expect.stringMatching(/^Validation error of type FieldUndefined/) as string,
  });
});

test('an API that is deleted ends its sockets and is not found, until it is there again', async () => {
  api = await bootEvents();
  const client = await open();
  const definition = resource('Api', 'GraphQLApi', { Name: 'test', AuthenticationType: 'API_KEY' });
  await api.service.delete!(definition);
  await client.closed();
  const gone = await api.post({ query: '{ none }' });
  expect([gone.status, gone.headers.get('x-amzn-errortype')]).toEqual([404, 'NotFoundException']);
  await expect(open()).rejects.toThrow('404');
  await api.service.create(definition);
  await api.update();
  expect((await publish('a')).body).toEqual({ data: { publish: { id: 'a', owner: null } } });
});

test('a second API answers at its own path, with its own keys and sockets', async () => {
  api = await bootEvents();
  const created = await api.service.create(
    resource('Other', 'GraphQLApi', { Name: 'other', AuthenticationType: 'API_KEY' }),
  );
  const ApiId = created.attributes!['ApiId']!;
  const path = `/apis/${ApiId}/graphql`;
  expect(created.attributes).toMatchObject({
    GraphQLUrl: expect.stringMatching(new RegExp(`${path}$`)) as string,
    RealtimeUrl: expect.stringMatching(new RegExp(`${path}/realtime$`)) as string,
  });
  const properties = (more: object) => ({ ApiId, ...more });
  const event = 'type Event { id: ID! } type Query { other: String }';
  const rest =
    'type Mutation { tell(id: ID!): Event } type Subscription { onTell: Event @aws_subscribe(mutations: ["tell"]) }';
  await api.service.create(resource('S2', 'GraphQLSchema', properties({ Definition: `${event} ${rest}` })));
  const key = (await api.service.create(resource('K2', 'ApiKey', properties({})))).attributes!['ApiKey']!;
  for (const one of [
    { ...noneSource, logicalId: 'N2' },
    { ...computed('Mutation.tell', 'ctx.args'), logicalId: 'R2' },
  ])
    await api.service.create({ ...one, properties: properties(one.properties as object) });
  await api.service.connect!();

  const url = api.url.replace('/graphql', path);
  const client = await open(url, { host: new URL(url).host, 'x-api-key': key });
  client.start('1', 'subscription { onTell { id } }', { 'x-api-key': key });
  await client.receive(({ type }) => type === 'start_ack');
  const ask = (to: string, apiKey: string) =>
    fetch(to, {
      method: 'POST',
      headers: { 'x-api-key': apiKey },
      body: JSON.stringify({ query: 'mutation { tell(id: "a") { id } }' }),
    });
  expect((await ask(url, api.key)).status).toBe(401);
  expect(await (await ask(url, key)).json()).toEqual({ data: { tell: { id: 'a' } } });
  expect(await client.receive(({ type }) => type === 'data')).toMatchObject({
    payload: { data: { onTell: { id: 'a' } } },
  });
  expect(await (await ask(api.url, api.key)).json()).toMatchObject({
    errors: [{ message: expect.stringContaining("Field 'tell'") as string }],
  });
});
