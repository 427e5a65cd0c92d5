import { flag, number, readDocument } from '../config/document.ts';
import { none, only, readConfig, type Selection } from './selection.ts';

/** How long a response may be kept, in seconds, and what makes two requests the same. */
export interface CachePolicy {
  readonly minTtl: number;
  readonly defaultTtl: number;
  readonly maxTtl: number;
  readonly headers: Selection;
  readonly cookies: Selection;
  readonly query: Selection;
  readonly gzip: boolean;
  readonly brotli: boolean;
}

const uncached = { minTtl: 0, defaultTtl: 0, maxTtl: 0 };
const optimized = { minTtl: 1, defaultTtl: 86_400, maxTtl: 31_536_000 };
const nothing = { headers: none, cookies: none, query: none, gzip: false, brotli: false };

/** AWS's managed policies, by id. */
export const MANAGED_CACHE_POLICIES: Readonly<Record<string, CachePolicy>> = {
  // CachingDisabled
  '4135ea2d-6df8-44a3-9df3-4b5a84be39ad': { ...uncached, ...nothing },
  // CachingOptimized
  '658327ea-f89d-4fab-a63d-7e88639e58f6': { ...optimized, ...nothing, gzip: true, brotli: true },
  // CachingOptimizedForUncompressedObjects
  'b2884449-e4de-46a7-ac36-70bc7f1ddd6d': { ...optimized, ...nothing },
  // Elemental-MediaPackage
  '08627262-05a9-4f76-9ded-b50ca2e3a84f': {
    minTtl: 0,
    defaultTtl: 86_400,
    maxTtl: 31_536_000,
    headers: only(['origin']),
    cookies: none,
    query: only(['aws.manifestfilter', 'start', 'end', 'm']),
    gzip: true,
    brotli: false,
  },
};

export function readCachePolicy(logicalId: string, config: unknown): CachePolicy {
  const document = readDocument(logicalId, 'CachePolicyConfig', config, [
    'Comment',
    'Name',
    'MinTTL',
    'DefaultTTL',
    'MaxTTL',
    'ParametersInCacheKeyAndForwardedToOrigin',
  ]);
  const key = readDocument(
    logicalId,
    'ParametersInCacheKeyAndForwardedToOrigin',
    document['ParametersInCacheKeyAndForwardedToOrigin'] ?? {},
    [
      'CookiesConfig',
      'EnableAcceptEncodingBrotli',
      'EnableAcceptEncodingGzip',
      'HeadersConfig',
      'QueryStringsConfig',
    ],
  );
  const minTtl = number(document['MinTTL'], 0);
  const defaultTtl = Math.max(minTtl, number(document['DefaultTTL'], 86_400));
  return {
    minTtl,
    defaultTtl,
    maxTtl: Math.max(defaultTtl, number(document['MaxTTL'], 31_536_000)),
    headers: readConfig(logicalId, key['HeadersConfig'], 'Header'),
    cookies: readConfig(logicalId, key['CookiesConfig'], 'Cookie'),
    query: readConfig(logicalId, key['QueryStringsConfig'], 'QueryString'),
    gzip: flag(key['EnableAcceptEncodingGzip']),
    brotli: flag(key['EnableAcceptEncodingBrotli']),
  };
}
