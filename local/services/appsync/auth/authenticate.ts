import { AwsError } from '../../../runtime/errors.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import { verifySignature, type SignedRequest } from '../../../runtime/sigv4.ts';
import { RequestRefusal, unauthorizedRequest } from '../errors.ts';
import type { ApiDefinition, UserPoolProvider } from '../template/api.ts';
import { apiKeyCaller, cognitoCaller, iamCaller, type Caller } from './caller.ts';

/** A request as far as its sender's credentials go: the HTTP request, or what a socket's message says. */
export interface Credentials extends SignedRequest {
  readonly sourceIp: readonly string[];
}

export interface ApiKey {
  readonly key: string;
  /** Milliseconds since the epoch. */
  readonly expires: number;
}

/**
 * Finds the caller by the credentials that the request carries: a signature, a token or an API key, each
 * only when the API has that mode. Throws `RequestRefusal` with AppSync's own words (status 401).
 */
export async function authenticate(
  request: Credentials,
  api: ApiDefinition,
  keys: readonly ApiKey[],
  runtime: Runtime,
): Promise<Caller> {
  const authorization = request.headers['authorization'];
  if (authorization?.startsWith('AWS4-HMAC-SHA256')) {
    if (!api.modes.includes('AWS_IAM')) throw unauthorizedRequest();
    return iamCaller(verify(request, runtime), request.sourceIp);
  }
  if (authorization) {
    if (api.userPools.length === 0) throw unauthorizedRequest();
    return readToken(
      authorization.replace(/^Bearer\s+/i, '').trim(),
      api.userPools,
      request.sourceIp,
      runtime,
    );
  }
  const key = request.headers['x-api-key'];
  if (key === undefined) throw unauthorizedRequest('Valid authorization header not provided.');
  const known =
    api.modes.includes('API_KEY') && keys.some((k) => k.key === key && k.expires > runtime.clock.now());
  if (!known) throw unauthorizedRequest();
  return apiKeyCaller;
}

function verify(request: SignedRequest, runtime: Runtime) {
  try {
    return verifySignature(request, {
      credentials: runtime.credentials,
      service: 'appsync',
      region: runtime.region,
      now: runtime.clock.now(),
    });
  } catch (error) {
    if (error instanceof AwsError) throw unauthorizedRequest(error.message);
    throw error;
  }
}

const TOKEN_MESSAGES: Readonly<Record<string, string>> = {
  MalformedToken: 'Unable to parse JWT token.',
  ExpiredToken: 'Token has expired.',
};

/** The token's caller by the first of the API's pools that knows it; the first pool's refusal otherwise. */
async function readToken(
  token: string,
  pools: readonly UserPoolProvider[],
  sourceIp: readonly string[],
  runtime: Runtime,
): Promise<Caller> {
  let refusal: RequestRefusal | undefined;
  for (const pool of pools) {
    try {
      const claims = await runtime.peers.cognito.verifyToken(token, pool.userPoolId);
      const client = String(claims['aud'] ?? claims['client_id'] ?? '');
      if (pool.appIdClientRegex && !pool.appIdClientRegex.test(client)) throw unauthorizedRequest();
      return cognitoCaller(claims, pool.defaultAction, sourceIp);
    } catch (error) {
      if (error instanceof AwsError) refusal ??= unauthorizedRequest(TOKEN_MESSAGES[error.code]);
      else if (error instanceof RequestRefusal) refusal ??= error;
      else throw error;
    }
  }
  throw refusal ?? unauthorizedRequest();
}
