import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Clock } from '../../runtime/clock.ts';
import { AwsError } from '../../runtime/errors.ts';
import { userNotFound, type Directory } from './directory.ts';
import { notAuthorized } from './input.ts';
import type { Client, Pool } from './pool.ts';
import type { Claims, Signing } from './signing.ts';
import type { SignIn, Store, User } from './store.ts';
import { SCOPE, type ClaimsChange, type TriggerCall, type Triggers } from './triggers.ts';

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
  /** What the user of a refresh token may be called; nothing for a token that does not count. */
  namesIn(refreshToken: string): readonly string[];
  /** Throws `NotAuthorizedException` for a refresh token that does not count (any more). */
  refresh(client: Client, pool: Pool, refreshToken: string, call: TriggerCall): Promise<AuthenticationResult>;
  /** The user of an access token whose sign-in still counts. */
  userOf(accessToken: string): Promise<{ pool: Pool; user: User }>;
  revoke(client: Client, refreshToken: string): void;
  signOut(user: User): void;
}

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

    namesIn(refreshToken) {
      const signIn = store.findSignInByToken(digest(refreshToken));
      const pool = signIn && directory.pools.get(signIn.poolId);
      const user = pool && directory.find(pool, signIn.username);
      return user ? [user.username, user.sub] : [];
    },

    async refresh(client, pool, refreshToken, call) {
      const now = clock.now();
      const signIn =
        store.findSignInByToken(digest(refreshToken)) ??
        store.findSignInByRetiredToken(digest(refreshToken), now);
      if (!signIn || signIn.clientId !== client.id) throw notAuthorized('Invalid Refresh Token');
      if (signIn.expires <= now) throw notAuthorized('Refresh Token has expired');
      const user = directory.find(pool, signIn.username);
      if (!user) throw notAuthorized('Refresh Token has been revoked');
      if (user.disabled) throw notAuthorized('User is disabled.');
      const result = await issue(pool, client, user, signIn, 'TokenGeneration_RefreshTokens', call);
      if (!client.rotation) return result;
      const RefreshToken = randomBytes(64).toString('base64url');
      const until = now + client.rotation.graceSeconds * 1000;
      store.rotate(signIn, digest(refreshToken), digest(RefreshToken), now, until);
      return { ...result, RefreshToken };
    },

    async userOf(accessToken) {
      const claims = await verifyAccess(accessToken);
      if (!store.findSignIn(String(claims.origin_jti))) throw notAuthorized('Access Token has been revoked');
      const pool = directory.pool(poolIdOf(claims));
      const user = directory.find(pool, String(claims.username));
      if (!user) throw userNotFound();
      if (user.disabled) throw notAuthorized('User is disabled.');
      return { pool, user };
    },

    revoke(client, refreshToken) {
      if (!client.revokesTokens)
        throw new AwsError(
          'UnsupportedOperationException',
          'Token revocation is not enabled for this client.',
        );
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
    const groups = override.groups.groupsToOverride ?? ranked;
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
    const { scopesToAdd = [], scopesToSuppress = [] } = override.access;
    const scopes = [SCOPE, ...scopesToAdd].filter((scope) => !scopesToSuppress.includes(scope));
    const [AccessToken, IdToken] = await Promise.all([
      signing.sign({
        ...changed({}, override.access),
        ...common,
        client_id: client.id,
        token_use: 'access',
        scope: scopes.join(' '),
        exp: now + client.validity.access,
        jti: randomUUID(),
        username: user.username,
      }),
      signing.sign({
        ...changed(
          { ...user.attributes, ...verifiedFlags(user), ...rolesOf(pool, groups, override.groups) },
          override.id,
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

/** The roles of a user's groups. Two that stand first with the same precedence leave open which is preferred. */
function rolesOf(
  pool: Pool,
  groups: readonly string[],
  override: { readonly iamRolesToOverride?: readonly string[]; readonly preferredRole?: string },
): Claims {
  const ranked = groups.flatMap((name) => pool.groups.get(name) ?? []).filter(({ roleArn }) => roleArn);
  const roles = override.iamRolesToOverride ?? ranked.map(({ roleArn }) => roleArn!);
  const first = ranked.filter(({ precedence }) => precedence === ranked[0]?.precedence);
  const one = new Set(first.map(({ roleArn }) => roleArn)).size === 1 ? first[0]?.roleArn : undefined;
  const preferred = override.preferredRole ?? one;
  return {
    ...(roles.length > 0 && { 'cognito:roles': roles }),
    ...(preferred && { 'cognito:preferred_role': preferred }),
  };
}

/** What a token must say of itself comes after this, so that no function can change it. */
const changed = (claims: Claims, { claimsToAddOrOverride, claimsToSuppress }: ClaimsChange): Claims =>
  Object.fromEntries(
    Object.entries({ ...claims, ...claimsToAddOrOverride }).filter(
      ([name]) => !(claimsToSuppress ?? []).includes(name),
    ),
  );
