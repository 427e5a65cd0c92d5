import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Clock } from '../../runtime/clock.ts';
import { AwsError } from '../../runtime/errors.ts';
import { userNotFound, type Directory } from './directory.ts';
import { notAuthorized } from './input.ts';
import type { Client, Pool } from './pool.ts';
import type { Claims, Signing } from './signing.ts';
import type { SignIn, Store, User } from './store.ts';
import type { TriggerCall, Triggers } from './triggers.ts';

export interface AuthenticationResult {
  readonly AccessToken: string;
  readonly IdToken: string;
  readonly RefreshToken?: string;
  readonly TokenType: 'Bearer';
  /** Seconds. */
  readonly ExpiresIn: number;
}

/** Making tokens, renewing them, and the sign-ins that they belong to. */
export interface Tokens {
  signIn(
    pool: Pool,
    client: Client,
    user: User,
    call: TriggerCall,
    newPassword: boolean,
  ): Promise<AuthenticationResult>;
  /** Throws `NotAuthorizedException` for a refresh token that does not count (any more). */
  refresh(client: Client, pool: Pool, refreshToken: string, call: TriggerCall): Promise<AuthenticationResult>;
  /** The user of an access token whose sign-in still counts. */
  userOf(accessToken: string): Promise<{ pool: Pool; user: User }>;
  revoke(client: Client, refreshToken: string): void;
  signOut(user: User): void;
}

const SCOPE = 'aws.cognito.signin.user.admin';
const digest = (token: string) => createHash('sha256').update(token).digest('base64');

type Source = Parameters<Triggers['preTokenGeneration']>[3];

export function createTokens(options: {
  readonly directory: Directory;
  readonly store: Store;
  readonly signing: Signing;
  readonly triggers: Triggers;
  readonly clock: Clock;
}): Tokens {
  const { directory, store, signing, triggers, clock } = options;

  return {
    async signIn(pool, client, user, call, newPassword) {
      const now = clock.now();
      const signIn: SignIn = {
        originJti: randomUUID(),
        poolId: pool.id,
        username: user.username,
        clientId: client.id,
        eventId: randomUUID(),
        authTime: now,
        expires: now + client.validity.refresh * 1000,
      };
      const source = newPassword ? 'TokenGeneration_NewPasswordChallenge' : 'TokenGeneration_Authentication';
      const result = await issue(pool, client, user, signIn, source, call);
      const RefreshToken = randomBytes(64).toString('base64url');
      store.addSignIn(signIn, digest(RefreshToken), now);
      return { ...result, RefreshToken };
    },

    async refresh(client, pool, refreshToken, call) {
      const signIn = store.findSignInByToken(digest(refreshToken));
      if (!signIn || signIn.clientId !== client.id) throw notAuthorized('Invalid Refresh Token');
      if (signIn.expires <= clock.now()) throw notAuthorized('Refresh Token has expired');
      const user = directory.find(pool, signIn.username);
      if (!user) throw notAuthorized('Refresh Token has been revoked');
      return issue(pool, client, user, signIn, 'TokenGeneration_RefreshTokens', call);
    },

    async userOf(accessToken) {
      const claims = await verifyAccess(accessToken);
      if (!store.findSignIn(String(claims.origin_jti))) throw notAuthorized('Access Token has been revoked');
      const pool = directory.pool(poolIdOf(claims));
      const user = directory.find(pool, String(claims.username));
      if (!user) throw userNotFound();
      return { pool, user };
    },

    revoke(client, refreshToken) {
      const signIn = store.findSignInByToken(digest(refreshToken));
      // Revoking what does not exist succeeds: its aim is reached.
      if (!signIn) return;
      if (signIn.clientId !== client.id)
        throw new AwsError('UnauthorizedException', 'The client does not own this token.');
      store.deleteSignIn(signIn.originJti);
    },

    signOut: (user) => store.deleteSignInsOf(user),
  };

  /** An access token of any pool: the pool is the one that it says, if the signature says so too. */
  async function verifyAccess(accessToken: string): Promise<Claims> {
    try {
      const claims = await signing.verify(accessToken, issuerOf(accessToken));
      if (claims.token_use !== 'access') throw notAuthorized('Invalid Access Token');
      return claims;
    } catch (error) {
      if (!(error instanceof AwsError) || error.code === 'NotAuthorizedException') throw error;
      throw notAuthorized(
        error.code === 'ExpiredToken' ? 'Access Token has expired' : 'Invalid Access Token',
      );
    }
  }

  function issuerOf(token: string): string {
    const pools = [...directory.pools.values()];
    const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8');
    return pools.find((pool) => payload.includes(`"${pool.issuer}"`))?.issuer ?? '';
  }

  async function issue(
    pool: Pool,
    client: Client,
    user: User,
    signIn: SignIn,
    source: Source,
    call: TriggerCall,
  ): Promise<AuthenticationResult> {
    const ranked = store
      .groupsOf(user)
      .filter((name) => pool.groups.has(name))
      .sort(byPrecedence(pool));
    const override = await triggers.preTokenGeneration(pool, user, ranked, source, call);
    const groups = override.groupOverrideDetails?.groupsToOverride ?? ranked;
    const now = Math.floor(clock.now() / 1000);
    const common = {
      sub: user.sub,
      ...(groups.length > 0 && { 'cognito:groups': groups }),
      iss: pool.issuer,
      origin_jti: signIn.originJti,
      event_id: signIn.eventId,
      auth_time: Math.floor(signIn.authTime / 1000),
      iat: now,
    };
    const [AccessToken, IdToken] = await Promise.all([
      signing.sign({
        ...common,
        client_id: client.id,
        token_use: 'access',
        scope: SCOPE,
        exp: now + client.validity.access,
        jti: randomUUID(),
        username: user.username,
      }),
      signing.sign({
        ...suppress(
          { ...user.attributes, ...verifiedFlags(user), ...override.claimsToAddOrOverride },
          override.claimsToSuppress,
        ),
        ...common,
        'cognito:username': user.username,
        aud: client.id,
        token_use: 'id',
        exp: now + client.validity.id,
        jti: randomUUID(),
      }),
    ]);
    return { AccessToken, IdToken, TokenType: 'Bearer', ExpiresIn: client.validity.access };
  }
}

const poolIdOf = (claims: Claims) => String(claims.iss).split('/').pop() ?? '';

const byPrecedence = (pool: Pool) => (a: string, b: string) =>
  pool.groups.get(a)!.precedence - pool.groups.get(b)!.precedence || (a < b ? -1 : 1);

/** Attributes are texts; these two are booleans in a token. */
const verifiedFlags = ({ attributes }: User) => ({
  ...(attributes.email && { email_verified: attributes.email_verified === 'true' }),
  ...(attributes.phone_number && { phone_number_verified: attributes.phone_number_verified === 'true' }),
});

const suppress = (claims: Claims, names: readonly string[] = []): Claims =>
  Object.fromEntries(Object.entries(claims).filter(([name]) => !names.includes(name)));
