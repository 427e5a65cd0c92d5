import type { ConsoleUserPool } from '../options.ts';

/** Who a request is made as. */
export type Identity = { readonly kind: 'guest' } | Person;

export interface Person {
  readonly kind: 'person';
  readonly username: string;
  readonly groups: readonly string[];
  /** The user's id in the pool. */
  readonly sub: string;
  readonly accessToken: string;
  /** Milliseconds since the epoch. */
  readonly expires: number;
  /** Signs in again once the token has expired. */
  readonly renew: () => Promise<Person>;
}

/** The headers that say who asks; the same on HTTP and inside the WebSocket protocol. */
export async function authorization(
  identity: Identity,
  apiKey: string | undefined,
): Promise<Record<string, string>> {
  if (identity.kind === 'guest') return apiKey === undefined ? {} : { 'x-api-key': apiKey };
  const valid = identity.expires > Date.now() + 30_000 ? identity : await identity.renew();
  return { Authorization: valid.accessToken };
}

/** Signs in with Cognito's own API. Rejects with the service's message. */
export async function signIn(pool: ConsoleUserPool, username: string, password: string): Promise<Person> {
  const response = await fetch(pool.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth',
    },
    body: JSON.stringify({
      AuthFlow: 'USER_PASSWORD_AUTH',
      ClientId: pool.clientId,
      AuthParameters: { USERNAME: username, PASSWORD: password },
    }),
  });
  const answer = (await response.json()) as {
    message?: string;
    AuthenticationResult?: { AccessToken: string };
    ChallengeName?: string;
  };
  const token = answer.AuthenticationResult?.AccessToken;
  if (!response.ok || token === undefined)
    throw new Error(answer.message ?? `Sign-in asks for more: ${answer.ChallengeName ?? response.status}`);
  const claims = claimsOf(token);
  return {
    kind: 'person',
    username,
    groups: claims['cognito:groups'] ?? [],
    sub: claims.sub,
    accessToken: token,
    expires: claims.exp * 1000,
    renew: () => signIn(pool, username, password),
  };
}

/** What the token says, for display only: the API is who verifies it. */
export function claimsOf(token: string): { sub: string; exp: number; 'cognito:groups'?: string[] } {
  const text = (token.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/');
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes)) as ReturnType<typeof claimsOf>;
}
