import { verify, type KeyObject } from 'node:crypto';
import {
  accessDenied,
  invalidKey,
  malformedPolicy,
  malformedSignature,
  missingKey,
} from '../edge/refusals.ts';
import { isLoopback, queryText, type ViewerRequest } from '../edge/viewer-request.ts';
import { findCredential, isSigningParameter, type Credential } from './credential.ts';
import { cannedPolicy, coversAddress, parsePolicy, type GrantPolicy } from './policy.ts';
import { resourceCovers, type RequestedUrl } from './resource.ts';

/**
 * Lets a request through when its grant is good, and throws CloudFront's refusal otherwise. `now` is in
 * milliseconds: a grant is judged when the request arrives, so a download that runs past its end completes.
 */
export function verifyGrant(
  request: ViewerRequest,
  trustedKeys: ReadonlyMap<string, KeyObject>,
  now: number,
): void {
  const credential = findCredential(request);
  if (!credential.keyPairId) throw missingKey();
  const key = trustedKeys.get(credential.keyPairId);
  if (!key) throw invalidKey();
  const signature = decode(credential.signature);
  if (!signature) throw malformedSignature();

  const url: RequestedUrl = {
    // Under a name of its own the distribution is reached by TLS, for which loopback stands.
    protocol: isLoopback(request.host) ? 'http' : 'https',
    domain: request.host,
    path: request.path,
    query: queryText(request.query.filter(({ name }) => !isSigningParameter(name))),
  };
  const { text, policy } = signedPolicy(credential, url);
  const hash = hashOf(credential.hashAlgorithm);
  if (!hash || !verify(hash, Buffer.from(text), key, signature)) throw accessDenied();

  const seconds = now / 1000;
  const covered =
    seconds < policy.before &&
    (policy.after === undefined || seconds > policy.after) &&
    (policy.sourceIp === undefined || coversAddress(policy.sourceIp, request.sourceIp)) &&
    (policy.resource === undefined || resourceCovers(policy.resource, url));
  if (!covered) throw accessDenied();
}

/** The policy and the very text that was signed. A canned one covers what was requested, and nothing else. */
function signedPolicy(credential: Credential, url: RequestedUrl): { text: string; policy: GrantPolicy } {
  if (credential.policy !== undefined) {
    const bytes = decode(credential.policy);
    if (!bytes) throw malformedPolicy();
    const text = bytes.toString('utf8');
    return { text, policy: parsePolicy(text) };
  }
  if (!/^\d{1,15}$/.test(credential.expires ?? '')) throw malformedPolicy();
  const before = Number(credential.expires);
  const requested = `${url.protocol}://${url.domain}${url.path}${url.query && `?${url.query}`}`;
  return {
    text: cannedPolicy(requested, before),
    policy: { resource: undefined, before, after: undefined, sourceIp: undefined },
  };
}

function hashOf(algorithm: string | undefined): 'sha1' | 'sha256' | undefined {
  if (algorithm === undefined || algorithm === 'SHA1') return 'sha1';
  return algorithm === 'SHA256' ? 'sha256' : undefined;
}

/**
 * CloudFront's own alphabet: base64 with `-`, `~` and `_` for `+`, `/` and `=`. One text for the same bytes, so
 * that a grant altered in any character is none.
 */
function decode(text: string | undefined): Buffer | undefined {
  if (!text || !/^[A-Za-z0-9~_-]+$/.test(text)) return undefined;
  const standard = text.replaceAll('-', '+').replaceAll('~', '/').replaceAll('_', '=');
  const bytes = Buffer.from(standard, 'base64');
  return bytes.toString('base64') === standard ? bytes : undefined;
}
