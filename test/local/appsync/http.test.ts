import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newPlace, removePlace } from '../../support/stack.ts';
import { as, dataOf, newRoom, startChat, type Answer, type Chat, type Person } from './chat.ts';

/** `POST /graphql` as it is documented and as it was seen: statuses, headers, and the shapes of errors. */
let chat: Chat;
let ann: Person;
let ben: Person;

beforeAll(async () => {
  chat = await startChat();
  [ann, ben] = await Promise.all([chat.person(['moderators']), chat.person()]);
});
afterAll(() => chat.stop());

const refusal = ({ status, headers, text }: Answer) => [
  status,
  headers.get('x-amzn-errortype'),
  JSON.parse(text) as unknown,
];
const refused = (status: number, errorType: string, message: string) => [
  status,
  errorType,
  { errors: [{ errorType, message }] },
];
const messagesOf = ({ errors }: Answer) => (errors ?? []).map(({ message }) => message);
const NOW = JSON.stringify({ query: '{ now }' });

describe('who asks', () => {
  it.each<[string, () => Record<string, string>, string]>([
    ['nobody', () => ({}), 'Valid authorization header not provided.'],
    ['a key that is none', () => ({ 'x-api-key': 'da2-0000' }), 'You are not authorized to make this call.'],
    ['an empty key', () => ({ 'x-api-key': '' }), 'You are not authorized to make this call.'],
    ['rubbish', () => ({ authorization: 'rubbish' }), 'Unable to parse JWT token.'],
    ['half a token', () => ({ authorization: ann.token.slice(0, 80) }), 'Unable to parse JWT token.'],
    [
      'an altered token',
      () => ({ authorization: altered(ann.token) }),
      'You are not authorized to make this call.',
    ],
  ])('is refused: %s', async (_who, headers, message) => {
    expect(refusal(await chat.post(NOW, headers()))).toEqual(refused(401, 'UnauthorizedException', message));
  });

  it('may be a user with an id token or an access token, with Bearer or without', async () => {
    for (const authorization of [ann.token, `Bearer ${ann.token}`, `bearer ${ann.token}`])
      dataOf(await chat.post(NOW, { authorization }));
  });

  it('may sign, and IAM says for what', async () => {
    const sign = async (query: string, who: 'root' | 'bot') => {
      const body = JSON.stringify({ query });
      return chat.post(body, await chat.sign('/graphql', body, who));
    };
    dataOf(await sign('{ now }', 'root'));
    // The role may announce, and nothing else.
    expect(refusal(await sign('{ now }', 'bot'))).toEqual(
      refused(401, 'UnauthorizedException', 'You are not authorized to make this call.'),
    );
    const partly = await sign('mutation { announce(roomId: "r", text: "t") { text source } }', 'bot');
    expect(dataOf(partly)).toEqual({ announce: { text: 't', source: null } });
    // And what is the user pool's alone is closed to every signer, the root too.
    const closed = await sign('{ rooms { id } }', 'root');
    expect([closed.status, messagesOf(closed)]).toEqual([
      200,
      ['Not Authorized to access rooms on type Query'],
    ]);
  });

  it.each<[string, (headers: Record<string, string>) => Record<string, string>]>([
    ['another body', (headers) => headers],
    ['an old date', (headers) => ({ ...headers, 'x-amz-date': '20200101T000000Z' })],
    [
      'another key',
      (headers) => ({
        ...headers,
        authorization: headers['authorization']!.replace(/AKIA\w+|ASIA\w+/, 'AKIANOBODY'),
      }),
    ],
    ['no date', ({ 'x-amz-date': _date, ...rest }) => rest],
    ['half a header', (headers) => ({ ...headers, authorization: 'AWS4-HMAC-SHA256 Credential=a' })],
  ])('is refused when it signs %s', async (_what, change) => {
    const headers = change({ ...(await chat.sign('/graphql', '{"query":"{ other }"}', 'root')) });
    const answer = await chat.post(NOW, headers);
    expect([answer.status, answer.errors![0]!.errorType]).toEqual([401, 'UnauthorizedException']);
  });

  it('is told, field by field, what is not for them', async () => {
    const answer = await chat.ask(as(ben), '{ now reports rooms { id } }');
    expect([answer.status, answer.data.reports]).toEqual([200, null]);
    expect(answer.errors).toEqual([
      {
        path: ['reports'],
        data: null,
        errorType: 'Unauthorized',
        errorInfo: null,
        locations: [{ line: 1, column: 7, sourceName: null }],
        message: 'Not Authorized to access reports on type Query',
      },
    ]);
    await newRoom(chat, ann);
    const guest = await chat.ask(chat.guest, '{ rooms { name members { userId } } }');
    expect(guest.data.rooms[0]).toMatchObject({ name: 'Kitchen', members: null });
    expect(new Set(messagesOf(guest))).toEqual(new Set(['Not Authorized to access members on type Room']));
  });
});

const altered = (token: string) => {
  const [head, payload, signature] = token.split('.') as [string, string, string];
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
  const other = Buffer.from(JSON.stringify({ ...claims, 'cognito:groups': ['owners'] })).toString(
    'base64url',
  );
  return `${head}.${other}.${signature}`;
};

describe('what is asked', () => {
  it.each([
    ['nothing', '', 'Request body is empty.'],
    ['no JSON', 'query { now }', 'Unable to parse GraphQL query.'],
    ['no query', '{}', 'Unable to parse GraphQL query.'],
    ['a query that is no text', '{"query":1}', 'Unable to parse GraphQL query.'],
    ['a batch', `[${NOW}]`, 'Unable to parse GraphQL query.'],
    ['variables that are none', '{"query":"{ now }","variables":[1]}', 'Unable to parse GraphQL query.'],
  ])('is refused by transport: %s', async (_what, body, message) => {
    expect(refusal(await chat.post(body, chat.guest))).toEqual(
      refused(400, 'MalformedHttpRequestException', message),
    );
  });

  it('is refused when it is larger than 5 MB, and the connection lives on', async () => {
    const answer = await chat.post(JSON.stringify({ query: '{ now }', filler: 'x'.repeat(6e6) }), chat.guest);
    expect(refusal(answer).slice(0, 2)).toEqual([400, 'MalformedHttpRequestException']);
    dataOf(await chat.post(NOW, chat.guest));
  });

  it('is not found elsewhere, nor under another method', async () => {
    const at = async (path: string, method: string) => {
      const { status } = await fetch(`${chat.urls.web}${path}`, { method, headers: chat.guest });
      return status;
    };
    expect(await at('/graphql/', 'POST')).toBe(404);
    expect(await at('/graphql/other', 'POST')).toBe(404);
    expect(await at('/graphql', 'GET')).toBe(405);
  });

  it.each<[string, string, string]>([
    ['{ nowhere }', 'FieldUndefined', "Field 'nowhere' in type 'Query' is undefined @ 'nowhere'"],
    ['{ rooms { nam } }', 'FieldUndefined', "Field 'nam' in type 'Room' is undefined @ 'rooms/nam'"],
    ['{ rooms }', 'SubSelectionRequired', "Sub selection required for type Room of field rooms @ 'rooms'"],
    [
      '{ now { x } }',
      'SubSelectionNotAllowed',
      'Sub selection not allowed on leaf type AWSDateTime of field now',
    ],
    ['{ room { id } }', 'MissingFieldArgument', "Missing field argument id @ 'room'"],
    ['{ room(id: "1", nam: 1) { id } }', 'UnknownArgument', "Unknown field argument nam @ 'room'"],
    ['{ ... on Rom { id } }', 'UnknownType', 'Unknown type Rom'],
    ['{ ...F }', 'UndefinedFragment', 'Undefined fragment F'],
    ['{ now @skp }', 'UnknownDirective', 'Unknown directive skp'],
    ['query Q($a: Strng) { now }', 'UnknownType', 'Unknown type Strng'],
    ['query Q { room(id: $a) { id } }', 'UndefinedVariable', 'Undefined variable a'],
    ['mutation { setPresence(state: HER) { at } }', 'WrongType', "is not a valid 'State'"],
    ['mutation { send(roomId: 1, text: 2) { id } }', 'WrongType', ''],
    ['{ rooms { id: name id } }', 'FieldsConflict', ''],
    ['{', 'InvalidSyntax', ''],
    ['subscription { onPresence { at } onAnnouncement { id } }', 'SubscriptionMultipleRootFields', ''],
  ])('%s is invalid: %s', async (query, kind, text) => {
    const answer = await chat.ask(as(ann), query);
    expect([answer.status, answer.data]).toEqual([200, null]);
    expect(answer.errors![0]).toMatchObject({ path: null, locations: [{ sourceName: null }] });
    expect(answer.errors![0]!.message).toContain(`Validation error of type ${kind}: `);
    expect(answer.errors![0]!.message).toContain(text);
    expect(answer.text).not.toContain('Did you mean');
  });

  it('is not a subscription', async () => {
    const answer = await chat.ask(as(ann), 'subscription { onPresence { at } }');
    expect([answer.status, answer.errors![0]!.errorType]).toEqual([200, 'OperationNotSupported']);
  });

  it('names one of its operations when there are several', async () => {
    const query = 'query A { now } query B { b: now }';
    expect(messagesOf(await chat.ask(chat.guest, query))).toEqual([
      'Must provide operation name if query contains multiple operations.',
    ]);
    const named = (operationName: string) => chat.post(JSON.stringify({ query, operationName }), chat.guest);
    expect(Object.keys(dataOf(await named('B')) as object)).toEqual(['b']);
    expect(messagesOf(await named('C'))).toEqual(["Unknown operation named 'C'."]);
  });

  it('has variables of the types that it declares', async () => {
    const query = 'query Q($id: ID!) { room(id: $id) { id } }';
    expect(messagesOf(await chat.ask(chat.guest, query))).toEqual([
      "Variable 'id' has coerced Null value for NonNull type 'ID!'",
    ]);
    const wrong = await chat.ask(as(ann), 'mutation M($s: State!) { setPresence(state: $s) { at } }', {
      s: 'HER',
    });
    expect(messagesOf(wrong)).toEqual(["Variable 's' has an invalid value."]);
    const json = 'mutation M($s: AWSJSON) { announce(roomId: "r", text: "t", source: $s) { id } }';
    expect(messagesOf(await chat.ask(as(ann), json, { s: '{' }))).toEqual([
      "Variable 's' has an invalid value. Unable to parse `{` as valid JSON.",
    ]);
  });

  it('is not deeper than the API allows', async () => {
    const roomId = await newRoom(chat, ann);
    const deep = (inner: string) =>
      chat.ask(as(ann), `{ room(id: "${roomId}") { members { profile { ${inner} } } } }`);
    dataOf(await deep('userId'));
    const intro = await chat.ask(
      chat.guest,
      '{ __schema { types { fields { type { ofType { ofType { ofType { name } } } } } } } }',
    );
    expect(intro.status).toBe(200);
    expect(intro.text).not.toContain('Did you mean');
  });

  it('runs no more resolvers than the API allows: those before have run', async () => {
    const aliases = Array.from({ length: 201 }, (_, n) => `n${n}: reports`).join(' ');
    const { data, errors } = await chat.ask(as(ann), `{ ${aliases} }`);
    expect(data.n199).toBeTruthy();
    expect(data.n200).toBeNull();
    expect(errors).toMatchObject([{ errorType: 'ResolverExecutionLimitReached', path: ['n200'] }]);
  });
});

describe('a hostile client', () => {
  /** Sends bytes and waits for the status, or for the end of the connection. */
  const send = (body: string, headers: Record<string, string>) =>
    new Promise<number | 'closed'>((resolve) => {
      const { hostname, port } = new URL(chat.url);
      const sent = httpRequest({ hostname, port, path: '/graphql', method: 'POST', headers }, (response) => {
        response.resume();
        resolve(response.statusCode!);
      });
      sent.on('error', () => resolve('closed'));
      sent.end(body);
    });

  it.each<[string, string]>([
    [
      'deep lists in variables',
      `{"query":"{ now }","variables":{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`,
    ],
    ['deep selections', JSON.stringify({ query: `${'{ rooms '.repeat(20_000)}${'}'.repeat(20_000)}` })],
    ['names of the language', '{"query":"{ now }","variables":{"__proto__":{"a":1},"constructor":1}}'],
    ['very many aliases', JSON.stringify({ query: `{ ${'a: now '.repeat(200_000)} }` })],
    ['a null byte', JSON.stringify({ query: '{ now\u0000 }' })],
    ['half a character', '{"query":"{ now } # \\ud800"}'],
  ])('gets an answer for %s', async (_what, body) => {
    const began = performance.now();
    const answer = await chat.post(body, chat.guest);
    expect(answer.status).toBeLessThan(500);
    expect(answer.text).not.toMatch(/\bat .*\.ts:\d+/);
    expect(performance.now() - began).toBeLessThan(5_000);
    dataOf(await chat.post(NOW, chat.guest));
  });

  it('may leave in the middle', async () => {
    expect(await send('{"query"', { ...chat.guest, 'content-length': '8' })).toBe(400);
    dataOf(await chat.post(NOW, chat.guest));
  });
});

describe('a browser', () => {
  it('may ask from any page, and read the request id', async () => {
    const asked = 'authorization,content-type,x-amz-user-agent,x-api-key';
    const preflight = await fetch(chat.url, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://elsewhere.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': asked,
      },
    });
    expect(preflight.status).toBe(200);
    expect(preflight.headers.get('access-control-allow-headers')).toBe(asked);
    for (const answer of [await chat.post(NOW, chat.guest), await chat.post('', chat.guest)]) {
      expect(answer.headers.get('access-control-allow-origin')).toBe('*');
      expect(answer.headers.get('access-control-expose-headers')).toContain('x-amzn-errortype');
      expect(answer.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    }
  });
});

describe('parameters of the template', () => {
  let closed: Chat;
  beforeAll(async () => {
    closed = await startChat({ parameters: { GuestKeyExpires: '1700000000', Introspection: 'DISABLED' } });
  });
  afterAll(() => closed.stop());

  it('an expired key is refused as an unknown one', async () => {
    expect(refusal(await closed.post(NOW, closed.guest))).toEqual(
      refused(401, 'UnauthorizedException', 'You are not authorized to make this call.'),
    );
  });

  it('introspection that is switched off does not validate, and typename still does', async () => {
    const somebody = as(await closed.person());
    for (const query of ['{ __schema { types { name } } }', '{ __type(name: "Room") { name } }']) {
      const answer = await closed.ask(somebody, query);
      expect([answer.status, answer.data]).toEqual([200, null]);
      expect(messagesOf(answer)[0]).toMatch(/^Validation error of type FieldUndefined/);
    }
    expect(dataOf(await closed.ask(somebody, '{ __typename }'))).toEqual({ __typename: 'Query' });
  });
});

it('keys, addresses and what was written outlive kill -9', async () => {
  const place = await newPlace();
  try {
    const first = await startChat({ place });
    const somebody = await first.person();
    const roomId = await newRoom(first, somebody);
    await first.kill();
    const second = await startChat({ place });
    expect([second.url, second.guest]).toEqual([first.url, first.guest]);
    const { data } = await second.ask(second.guest, 'query Q($id: ID!) { room(id: $id) { name } }', {
      id: roomId,
    });
    expect(data).toEqual({ room: { name: 'Kitchen' } });
    // A token from before counts: the pool's keys are kept.
    expect((await second.ask(as(somebody), '{ rooms { id } }')).data).toEqual({ rooms: [{ id: roomId }] });
    await second.stop();
  } finally {
    await removePlace(place);
  }
});
