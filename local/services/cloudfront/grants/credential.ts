import type { ViewerRequest } from '../edge/viewer-request.ts';

/** What a viewer shows to be let in: raw values, still encoded. */
export interface Credential {
  readonly keyPairId: string | undefined;
  readonly signature: string | undefined;
  /** Of a custom policy. */
  readonly policy: string | undefined;
  /** Of a canned policy. */
  readonly expires: string | undefined;
  readonly hashAlgorithm: string | undefined;
}

/** Any one of these makes a request a signed URL. */
const SIGNING_PARAMETERS: readonly string[] = ['Expires', 'Policy', 'Signature', 'Key-Pair-Id'];

/** Never part of the cache key, and never shown to an origin, where grants are asked for. */
export const isSigningParameter = (name: string) =>
  SIGNING_PARAMETERS.includes(name) || name === 'Hash-Algorithm';

/** From the URL when it carries any of the parameters, and then the cookies do not count; else from the cookies. */
export function findCredential({ query, cookies }: ViewerRequest): Credential {
  const isSignedUrl = query.some(({ name }) => SIGNING_PARAMETERS.includes(name));
  const value = (name: string) =>
    isSignedUrl
      ? query.find((parameter) => parameter.name === name)?.value
      : cookies.find((cookie) => cookie.name === `CloudFront-${name}`)?.value;
  return {
    keyPairId: value('Key-Pair-Id'),
    signature: value('Signature'),
    policy: value('Policy'),
    expires: value('Expires'),
    hashAlgorithm: value('Hash-Algorithm'),
  };
}
