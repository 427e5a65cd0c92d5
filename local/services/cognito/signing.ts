import {
  errors,
  exportJWK,
  generateKeyPair,
  importJWK,
  jwtVerify,
  SignJWT,
  type JWK,
  type JWTPayload,
} from 'jose';
import type { Clock } from '../../runtime/clock.ts';
import { AwsError } from '../../runtime/errors.ts';
import type { Store } from './store.ts';

export type Claims = Readonly<Record<string, unknown>>;

/** The key that signs all tokens of this installation, and the checking of what it signed. */
export interface Signing {
  readonly jwks: { readonly keys: readonly JWK[] };
  sign(claims: Claims): Promise<string>;
  /** Throws `MalformedToken`, `ExpiredToken` or `InvalidToken`. */
  verify(token: string, issuer: string): Promise<Claims>;
}

const KEY = 'signing';
const CACHED_TOKENS = 1000;
/** Longer than any token that is made here; AWS's own are at most 8 KB. */
const LONGEST_TOKEN = 16 * 1024;

export async function openSigning(store: Store, clock: Clock): Promise<Signing> {
  const stored = store.findKey<JWK>(KEY) ?? (await createKey(store));
  const { kty, n, e, kid } = stored as JWK & { kid: string };
  const publicJwk: JWK = { kty: kty!, n: n!, e: e!, kid, alg: 'RS256', use: 'sig' };
  const privateKey = await importJWK(stored, 'RS256');
  const publicKey = await importJWK(publicJwk, 'RS256');
  // A signature stays good: what was checked once is only looked up until it expires.
  const verified = new Map<string, Claims & { exp: number }>();

  return {
    jwks: { keys: [publicJwk] },

    sign: (claims) =>
      new SignJWT(claims as JWTPayload).setProtectedHeader({ kid, alg: 'RS256' }).sign(privateKey),

    async verify(token, issuer) {
      const known = verified.get(token);
      if (known) {
        verified.delete(token);
        if (known.exp * 1000 <= clock.now()) throw expired();
        verified.set(token, known);
        if (known.iss !== issuer) throw invalid('issuer');
        return known;
      }
      if (token.length > LONGEST_TOKEN) throw malformed();
      const claims = await check(token, issuer);
      verified.set(token, claims);
      if (verified.size > CACHED_TOKENS) verified.delete(verified.keys().next().value!);
      return claims;
    },
  };

  async function check(token: string, issuer: string): Promise<Claims & { exp: number }> {
    try {
      const { payload, protectedHeader } = await jwtVerify(token, publicKey, {
        algorithms: ['RS256'],
        issuer,
        requiredClaims: ['exp', 'sub', 'token_use'],
        currentDate: new Date(clock.now()),
      });
      if (protectedHeader.kid !== kid) throw invalid('key');
      if (payload.token_use !== 'id' && payload.token_use !== 'access') throw invalid('use');
      return Object.freeze({ ...payload, exp: payload.exp! });
    } catch (error) {
      if (error instanceof AwsError) throw error;
      if (error instanceof errors.JWTExpired) throw expired();
      if (error instanceof errors.JWSInvalid || error instanceof errors.JWTInvalid) throw malformed();
      if (error instanceof errors.JOSEError) throw invalid('signature or claims');
      throw error;
    }
  }
}

const malformed = () => new AwsError('MalformedToken', 'The token is not a JSON web token.', 401);
const expired = () => new AwsError('ExpiredToken', 'The token has expired.', 401);
const invalid = (what: string) => new AwsError('InvalidToken', `The token's ${what} is not valid.`, 401);

async function createKey(store: Store): Promise<JWK> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true, modulusLength: 2048 });
  const kid = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64');
  const key = { ...(await exportJWK(privateKey)), kid };
  store.putKey(KEY, key);
  return key;
}
