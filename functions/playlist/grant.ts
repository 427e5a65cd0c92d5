import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import {
  GRANT_PARAMETERS,
  VIEWER_PARAMETER,
  type EdgeGrant,
  type Grant,
} from '../shared/grant-parameters.ts';

/** What verifies a grant. */
export interface Verifier {
  readonly keyPairId: string;
  readonly publicKey: KeyObject;
}

export const verifier = (keyPairId: string, pem: string): Verifier => ({
  keyPairId,
  publicKey: createPublicKey(pem),
});

/**
 * The grant in a query: `undefined` when it is not there (the edge has then seen cookies), `'INCOMPLETE'` when a part of
 * it is missing or repeated. Only some grants say whom they are for.
 */
export function grantOf(query: URLSearchParams): Grant | 'INCOMPLETE' | undefined {
  const names = Object.values(GRANT_PARAMETERS);
  if (names.every((name) => !query.has(name))) return undefined;
  if (names.some((name) => query.getAll(name).length !== 1)) return 'INCOMPLETE';
  if (query.getAll(VIEWER_PARAMETER).length > 1) return 'INCOMPLETE';
  const value = (name: string) => query.get(name) ?? '';
  return {
    policy: value(GRANT_PARAMETERS.policy),
    signature: value(GRANT_PARAMETERS.signature),
    keyPairId: value(GRANT_PARAMETERS.keyPairId),
    viewer: query.get(VIEWER_PARAMETER) ?? undefined,
  };
}

/**
 * Whether a grant is of our making, is for this video, and still holds. The edge has checked its own copy, but
 * nothing ties that one to this: this function trusts nobody. `now` in epoch milliseconds.
 */
export function isValid(
  grant: EdgeGrant,
  videoId: string,
  now: number,
  { keyPairId, publicKey }: Verifier,
): boolean {
  const policy = decode(grant.policy);
  const signature = decode(grant.signature);
  if (!policy || !signature || grant.keyPairId !== keyPairId) return false;
  // SHA-1 is what the signer uses when it is told nothing else, and what CloudFront expects then.
  if (!verify('RSA-SHA1', policy, publicKey, signature)) return false;
  return covers(policy.toString('utf8'), videoId, now);
}

/**
 * CloudFront's own base64: `-_~` stand for `+=/`. Only as a signer writes it: Node's decoder passes over what it
 * does not know, and what it passed over would go on into the playlist.
 */
function decode(text: string): Buffer | undefined {
  const standard = text.replaceAll('-', '+').replaceAll('_', '=').replaceAll('~', '/');
  const bytes = Buffer.from(standard, 'base64');
  return bytes.length > 0 && bytes.toString('base64') === standard ? bytes : undefined;
}

/** A policy as `playback` writes it; whatever else it may be, it was signed with our key. */
interface Policy {
  readonly Statement?: readonly {
    readonly Resource?: string;
    readonly Condition?: { readonly DateLessThan?: { readonly 'AWS:EpochTime'?: number } };
  }[];
}

const RESOURCE = /^https?:\/\/[^/?*]+\/videos\/([A-Za-z0-9]+)\/\*$/;

/**
 * One statement, one folder, one end. Any other condition is refused rather than passed over, and so is a
 * wider resource, though the edge would take it.
 */
function covers(text: string, videoId: string, now: number): boolean {
  const { Statement: statements = [] } = JSON.parse(text) as Policy;
  const { Resource = '', Condition = {} } = statements[0] ?? {};
  const expires = Condition.DateLessThan?.['AWS:EpochTime'] ?? 0;
  return (
    statements.length === 1 &&
    Object.keys(Condition).length === 1 &&
    RESOURCE.exec(Resource)?.[1] === videoId &&
    now < expires * 1_000
  );
}
