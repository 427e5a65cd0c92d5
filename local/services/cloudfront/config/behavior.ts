import type { KeyObject } from 'node:crypto';
import { TemplateError } from '../../../runtime/errors.ts';
import { MANAGED_CACHE_POLICIES, type CachePolicy } from '../policies/cache-policy.ts';
import {
  MANAGED_ORIGIN_REQUEST_POLICIES,
  NO_ORIGIN_REQUEST_POLICY,
  type OriginRequestPolicy,
} from '../policies/origin-request-policy.ts';
import {
  MANAGED_RESPONSE_HEADERS_POLICIES,
  type ResponseHeadersPolicy,
} from '../policies/response-headers-policy.ts';
import { matchesWildcard } from '../wildcard.ts';
import { flag, items, list, readDocument, text } from './document.ts';

/** When an origin access control signs requests. */
export type SigningBehavior = 'always' | 'never' | 'no-override';

/** What was made before the distribution, which names it by id. */
export interface Library {
  readonly publicKeys: ReadonlyMap<string, KeyObject>;
  /** Ids of the keys in each group. */
  readonly keyGroups: ReadonlyMap<string, readonly string[]>;
  readonly accessControls: ReadonlyMap<string, SigningBehavior>;
  readonly cachePolicies: ReadonlyMap<string, CachePolicy>;
  readonly originRequestPolicies: ReadonlyMap<string, OriginRequestPolicy>;
  readonly responseHeadersPolicies: ReadonlyMap<string, ResponseHeadersPolicy>;
}

/** How requests of one path pattern are served. */
export interface Behavior {
  readonly pathPattern: string;
  readonly originId: string;
  readonly allowedMethods: readonly string[];
  /** Whose answers are kept: GET and HEAD always, OPTIONS where it is asked for. */
  readonly cachedMethods: readonly string[];
  readonly cachePolicy: CachePolicy;
  readonly originRequestPolicy: OriginRequestPolicy;
  readonly responseHeadersPolicy: ResponseHeadersPolicy | undefined;
  /** The keys whose grants are asked for; none when anybody may fetch. */
  readonly trustedKeys: ReadonlyMap<string, KeyObject> | undefined;
  readonly compress: boolean;
}

const METHODS = ['GET', 'HEAD', 'OPTIONS'];

export function readBehavior(logicalId: string, value: unknown, library: Library): Behavior {
  const document = readDocument(logicalId, 'CacheBehavior', value, [
    'AllowedMethods',
    'CachedMethods',
    'CachePolicyId',
    'Compress',
    'OriginRequestPolicyId',
    'PathPattern',
    'ResponseHeadersPolicyId',
    'TargetOriginId',
    'TrustedKeyGroups',
    // Loopback stands for TLS: every policy is met.
    'ViewerProtocolPolicy',
  ]);
  const allowedMethods =
    document['AllowedMethods'] === undefined ? ['GET', 'HEAD'] : items(document['AllowedMethods']);
  const writing = allowedMethods.find((method) => !METHODS.includes(method));
  if (writing) throw new TemplateError(logicalId, `the method ${writing} is not supported.`);
  const cachedMethods =
    document['CachedMethods'] === undefined ? ['GET', 'HEAD'] : items(document['CachedMethods']);
  const strange = cachedMethods.find((method) => !METHODS.includes(method));
  if (strange) throw new TemplateError(logicalId, `CachedMethods cannot have ${strange}.`);
  checkViewerProtocol(logicalId, document['ViewerProtocolPolicy']);

  const find = <T>(
    kind: string,
    made: ReadonlyMap<string, T>,
    managed: Readonly<Record<string, T>>,
  ): T | undefined => {
    const id = document[`${kind}Id`];
    if (id === undefined) return undefined;
    const found = made.get(text(id)) ?? managed[text(id)];
    if (!found) throw new TemplateError(logicalId, `there is no ${kind} "${text(id)}".`);
    return found;
  };
  const cachePolicy = find('CachePolicy', library.cachePolicies, MANAGED_CACHE_POLICIES);
  if (!cachePolicy)
    throw new TemplateError(logicalId, 'a cache behavior without CachePolicyId is not supported.');

  return {
    pathPattern: text(document['PathPattern']).replace(/^\//, ''),
    originId: text(document['TargetOriginId']),
    allowedMethods,
    cachedMethods,
    cachePolicy,
    originRequestPolicy:
      find('OriginRequestPolicy', library.originRequestPolicies, MANAGED_ORIGIN_REQUEST_POLICIES) ??
      NO_ORIGIN_REQUEST_POLICY,
    responseHeadersPolicy: find(
      'ResponseHeadersPolicy',
      library.responseHeadersPolicies,
      MANAGED_RESPONSE_HEADERS_POLICIES,
    ),
    trustedKeys: readTrustedKeys(logicalId, list(document['TrustedKeyGroups']).map(String), library),
    compress: flag(document['Compress']),
  };
}

const PROTOCOL_POLICIES = ['allow-all', 'https-only', 'redirect-to-https'];

/** Nothing follows from it here (loopback stands for TLS), but a word that CloudFront does not know is refused. */
function checkViewerProtocol(logicalId: string, policy: unknown): void {
  if (policy !== undefined && !PROTOCOL_POLICIES.includes(text(policy)))
    throw new TemplateError(logicalId, `ViewerProtocolPolicy "${text(policy)}" is not supported.`);
}

/** The first behaviour whose pattern takes the path. CloudFront decodes what needs no encoding before it compares. */
export function findBehavior(behaviors: readonly Behavior[], path: string): Behavior {
  const normalized = path.slice(1).replace(/%[0-9a-f]{2}/gi, (escape) => {
    const character = decodeAscii(escape);
    return /[A-Za-z0-9._~-]/.test(character) ? character : escape;
  });
  const behavior = behaviors.find(({ pathPattern }) => matchesWildcard(pathPattern, normalized));
  if (!behavior) throw new Error('A distribution has no default behavior.');
  return behavior;
}

const decodeAscii = (escape: string) => String.fromCharCode(Number.parseInt(escape.slice(1), 16));

function readTrustedKeys(
  logicalId: string,
  groups: readonly string[],
  { keyGroups, publicKeys }: Library,
): ReadonlyMap<string, KeyObject> | undefined {
  if (groups.length === 0) return undefined;
  const trusted = new Map<string, KeyObject>();
  for (const group of groups) {
    const keys = keyGroups.get(group);
    if (!keys) throw new TemplateError(logicalId, `there is no key group "${group}".`);
    for (const id of keys) {
      const key = publicKeys.get(id);
      if (!key) throw new TemplateError(logicalId, `there is no public key "${id}" in the group "${group}".`);
      trusted.set(id, key);
    }
  }
  return trusted;
}
