import { Amplify } from 'aws-amplify';
import { generateClient } from 'aws-amplify/api';
import { signIn, signOut } from 'aws-amplify/auth';
import type { AuthOptions } from 'aws-appsync-auth-link';
import {
  buildClientSchema,
  getIntrospectionQuery,
  parse,
  print,
  validate,
  type IntrospectionQuery,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apolloClient, gql } from './apollo.ts';
import { as, dataOf, MESSAGE, newRoom, SEND, startChat, type Chat, type Person } from './chat.ts';

/** Three clients that nobody here has written, on the chat of `test/fixtures`. */
let chat: Chat;
let ann: Person;
let ben: Person;

beforeAll(async () => {
  chat = await startChat();
  [ann, ben] = await Promise.all([chat.person(['moderators']), chat.person()]);
});
afterAll(() => chat.stop());

const ON_MESSAGE = `subscription Listen($roomId: ID!, $mentioning: ID, $leastWords: Int, $country: String) {
  onMessage(roomId: $roomId, mentioning: $mentioning, leastWords: $leastWords, country: $country) { ${MESSAGE} }
}`;
const send = async (from: Person, variables: { roomId: string; text: string } & Record<string, unknown>) =>
  dataOf(await chat.ask(as(from), SEND, variables)).send;

/** Collects what a subscriber hears, and waits for what it must hear. */
function ears<T>() {
  const heard: T[] = [];
  let wake = () => {};
  let fail: unknown;
  return {
    heard,
    hear: (value: T) => {
      heard.push(value);
      wake();
    },
    fail: (error: unknown) => {
      fail = error;
      wake();
    },
    async until(fits: (value: T) => boolean): Promise<T> {
      for (;;) {
        const found = heard.find(fits);
        if (found) return found;
        if (fail) throw fail as Error;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
    async failure(): Promise<unknown> {
      while (!fail) await new Promise<void>((resolve) => (wake = resolve));
      return fail;
    },
  };
}

interface Message {
  readonly text: string;
}

/** Sends until it is heard: no client tells its user when its subscription stands. */
async function sendUntilHeard(
  { until }: Pick<ReturnType<typeof ears<Message>>, 'until'>,
  say: () => Promise<unknown>,
  text: string,
): Promise<void> {
  let done = false;
  const found = until((message) => message.text === text).then(() => (done = true));
  while (!done) await Promise.race([found, say().then(() => new Promise((next) => setTimeout(next, 20)))]);
}

describe('graphql over fetch', () => {
  it('reads the schema by introspection, checks a query against it, and asks it', async () => {
    const { data } = await chat.ask(chat.guest, getIntrospectionQuery());
    const schema = buildClientSchema(data as IntrospectionQuery);
    const query = parse(`query Rooms { rooms { id name createdAt } now }`);
    expect(validate(schema, query)).toEqual([]);
    const roomId = await newRoom(chat, ann);
    const answer = dataOf(await chat.ask(chat.guest, print(query)));
    expect(answer.rooms).toContainEqual({
      id: roomId,
      name: 'Kitchen',
      createdAt: expect.stringMatching(/^\d{4}-.+Z$/) as string,
    });
    expect(Date.parse(answer.now as string)).toBeGreaterThan(0);
  });

  it('goes through every kind of resolver', async () => {
    const roomId = await newRoom(chat, ann, ben);
    await send(ann, { roomId, text: 'good morning', place: { city: 'Oslo', country: 'NO' } });
    await send(ben, { roomId, text: 'and to you too', mentions: [ann.sub] });
    dataOf(
      await chat.post(
        ...(await announcement({ roomId, text: 'The kitchen closes at nine.', source: '{"by":"house"}' })),
      ),
    );
    const { room, timeline, check, rules, reports } = dataOf(
      await chat.ask(
        as(ann),
        `query All($roomId: ID!) {
          room(id: $roomId) {
            name
            members { role profile { displayName } }
            messages(limit: 10) { items { text words place { city } profile { userId color } } nextToken }
          }
          timeline(roomId: $roomId) {
            __typename
            ... on Entry { sentAt }
            ... on Message { author }
            ... on Announcement { text }
          }
          check(text: "cheap spam")
          rules
          reports
        }`,
        { roomId },
      ),
    );
    expect(room.name).toBe('Kitchen');
    expect(room.members.map(({ role }: { role: string }) => role).sort()).toEqual(['MEMBER', 'OWNER']);
    expect(room.members[0].profile.displayName).toMatch(/^Guest /);
    expect(room.messages.items).toMatchObject([
      { text: 'and to you too', words: 4, place: null, profile: { userId: ben.sub } },
      { text: 'good morning', words: 2, place: { city: 'Oslo' }, profile: { userId: ann.sub } },
    ]);
    expect(timeline).toMatchObject([
      { __typename: 'Announcement', text: 'The kitchen closes at nine.' },
      { __typename: 'Message', author: ben.sub },
      { __typename: 'Message', author: ann.sub },
    ]);
    expect(JSON.parse(check as string)).toEqual({ allowed: false, words: 2 });
    expect(rules).toEqual(['Be kind', 'Be brief']);
    expect(reports).toEqual([`nothing to report, ${ann.username}`]);
    // Two messages and two members: one call of the function for each list, not one for each of them.
    expect(chat.log()).not.toContain('profiles of 1');
  });

  it('pages by a token', async () => {
    const roomId = await newRoom(chat, ann);
    for (const text of ['one', 'two', 'three']) await send(ann, { roomId, text });
    const page = `query Page($roomId: ID!, $nextToken: String) {
      messages(roomId: $roomId, limit: 2, nextToken: $nextToken) { items { text } nextToken }
    }`;
    const first = dataOf(await chat.ask(as(ann), page, { roomId })).messages;
    expect(first.items).toEqual([{ text: 'three' }, { text: 'two' }]);
    const rest = dataOf(await chat.ask(as(ann), page, { roomId, nextToken: first.nextToken })).messages;
    expect(rest).toEqual({ items: [{ text: 'one' }], nextToken: null });
  });

  it('tells errors of resolvers with their own types', async () => {
    const roomId = await newRoom(chat, ann, ben);
    const refused = await chat.ask(as(ben), SEND, { roomId, text: 'SPAM spam' });
    expect([refused.status, refused.data]).toEqual([200, { send: null }]);
    expect(refused.errors).toEqual([
      {
        path: ['send'],
        data: null,
        errorType: 'Refused',
        errorInfo: { allowed: false, words: 2 },
        locations: [{ line: 2, column: 3, sourceName: null }],
        message: 'This text is not welcome here.',
      },
    ]);
    const failed = await chat.ask(as(ben), SEND, { roomId, text: '  ' });
    expect(failed.errors).toMatchObject([
      { errorType: 'Lambda:Unhandled', message: 'A text needs a word.', data: null },
    ]);
    // Who joins twice finds the row as it would write it, which is no conflict; the owner's is another.
    const join = (who: Person) =>
      chat.ask(as(who), 'mutation Join($roomId: ID!) { join(roomId: $roomId) { role } }', { roomId });
    expect(dataOf(await join(ben))).toEqual({ join: { role: 'MEMBER' } });
    expect((await join(ann)).errors).toMatchObject([{ errorType: 'Conflict' }]);
    const stranger = await chat.person();
    expect((await chat.ask(as(stranger), SEND, { roomId, text: 'hello' })).errors).toMatchObject([
      { errorType: 'Unauthorized', message: 'Unauthorized' },
    ]);
  });
});

/** Body and headers of a signed announcement. */
async function announcement(variables: Record<string, unknown>) {
  const query = `mutation Announce($roomId: ID!, $text: String!, $source: AWSJSON) {
    announce(roomId: $roomId, text: $text, source: $source) { roomId id sentAt text source }
  }`;
  const body = JSON.stringify({ query, variables });
  return [body, await chat.sign('/graphql', body)] as const;
}

describe('aws-amplify', () => {
  const client = generateClient();

  beforeAll(async () => {
    Amplify.configure({
      Auth: {
        Cognito: {
          userPoolId: chat.outputs['UserPoolId']!,
          userPoolClientId: chat.outputs['AppClientId']!,
          userPoolEndpoint: chat.urls.aws,
        },
      },
      API: {
        GraphQL: {
          // In capitals, so that Amplify does not turn it to wss: (see the README of the service).
          endpoint: chat.url.replace('http:', 'HTTP:'),
          region: chat.region,
          defaultAuthMode: 'userPool',
          apiKey: chat.outputs['GuestKey']!,
        },
      },
    });
    expect((await signIn({ username: ann.username, password: ann.password })).isSignedIn).toBe(true);
  });
  afterAll(() => signOut());

  type Observable = {
    subscribe(observer: { next: (value: { data: unknown }) => void; error: (error: unknown) => void }): {
      unsubscribe(): void;
    };
  };

  it('asks, changes, and hears what passes the filter', async () => {
    const roomId = await newRoom(chat, ann, ben);
    const asked = await client.graphql({ query: SEND, variables: { roomId, text: 'by Amplify' } as never });
    expect(asked).toMatchObject({ data: { send: { text: 'by Amplify', author: ann.sub } } });

    const messages = ears<Message>();
    const observable = client.graphql({
      query: ON_MESSAGE,
      variables: { roomId, mentioning: ann.sub, country: 'NO' } as never,
    }) as unknown as Observable;
    const subscription = observable.subscribe({
      next: ({ data }) => messages.hear((data as { onMessage: Message }).onMessage),
      error: messages.fail,
    });
    const mention = () => send(ben, { roomId, text: 'for you', mentions: [ann.sub] });
    await sendUntilHeard(messages, mention, 'for you');
    await send(ben, { roomId, text: 'for nobody' });
    await send(ben, { roomId, text: 'from afar', place: { country: 'DK' } });
    await send(ben, { roomId, text: 'from here', place: { city: 'Oslo', country: 'NO' } });
    await messages.until(({ text }) => text === 'from here');
    expect(new Set(messages.heard.map(({ text }) => text))).toEqual(new Set(['for you', 'from here']));
    subscription.unsubscribe();
  });

  it('is a guest with the key, and is told what a guest may not', async () => {
    const guest = { authMode: 'apiKey' as const };
    expect(await client.graphql({ query: '{ now }', ...guest })).toMatchObject({
      data: { now: expect.any(String) as string },
    });
    const refused = client.graphql({ query: SEND, variables: { roomId: 'r', text: 't' } as never, ...guest });
    await expect(refused).rejects.toMatchObject({
      errors: [{ errorType: 'Unauthorized', message: 'Not Authorized to access send on type Mutation' }],
    });
    const observable = client.graphql({
      query: ON_MESSAGE,
      variables: { roomId: 'r' } as never,
      ...guest,
    }) as unknown as Observable;
    const messages = ears<unknown>();
    observable.subscribe({ next: messages.hear, error: messages.fail });
    expect(JSON.stringify(await messages.failure())).toContain(
      'Not Authorized to access onMessage on type Subscription',
    );
  });

  it('hears nothing more once an owner showed it the door', async () => {
    const roomId = await newRoom(chat, ben, ann);
    const messages = ears<Message>();
    const observable = client.graphql({
      query: ON_MESSAGE,
      variables: { roomId } as never,
    }) as unknown as Observable;
    observable.subscribe({
      next: ({ data }) => messages.hear((data as { onMessage: Message }).onMessage),
      error: messages.fail,
    });
    await sendUntilHeard(messages, () => send(ben, { roomId, text: 'still here?' }), 'still here?');
    dataOf(
      await chat.ask(
        as(ben),
        'mutation Out($r: ID!, $u: ID!) { remove(roomId: $r, userId: $u) { userId } }',
        {
          r: roomId,
          u: ann.sub,
        },
      ),
    );
    await send(ben, { roomId, text: 'now that we are alone' });
    // The library connects anew and asks again, and the subscription's resolver refuses it.
    expect(JSON.stringify(await messages.failure())).toContain('Unauthorized');
    expect(messages.heard.map(({ text }) => text)).not.toContain('now that we are alone');
  });
});

describe('Apollo with the AppSync links', () => {
  const clients: ReturnType<typeof apolloClient>[] = [];
  const apollo = (auth: AuthOptions) => {
    const client = apolloClient(chat.url, chat.region, auth);
    clients.push(client);
    return client;
  };
  const byToken = ({ token }: Person) => apollo({ type: 'AMAZON_COGNITO_USER_POOLS', jwtToken: () => token });
  afterAll(() => clients.forEach((client) => client.stop()));

  it('asks, changes, and hears what passes the filter', async () => {
    const roomId = await newRoom(chat, ann, ben);
    const client = byToken(ann);
    const sent = await client.mutate({ mutation: gql(SEND), variables: { roomId, text: 'by Apollo' } });
    expect(sent.data).toMatchObject({ send: { text: 'by Apollo', __typename: 'Message' } });
    const messages = ears<Message>();
    const subscription = client
      .subscribe<{ onMessage: Message }>({ query: gql(ON_MESSAGE), variables: { roomId, leastWords: 3 } })
      .subscribe({
        next: ({ data, error }) => (data ? messages.hear(data.onMessage) : messages.fail(error)),
      });
    // It asks for `__typename` too, which a published object does not say of itself.
    await sendUntilHeard(
      messages,
      () => send(ben, { roomId, text: 'three whole words' }),
      'three whole words',
    );
    await send(ben, { roomId, text: 'two words' });
    await send(ben, { roomId, text: 'and the last one' });
    await messages.until(({ text }) => text === 'and the last one');
    expect(new Set(messages.heard.map(({ text }) => text))).toEqual(
      new Set(['three whole words', 'and the last one']),
    );
    subscription.unsubscribe();
  });

  it('listens as a guest and as a signer; each sees of an event what it may', async () => {
    const roomId = await newRoom(chat, ann);
    const query = gql`
      subscription Announcements($roomId: ID) {
        onAnnouncement(roomId: $roomId) {
          text
          source
        }
      }
    `;
    type Heard = Message & { source: string | null };
    const bot = await chat.bot();
    const listeners = [
      apollo({ type: 'API_KEY', apiKey: chat.outputs['GuestKey']! }),
      apollo({ type: 'AWS_IAM', credentials: () => bot }),
    ].map((client) => {
      const heard = ears<Heard>();
      client
        .subscribe<{ onAnnouncement: Heard }>({ query, variables: { roomId }, errorPolicy: 'all' })
        .subscribe({ next: ({ data }) => data && heard.hear(data.onAnnouncement) });
      return heard;
    });
    const say = async () =>
      dataOf(await chat.post(...(await announcement({ roomId, text: 'Hear!', source: '{"by":"bot"}' }))));
    for (const listener of listeners) await sendUntilHeard(listener, say, 'Hear!');
    expect(listeners.map(({ heard }) => heard[0])).toMatchObject([
      { text: 'Hear!', source: null },
      { text: 'Hear!', source: '{"by":"bot"}' },
    ]);
  });

  it('is told why a subscription was refused', async () => {
    const refusal = await new Promise<unknown>((resolve) => {
      apollo({ type: 'API_KEY', apiKey: 'da2-wrong' })
        .subscribe({ query: gql('subscription { onAnnouncement { text } }') })
        .subscribe({ next: ({ error }) => resolve((error as Error).cause), error: resolve });
    });
    expect(JSON.stringify(refusal)).toContain('Connection failed: UnauthorizedException');
  });
});
