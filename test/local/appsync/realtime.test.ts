import { randomBytes } from 'node:crypto';
import { connect as connectTcp } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  connectRealtime,
  headerSubprotocol,
  type Message,
  type RealtimeClient,
} from '../../../local/services/appsync/testing/client.ts';
import { as, dataOf, newRoom, SEND, startChat, type Chat, type Person } from './chat.ts';

/** The real-time protocol as it is documented, message by message, by a client that does nothing by itself. */
let chat: Chat;
let ann: Person;
let ben: Person;
const open: RealtimeClient[] = [];

beforeAll(async () => {
  chat = await startChat();
  [ann, ben] = await Promise.all([chat.person(), chat.person()]);
});
afterEach(() => open.splice(0).forEach(({ socket }) => socket.terminate()));
afterAll(() => chat.stop());

const guest = () => ({ host: chat.host, ...chat.guest });
const person = ({ token }: Person) => ({ host: chat.host, Authorization: token });
const connect = async (options?: Parameters<typeof connectRealtime>[1]) => {
  const client = await connectRealtime(chat.url, options ?? { subprotocols: [headerSubprotocol(guest())] });
  open.push(client);
  return client;
};
const ready = async () => {
  const client = await connect();
  client.send({ type: 'connection_init' });
  await client.receive(({ type }) => type === 'ka');
  return client;
};
const ANNOUNCEMENTS = 'subscription A($roomId: ID) { onAnnouncement(roomId: $roomId) { roomId text } }';
const MESSAGES = `subscription M($roomId: ID!, $mentioning: ID, $leastWords: Int, $country: String) {
  onMessage(roomId: $roomId, mentioning: $mentioning, leastWords: $leastWords, country: $country) { text }
}`;
const answerTo = (client: RealtimeClient, id: string) =>
  client.receive((message) => message.id === id && message.type !== 'data');
const announce = async (variables: { roomId: string; text: string }) => {
  const query =
    'mutation A($roomId: ID!, $text: String!) { announce(roomId: $roomId, text: $text) { roomId text } }';
  const body = JSON.stringify({ query, variables });
  dataOf(await chat.post(body, await chat.sign('/graphql', body)));
};
const textsOf = (client: RealtimeClient, id: string) =>
  client.messages
    .filter((message) => message.type === 'data' && message.id === id)
    .map(
      ({ payload }) => Object.values((payload as { data: Record<string, { text: string }> }).data)[0]!.text,
    );
const errorsOf = ({ payload }: Message) => (payload as { errors: unknown[] }).errors;
const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64');

describe('the handshake', () => {
  it.each<[string, () => Parameters<typeof connectRealtime>[1]]>([
    ['a subprotocol', () => ({ subprotocols: [headerSubprotocol(guest())] })],
    ['the query', () => ({ query: `?header=${encodeURIComponent(base64(guest()))}&payload=e30=` })],
    ['HTTP headers', () => ({ headers: chat.guest })],
  ])('takes credentials from %s', async (_way, options) => {
    const client = await connect(options());
    expect(client.socket.protocol).toBe('graphql-ws');
    client.send({ type: 'connection_init' });
    await client.receive(({ type }) => type === 'ka');
    expect(client.messages).toEqual([
      { type: 'connection_ack', payload: { connectionTimeoutMs: 300_000 } },
      { type: 'ka' },
    ]);
  });

  it('takes a token, with or without Bearer, and a signature of POST /connect', async () => {
    for (const header of [
      person(ann),
      { ...person(ann), Authorization: `Bearer ${ann.token}` },
      await chat.sign('/graphql/connect', '{}'),
    ]) {
      const client = await connect({ subprotocols: [headerSubprotocol(header)] });
      client.send({ type: 'connection_init' });
      await client.receive(({ type }) => type === 'connection_ack');
    }
  });

  it.each<[string, () => Promise<Record<string, string>>, string]>([
    ['a wrong key', async () => ({ 'x-api-key': 'da2-wrong' }), 'You are not authorized to make this call.'],
    ['no credentials', async () => ({ host: chat.host }), 'Valid authorization header not provided.'],
    ['no token', async () => ({ Authorization: 'rubbish' }), 'Unable to parse JWT token.'],
    [
      'a signature of something else',
      () => chat.sign('/graphql', '{}'),
      'The request signature we calculated does not match the signature you provided.',
    ],
  ])('answers connection_error for %s, and closes', async (_what, header, message) => {
    const client = await connect({ subprotocols: [headerSubprotocol(await header())] });
    client.send({ type: 'connection_init' });
    await client.closed();
    expect(client.messages).toMatchObject([
      {
        type: 'connection_error',
        payload: { errors: [{ errorType: 'UnauthorizedException', errorCode: 401 }] },
      },
    ]);
    expect(JSON.stringify(client.messages)).toContain(message);
  });

  it.each([
    ['another subprotocol', '/graphql/realtime', 'graphql-transport-ws', 400],
    ['none', '/graphql/realtime', undefined, 400],
    ['another path', '/graphql/elsewhere', 'graphql-ws', 404],
    ['an API that is not there', '/apis/none/graphql/realtime', 'graphql-ws', 404],
  ])('refuses %s', async (_what, path, subprotocol, status) => {
    expect(await upgrade(path, subprotocol)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });
});

/** The first line that the server answers to an upgrade. */
function upgrade(path: string, subprotocol: string | undefined): Promise<string> {
  return new Promise((resolve, reject) => {
    const { port } = new URL(chat.url);
    const socket = connectTcp(Number(port), '127.0.0.1');
    socket.on('error', reject);
    socket.once('data', (data) => {
      resolve(data.toString('latin1'));
      socket.destroy();
    });
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: ${chat.host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n` +
        `${subprotocol ? `Sec-WebSocket-Protocol: ${subprotocol}\r\n` : ''}\r\n`,
    );
  });
}

describe('a subscription', () => {
  it('is acknowledged, hears its data, and is complete when it is stopped', async () => {
    const client = await ready();
    client.start('1', ANNOUNCEMENTS, guest(), { roomId: 'hall' });
    expect(await answerTo(client, '1')).toEqual({ id: '1', type: 'start_ack' });
    await announce({ roomId: 'attic', text: 'elsewhere' });
    await announce({ roomId: 'hall', text: 'here' });
    expect(await client.receive(({ type }) => type === 'data')).toEqual({
      id: '1',
      type: 'data',
      payload: { data: { onAnnouncement: { roomId: 'hall', text: 'here' } } },
    });
    client.send({ id: '1', type: 'stop' });
    expect(await client.receive(({ type }) => type === 'complete')).toEqual({ id: '1', type: 'complete' });
    // Its id is free again, and hears what comes from now on.
    client.start('1', ANNOUNCEMENTS, guest());
    await client.receive((message) => client.messages.indexOf(message) > 4 && message.type === 'start_ack');
    await announce({ roomId: 'hall', text: 'again' });
    await client.receive((message) => JSON.stringify(message).includes('again'));
    expect(textsOf(client, '1')).toEqual(['here', 'again']);
  });

  it('may be another caller than the connection: each start says who it is', async () => {
    const roomId = await newRoom(chat, ann, ben);
    const client = await ready();
    client.start('guest', MESSAGES, guest(), { roomId });
    expect(errorsOf(await answerTo(client, 'guest'))).toEqual([
      { errorType: 'Unauthorized', message: 'Not Authorized to access onMessage on type Subscription' },
    ]);
    client.start('nobody', MESSAGES, { host: chat.host }, { roomId });
    expect(errorsOf(await answerTo(client, 'nobody'))).toEqual([
      { errorType: 'UnauthorizedException', message: 'Valid authorization header not provided.' },
    ]);
    client.start('ann', MESSAGES, person(ann), { roomId });
    expect((await answerTo(client, 'ann')).type).toBe('start_ack');
    const signed = JSON.stringify({ query: ANNOUNCEMENTS, variables: {} });
    client.start('bot', ANNOUNCEMENTS, { ...(await chat.sign('/graphql', signed)) });
    expect((await answerTo(client, 'bot')).type).toBe('start_ack');
    const other = JSON.stringify({ query: MESSAGES, variables: { roomId } });
    client.start('altered', ANNOUNCEMENTS, { ...(await chat.sign('/graphql', other)) });
    expect(errorsOf(await answerTo(client, 'altered'))).toMatchObject([
      { errorType: 'UnauthorizedException' },
    ]);
  });

  it('hears what its enhanced filter lets pass: groups are alternatives, their conditions hold together', async () => {
    const roomId = await newRoom(chat, ann, ben);
    const client = await ready();
    const wanted = { mentioning: ann.sub, leastWords: 4, country: 'NO' };
    client.start('any', MESSAGES, person(ann), { roomId, ...wanted });
    client.start('all', MESSAGES, person(ann), { roomId });
    await Promise.all(['any', 'all'].map((id) => answerTo(client, id)));
    const say = async (text: string, more = {}) =>
      dataOf(await chat.ask(as(ben), SEND, { roomId, text, ...more }));
    await say('nothing of it');
    await say('mentioned', { mentions: [ben.sub, ann.sub] });
    await say('with very many words');
    await say('in Norway', { place: { country: 'NO' } });
    await say('in Denmark', { place: { country: 'DK', city: 'NO' } });
    await client.receive((message) => message.id === 'all' && JSON.stringify(message).includes('Denmark'));
    expect(textsOf(client, 'any')).toEqual(['mentioned', 'with very many words', 'in Norway']);
    expect(textsOf(client, 'all')).toHaveLength(5);
    // A field that the mutation does not select is not there to be compared.
    dataOf(
      await chat.ask(as(ben), 'mutation S($r: ID!) { send(roomId: $r, text: "a b c d e") { roomId text } }', {
        r: roomId,
      }),
    );
    await client.receive((message) => message.id === 'all' && JSON.stringify(message).includes('a b c'));
    expect(textsOf(client, 'any')).toHaveLength(3);
  });

  it('is refused by its resolver, and ended by an invalidation together with its connection', async () => {
    const roomId = await newRoom(chat, ann, ben);
    const client = await ready();
    const stranger = await chat.person();
    client.start('stranger', MESSAGES, person(stranger), { roomId });
    expect(errorsOf(await answerTo(client, 'stranger'))).toEqual([
      { errorType: 'Unauthorized', message: 'Unauthorized' },
    ]);
    client.start('ben', MESSAGES, person(ben), { roomId });
    await answerTo(client, 'ben');
    const listener = await ready();
    listener.start('ann', MESSAGES, person(ann), { roomId });
    await answerTo(listener, 'ann');
    const remove =
      'mutation R($roomId: ID!, $userId: ID!) { remove(roomId: $roomId, userId: $userId) { userId } }';
    dataOf(await chat.ask(as(ann), remove, { roomId, userId: ben.sub }));
    await client.closed();
    expect(client.messages.at(-1)).toEqual({
      id: 'ben',
      type: 'complete',
      payload: { message: 'Subscription complete.' },
    });
    expect(listener.socket.readyState).toBe(listener.socket.OPEN);
  });
});

describe('a client that does something else', () => {
  it('is ignored before the acknowledgement', async () => {
    const client = await connect();
    client.start('early', ANNOUNCEMENTS, guest());
    client.send({ type: 'connection_init' });
    await client.receive(({ type }) => type === 'ka');
    client.start('late', ANNOUNCEMENTS, guest());
    await answerTo(client, 'late');
    expect(client.messages.map(({ id }) => id)).not.toContain('early');
  });

  it.each<[string, string | Buffer]>([
    ['an unknown type', '{"type":"subscribe"}'],
    ['no type', '{}'],
    ['no JSON', 'nonsense'],
    ['a list', '[1]'],
    ['bytes', Buffer.from([0, 255, 1])],
    ['a name of the language itself', '{"type":"constructor"}'],
  ])('hears that %s is not supported, and stays connected', async (_what, text) => {
    const client = await ready();
    client.socket.send(text);
    expect(await client.receive(({ type }) => type === 'error')).toEqual({
      type: 'error',
      payload: {
        errors: [
          {
            errorType: 'UnsupportedOperation',
            message: 'unknown not supported through the realtime channel',
          },
        ],
      },
    });
    client.start('1', ANNOUNCEMENTS, guest());
    expect((await answerTo(client, '1')).type).toBe('start_ack');
  });

  it('hears what is wrong with a start', async () => {
    const client = await ready();
    const tried: [string, string, string][] = [
      [
        'field',
        'subscription { onAnouncement { text } }',
        "Field 'onAnouncement' in type 'Subscription' is undefined",
      ],
      ['syntax', 'subscription {', 'Validation error of type InvalidSyntax'],
      ['query', '{ now }', 'Only a subscription can be started.'],
      ['two', 'subscription { onAnnouncement { text } onPresence { at } }', 'exactly one root field'],
      ['variable', ANNOUNCEMENTS.replace('ID)', 'ID!)'), 'has coerced Null value for NonNull type'],
      ['filter', 'subscription { onPresence(state: "HERE") { at } }', 'WrongType'],
      [
        'condition',
        'subscription { onAnnouncement @skip(if: true) { text } }',
        'cannot depend on a condition',
      ],
    ];
    for (const [id, query, message] of tried) {
      client.start(id, query, id === 'filter' ? person(ann) : guest());
      const answer = await answerTo(client, id);
      expect([id, answer.type, JSON.stringify(answer)]).toEqual([
        id,
        'error',
        expect.stringContaining(message),
      ]);
      expect(JSON.stringify(answer)).not.toContain('Did you mean');
    }
    for (const payload of [undefined, {}, { data: 1 }, { data: 'nonsense', extensions: {} }]) {
      const id = `payload ${JSON.stringify(payload)}`;
      client.send({ id, type: 'start', payload });
      expect((await answerTo(client, id)).type).toBe('error');
    }
    client.send({ type: 'start', payload: {} });
    await client.receive(({ type, id }) => type === 'error' && id === undefined);
    client.send({ id: 'never begun', type: 'stop' });
    client.start('alive', ANNOUNCEMENTS, guest());
    expect((await answerTo(client, 'alive')).type).toBe('start_ack');
  });

  it('has one subscription of an id, and a hundred in all', async () => {
    const client = await ready();
    client.start('0', ANNOUNCEMENTS, guest());
    client.start('0', ANNOUNCEMENTS, guest());
    expect(await client.receive(({ type, id }) => type === 'error' && id === '0')).toMatchObject({
      payload: {
        errors: [
          { errorType: 'BadRequestException', message: expect.stringMatching(/[Dd]uplicate/) as string },
        ],
      },
    });
    for (let count = 1; count <= 100; count += 1) client.start(String(count), ANNOUNCEMENTS, guest());
    expect(errorsOf(await answerTo(client, '100'))).toMatchObject([
      { errorType: 'MaxSubscriptionsReachedError' },
    ]);
    await answerTo(client, '99');
    expect(client.messages.filter(({ type }) => type === 'start_ack')).toHaveLength(100);
    client.send({ id: '5', type: 'stop' });
    client.start('101', ANNOUNCEMENTS, guest());
    expect((await answerTo(client, '101')).type).toBe('start_ack');
  });

  it('is cut off when a message of its is too large', async () => {
    const client = await ready();
    client.start('1', ANNOUNCEMENTS, guest(), { roomId: 'x'.repeat(300_000) });
    expect(await client.closed()).toBe(1009);
  });
});

it('an event above 240 KB reaches nobody, the next one does', async () => {
  const client = await ready();
  client.start('1', ANNOUNCEMENTS, guest(), { roomId: 'hall' });
  await answerTo(client, '1');
  await announce({ roomId: 'hall', text: 'x'.repeat(240 * 1024) });
  await announce({ roomId: 'hall', text: 'small' });
  await client.receive(({ type }) => type === 'data');
  expect(textsOf(client, '1')).toEqual(['small']);
});
