import { afterEach, expect, test } from 'vitest';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { AwsError } from '../../../runtime/errors.ts';
import { allowAll } from '../../../runtime/testing.ts';
import type { Booted } from '../testing/boot.ts';
import { connectRealtime, headerSubprotocol, type RealtimeClient } from '../testing/client.ts';
import { bootEvents, EVENTS } from '../testing/events.ts';
import { token } from '../testing/peers.ts';
import { computed } from '../testing/resources.ts';

let api: Booted;
const clients: RealtimeClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.socket.terminate();
  await api.stop();
});

const keyHeader = () => ({ host: new URL(api.url).host, 'x-api-key': api.key });
const connect = async (options?: Parameters<typeof connectRealtime>[1]) => {
  const client = await connectRealtime(
    api.url,
    options ?? { subprotocols: [headerSubprotocol(keyHeader())] },
  );
  clients.push(client);
  client.send({ type: 'connection_init' });
  return client;
};
const open = async () => {
  const client = await connect();
  await client.receive(({ type }) => type === 'connection_ack');
  return client;
};
const subscribe = async (client: RealtimeClient, id: string, query: string, variables = {}) => {
  client.start(id, query, keyHeader(), variables);
  return client.receive((message) => message.id === id && message.type !== 'data');
};
const publish = (args: string, selection = 'id owner level tags at { city }') =>
  api.post({ query: `mutation { publish(${args}) { ${selection} } }` });
const eventsOf = (client: RealtimeClient, id: string) =>
  client.messages.filter((m) => m.type === 'data' && m.id === id).map(({ payload }) => payload);
/** Publishes an event that the client does receive: whatever came before it has arrived, or will not. */
const settle = async (client: RealtimeClient) => {
  await subscribe(client, 'settle', 'subscription { onEvent(id: "settle") { id } }');
  await publish('id: "settle"');
  await client.receive(({ type, id }) => type === 'data' && id === 'settle');
};

test('the handshake answers with an acknowledgement and a keep-alive, whichever way the credentials came', async () => {
  api = await bootEvents();
  const encoded = Buffer.from(JSON.stringify(keyHeader())).toString('base64');
  for (const options of [
    { subprotocols: [headerSubprotocol(keyHeader())] },
    { query: `?header=${encodeURIComponent(encoded)}&payload=e30=` },
    { headers: { 'x-api-key': api.key } },
  ]) {
    const client = await connect(options);
    expect(client.socket.protocol).toBe('graphql-ws');
    await client.receive(({ type }) => type === 'ka');
    expect(client.messages).toEqual([
      { type: 'connection_ack', payload: { connectionTimeoutMs: 300000 } },
      { type: 'ka' },
    ]);
  }
});

test('a connection with bad credentials gets a connection_error and is closed', async () => {
  api = await bootEvents();
  const client = await connect({ subprotocols: [headerSubprotocol({ 'x-api-key': 'da2-wrong' })] });
  await client.closed();
  expect(client.messages).toEqual([
    {
      type: 'connection_error',
      payload: {
        errors: [
          {
            errorType: 'UnauthorizedException',
            message: 'You are not authorized to make this call.',
            errorCode: 401,
          },
        ],
      },
    },
  ]);
});

test('a subscriber gets its own selection of what the mutation selected', async () => {
  api = await bootEvents();
  const client = await open();
  const query = 'subscription { onEvent { id level at { city } __typename } }';
  expect(await subscribe(client, '1', query)).toEqual({ id: '1', type: 'start_ack' });
  await publish('id: "a", level: 3, at: { city: "Oslo" }', 'id owner at { city }');
  const message = await client.receive(({ type }) => type === 'data');
  expect(message).toEqual({
    id: '1',
    type: 'data',
    payload: { data: { onEvent: { id: 'a', level: null, at: { city: 'Oslo' }, __typename: 'Event' } } },
  });
});

test('an argument is a filter; stop ends it with complete', async () => {
  api = await bootEvents();
  const client = await open();
  await subscribe(client, 'a', 'subscription S($id: ID) { onEvent(id: $id) { id } }', { id: 'a' });
  await subscribe(client, 'all', 'subscription S($id: ID) { onEvent(id: $id) { id } }');
  await subscribe(client, 'null', 'subscription { onEvent(owner: null) { id } }');
  await publish('id: "b"');
  await publish('id: "a", owner: "me"');
  await settle(client);
  const ids = (id: string) => JSON.stringify(eventsOf(client, id)).match(/"id":"\w+"/g);
  expect(ids('a')).toEqual(['"id":"a"']);
  expect(ids('all')).toEqual(['"id":"b"', '"id":"a"', '"id":"settle"']);
  expect(ids('null')).toEqual(['"id":"b"', '"id":"settle"']);
  client.send({ id: 'a', type: 'stop' });
  expect(await client.receive(({ type }) => type === 'complete')).toEqual({ id: 'a', type: 'complete' });
});

test('a filter field that the mutation did not select means no delivery', async () => {
  api = await bootEvents();
  const client = await open();
  await subscribe(client, 'mine', 'subscription { onEvent(owner: "me") { id } }');
  await publish('id: "a", owner: "me"', 'id');
  await settle(client);
  expect(eventsOf(client, 'mine')).toEqual([]);
});

const ON_MINE = computed(
  'Subscription.onMine',
  `(ctx.identity ? null : util.unauthorized(),
    extensions.setSubscriptionFilter(util.transform.toSubscriptionFilter({ owner: { eq: ctx.identity.sub }, level: { ge: ctx.args.minimum } })),
    extensions.setSubscriptionInvalidationFilter(util.transform.toSubscriptionFilter({ owner: { eq: ctx.identity.sub } })),
    null)`,
);
const asUser = (sub: string) => ({ host: new URL(api.url).host, Authorization: token({ sub }) });

test('a resolver refuses at the start, or sets a filter that replaces the arguments', async () => {
  api = await bootEvents([ON_MINE]);
  const client = await open();
  expect(await subscribe(client, 'guest', 'subscription { onMine(minimum: 2) { id } }')).toEqual({
    id: 'guest',
    type: 'error',
    payload: { errors: [{ errorType: 'Unauthorized', message: 'Unauthorized' }] },
  });
  client.start('mine', 'subscription { onMine(minimum: 2) { id } }', asUser('me'));
  await client.receive(({ type, id }) => id === 'mine' && type === 'start_ack');
  await publish('id: "low", owner: "me", level: 1');
  await publish('id: "other", owner: "you", level: 3');
  await publish('id: "high", owner: "me", level: 2');
  await settle(client);
  expect(eventsOf(client, 'mine')).toEqual([{ data: { onMine: { id: 'high' } } }]);
});

test('a condition on the field is refused: it would skip the resolver that decides who may listen', async () => {
  api = await bootEvents([ON_MINE]);
  const client = await open();
  for (const condition of ['@skip(if: true)', '@include(if: false)', '@include(if: true)'])
    expect(
      await subscribe(client, condition, `subscription { onMine(minimum: 2) ${condition} { id } }`),
    ).toMatchObject({ type: 'error', payload: { errors: [{ errorType: 'UnsupportedOperation' }] } });
  const inside = 'subscription { onEvent { id owner @skip(if: true) } }';
  expect(await subscribe(client, 'inside', inside)).toEqual({ id: 'inside', type: 'start_ack' });
});

test('a field that a mutation selects twice is published once', async () => {
  api = await bootEvents();
  const client = await open();
  await subscribe(client, '1', 'subscription { onEvent { id owner } }');
  await api.post({
    query: `mutation { publish(id: "a", owner: "me") { id } ...More ...More }
      fragment More on Mutation { publish(id: "a", owner: "me") { owner } }`,
  });
  await settle(client);
  expect(eventsOf(client, '1').slice(0, -1)).toEqual([{ data: { onEvent: { id: 'a', owner: 'me' } } }]);
});

test('an id that is stopped and used again at once hears each event once', async () => {
  api = await bootEvents();
  const client = await open();
  const query = 'subscription { onEvent { id } }';
  client.start('1', query, keyHeader());
  client.send({ id: '1', type: 'stop' });
  client.start('1', query, keyHeader());
  await client.receive(({ type }) => type === 'start_ack');
  await settle(client);
  expect(client.messages.filter(({ id }) => id === '1').map(({ type }) => type)).toEqual([
    'complete',
    'start_ack',
    'data',
  ]);
});

test('an invalidation ends the subscription and its connection', async () => {
  const cancel = computed(
    'Mutation.cancel',
    `(extensions.invalidateSubscriptions({ subscriptionField: 'onMine', payload: { owner: ctx.args.id } }), { id: ctx.args.id })`,
  );
  api = await bootEvents([ON_MINE, cancel]);
  const client = await open();
  client.start('mine', 'subscription { onMine(minimum: 2) { id } }', asUser('me'));
  await client.receive(({ type }) => type === 'start_ack');
  await api.post({ query: 'mutation { cancel(id: "you") { id } }' });
  expect(client.socket.readyState).toBe(client.socket.OPEN);
  await api.post({ query: 'mutation { cancel(id: "me") { id } }' });
  await client.closed();
  expect(client.messages.at(-1)).toMatchObject({
    id: 'mine',
    payload: { message: 'Subscription complete.' },
  });
});

test('directives hold for subscribers: a refused field at the start, a hidden one at delivery', async () => {
  api = await bootEvents([], {
    schema: EVENTS.replace('onMine(minimum: Int): Event', 'onMine(minimum: Int): Event @aws_iam'),
  });
  const client = await open();
  expect(await subscribe(client, 'no', 'subscription { onMine { id } }')).toMatchObject({
    type: 'error',
    payload: {
      errors: [
        { errorType: 'Unauthorized', message: 'Not Authorized to access onMine on type Subscription' },
      ],
    },
  });
  await subscribe(client, 'yes', 'subscription { onEvent { id secret } }');
  await publish('id: "a"', 'id');
  const { payload } = await client.receive(({ type }) => type === 'data');
  expect(payload).toMatchObject({
    data: { onEvent: { id: 'a', secret: null } },
    errors: [{ message: 'Not Authorized to access secret on type Event', path: ['onEvent', 'secret'] }],
  });
});

test('wrong messages are answered by errors, and the connection lives on', async () => {
  api = await bootEvents();
  const early = await connectRealtime(api.url, { subprotocols: [headerSubprotocol(keyHeader())] });
  clients.push(early);
  early.start('early', 'subscription { onEvent { id } }', keyHeader());
  early.send({ type: 'connection_init' });
  await early.receive(({ type }) => type === 'ka');
  expect(early.messages.map(({ type }) => type)).toEqual(['connection_ack', 'ka']);

  const client = await open();
  client.send({ type: 'nonsense' });
  expect(await client.receive(({ type }) => type === 'error')).toEqual({
    type: 'error',
    payload: {
      errors: [
        { errorType: 'UnsupportedOperation', message: 'unknown not supported through the realtime channel' },
      ],
    },
  });
  await subscribe(client, '1', 'subscription { onEvent { id } }');
  client.start('1', 'subscription { onEvent { id } }', keyHeader());
  await client.receive(({ type, id }) => type === 'error' && id === '1');
  expect(await subscribe(client, '2', 'subscription { onEvnt { id } }')).toMatchObject({ type: 'error' });
  expect(await subscribe(client, '3', 'query { none }')).toMatchObject({ type: 'error' });
  client.start('4', 'subscription { onEvent { id } }', { 'x-api-key': 'da2-wrong' });
  expect(await client.receive(({ id }) => id === '4')).toMatchObject({
    type: 'error',
    payload: { errors: [{ errorType: 'UnauthorizedException' }] },
  });
  for (let index = 0; index < 100; index += 1)
    client.start(`n${index}`, 'subscription { onEvent { id } }', keyHeader());
  expect(await client.receive(({ id }) => id === 'n99')).toMatchObject({
    type: 'error',
    payload: { errors: [{ errorType: 'MaxSubscriptionsReachedError' }] },
  });
});

test('an event above 240 KB is not delivered, later ones are', async () => {
  api = await bootEvents();
  const client = await open();
  await subscribe(client, '1', 'subscription { onEvent { id owner } }');
  await api.post({
    query: 'mutation M($owner: String) { publish(id: "large", owner: $owner) { id owner } }',
    variables: { owner: 'x'.repeat(240 * 1024) },
  });
  await publish('id: "small"');
  await client.receive(({ type }) => type === 'data');
  expect(eventsOf(client, '1')).toEqual([{ data: { onEvent: { id: 'small', owner: null } } }]);
});

test('signed connections and starts are verified, and IAM is asked for the field', async () => {
  api = await bootEvents([], {
    peers: {
      iam: {
        ...allowAll,
        authorize: ({ action, resource }) => {
          if (action === 'appsync:GraphQL' && resource.endsWith('/onMine'))
            throw new AwsError('AccessDenied', 'no', 403);
        },
      },
    },
  });
  const credentials = api.runtime.credentials.forRole('arn:aws:iam::000000000000:role/listener', 'session');
  const signer = new SignatureV4({
    service: 'appsync',
    region: 'us-east-1',
    sha256: Sha256,
    credentials: { ...credentials, expiration: undefined },
  });
  const { hostname, host } = new URL(api.url);
  const sign = async (path: string, body: string) =>
    (await signer.sign({ method: 'POST', protocol: 'http:', hostname, path, headers: { host }, body }))
      .headers;
  const client = await connect({ subprotocols: [headerSubprotocol(await sign('/graphql/connect', '{}'))] });
  await client.receive(({ type }) => type === 'connection_ack');
  const data = (query: string) => JSON.stringify({ query, variables: {} });
  const allowed = 'subscription { onEvent { id } }';
  client.start('yes', allowed, await sign('/graphql', data(allowed)));
  expect(await client.receive(({ id }) => id === 'yes')).toEqual({ id: 'yes', type: 'start_ack' });
  client.start('altered', 'subscription { onEvent { id owner } }', await sign('/graphql', data(allowed)));
  expect(await client.receive(({ id }) => id === 'altered')).toMatchObject({ type: 'error' });
  const denied = 'subscription { onMine { id } }';
  client.start('no', denied, await sign('/graphql', data(denied)));
  expect(await client.receive(({ id }) => id === 'no')).toMatchObject({
    payload: {
      errors: [
        { errorType: 'Unauthorized', message: 'Not Authorized to access onMine on type Subscription' },
      ],
    },
  });
});

test('a client that takes nothing is cut off; the others hear all', async () => {
  api = await bootEvents();
  const [slow, quick] = [await open(), await open()];
  for (const client of [slow, quick]) await subscribe(client, '1', 'subscription { onEvent { id owner } }');
  slow.socket.pause();
  // More than the operating system keeps for both ends together, and four megabytes beyond.
  const many = Array.from({ length: 20 }, (_, n) => `e${n}: publish(id: "${n}", owner: $owner) { id owner }`);
  const query = `mutation M($owner: String) { ${many.join(' ')} }`;
  const variables = { owner: 'x'.repeat(200_000) };
  for (let request = 0; request < 5; request += 1) await api.post({ query, variables });
  await settle(quick);
  expect(eventsOf(quick, '1')).toHaveLength(101);
  slow.socket.resume();
  expect(await slow.closed()).toBe(1006);
  expect(eventsOf(slow, '1').length).toBeLessThan(100);
});

test('who asks alike is answered alike, each within the limits of its own rights', async () => {
  api = await bootEvents();
  const clients = [await open(), await open(), await open()];
  const query = 'subscription S($o: String) { onEvent(owner: $o) { id secret } }';
  for (const client of clients) await subscribe(client, '1', query, { o: 'me' });
  const other = await open();
  await subscribe(other, '1', query, { o: 'you' });
  await publish('id: "a", owner: "me"');
  await publish('id: "b", owner: "you"');
  for (const client of [...clients, other]) await settle(client);
  for (const client of clients)
    expect(eventsOf(client, '1')).toMatchObject([{ data: { onEvent: { id: 'a', secret: null } } }]);
  expect(eventsOf(other, '1')).toMatchObject([{ data: { onEvent: { id: 'b' } } }]);
});

test('events come in the order in which they were published', async () => {
  api = await bootEvents();
  const client = await open();
  await subscribe(client, '1', 'subscription { onEvent { id } }');
  await api.post({
    query: `mutation { ${Array.from({ length: 50 }, (_, n) => `e${n}: publish(id: "${n}") { id }`).join(' ')} }`,
  });
  await settle(client);
  const ids = JSON.stringify(eventsOf(client, '1')).match(/\d+/g);
  expect(ids).toEqual(Array.from({ length: 50 }, (_, n) => String(n)));
});
