import type { ViewerRequest } from '../edge/viewer-request.ts';
import type { CachePolicy } from '../policies/cache-policy.ts';
import type { ContentCoding } from './compression.ts';

/**
 * What makes two requests the same to the cache. The signing parameters are taken off the request before,
 * so that every viewer's segment is the same segment.
 */
export function cacheKey(
  policy: CachePolicy,
  request: ViewerRequest,
  coding: ContentCoding | undefined,
): string {
  const chosen = (parameters: readonly { name: string; raw: string }[], take: (name: string) => boolean) =>
    parameters.filter(({ name }) => take(name)).map(({ raw }) => raw);
  const headers = Object.entries(request.headers)
    .filter(([name]) => policy.headers(name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([
    request.path,
    chosen(request.query, policy.query),
    headers,
    chosen(request.cookies, policy.cookies),
    coding ?? '',
  ]);
}
