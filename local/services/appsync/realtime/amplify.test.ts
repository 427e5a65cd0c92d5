import { Amplify } from 'aws-amplify';
import { generateClient } from 'aws-amplify/api';
import { afterEach, expect, test } from 'vitest';
import { boot, type Booted } from '../testing/boot.ts';
import { plainTokens, token } from '../testing/peers.ts';
import { computed, noneSource } from '../testing/resources.ts';

let api: Booted;
afterEach(() => api.stop());

/** All modes, so that the client's choice between them is seen. */
const SCHEMA = `
  type Event @aws_api_key @aws_cognito_user_pools @aws_iam { id: ID! }
  type Query @aws_api_key @aws_cognito_user_pools @aws_iam { who: String }
  type Mutation @aws_api_key @aws_cognito_user_pools @aws_iam { publish(id: ID!): Event }
  type Subscription @aws_api_key @aws_cognito_user_pools @aws_iam { onEvent(id: ID): Event @aws_subscribe(mutations: ["publish"]) }
`;

async function configure() {
  api = await boot({
    schema: SCHEMA,
    api: {
      AdditionalAuthenticationProviders: [
        {
          AuthenticationType: 'AMAZON_COGNITO_USER_POOLS',
          UserPoolConfig: { UserPoolId: 'pool', DefaultAction: 'ALLOW' },
        },
        { AuthenticationType: 'AWS_IAM' },
      ],
    },
    peers: { cognito: plainTokens },
    resources: [
      noneSource,
      computed('Query.who', 'ctx.identity ? (ctx.identity.sub ?? util.authType()) : "guest"'),
      computed('Mutation.publish', 'ctx.args'),
    ],
  });
  const credentials = {
    ...api.runtime.credentials.forRole('arn:aws:iam::000000000000:role/listener', 'session'),
    expiration: undefined,
  };
  Amplify.configure(
    {
      API: {
        GraphQL: {
          // In capitals, so that Amplify does not turn it to wss: (see the README beside).
          endpoint: api.url.replace('http:', 'HTTP:'),
          region: api.runtime.region,
          defaultAuthMode: 'apiKey',
          apiKey: api.key,
        },
      },
    },
    {
      Auth: {
        credentialsProvider: {
          getCredentialsAndIdentityId: () => Promise.resolve({ credentials }),
          clearCredentialsAndIdentityId: () => {},
        },
      },
    },
  );
  return generateClient();
}

interface Observed {
  subscribe(observer: { next: (value: unknown) => void; error: (error: unknown) => void }): {
    unsubscribe(): void;
  };
}

/** Publishes until the subscriber hears it: the client says nothing when its subscription stands. */
async function hear(observed: Observed, publish: () => Promise<unknown>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  let subscription: { unsubscribe(): void } | undefined;
  try {
    return await new Promise<unknown>((resolve, reject) => {
      subscription = observed.subscribe({ next: resolve, error: reject });
      timer = setInterval(() => void publish().catch(reject), 25);
    });
  } finally {
    clearInterval(timer);
    subscription?.unsubscribe();
  }
}

test('the unmodified Amplify client queries and subscribes with an API key', async () => {
  const client = await configure();
  expect(await client.graphql({ query: '{ who }' })).toMatchObject({ data: { who: 'guest' } });
  const observed = client.graphql({
    query: 'subscription { onEvent(id: "a") { id } }',
  }) as unknown as Observed;
  const heard = await hear(observed, async () =>
    client.graphql({ query: 'mutation { publish(id: "a") { id } }' }),
  );
  expect(heard).toMatchObject({ data: { onEvent: { id: 'a' } } });
});

test('and with a token', async () => {
  const client = await configure();
  const authToken = token({ sub: 'someone' });
  const own = { authMode: 'lambda' as const, authToken };
  expect(await client.graphql({ query: '{ who }', ...own })).toMatchObject({ data: { who: 'someone' } });
  const observed = client.graphql({
    query: 'subscription { onEvent { id } }',
    ...own,
  }) as unknown as Observed;
  const heard = await hear(observed, async () =>
    client.graphql({ query: 'mutation { publish(id: "b") { id } }', ...own }),
  );
  expect(heard).toMatchObject({ data: { onEvent: { id: 'b' } } });
});

test('and with a signature', async () => {
  const client = await configure();
  const own = { authMode: 'iam' as const };
  expect(await client.graphql({ query: '{ who }', ...own })).toMatchObject({
    data: { who: 'IAM Authorization' },
  });
  const observed = client.graphql({
    query: 'subscription { onEvent { id } }',
    ...own,
  }) as unknown as Observed;
  const heard = await hear(observed, async () =>
    client.graphql({ query: 'mutation { publish(id: "c") { id } }', ...own }),
  );
  expect(heard).toMatchObject({ data: { onEvent: { id: 'c' } } });
});

test('a bad key reaches the subscriber as an error', async () => {
  await configure();
  Amplify.configure({
    API: {
      GraphQL: {
        endpoint: api.url.replace('http:', 'HTTP:'),
        region: 'us-east-1',
        defaultAuthMode: 'apiKey',
        apiKey: 'da2-wrong',
      },
    },
  });
  const observed = generateClient().graphql({
    query: 'subscription { onEvent { id } }',
  }) as unknown as Observed;
  const failure = await new Promise((resolve) => observed.subscribe({ next: () => {}, error: resolve }));
  expect(JSON.stringify(failure)).toContain('UnauthorizedException');
});
