import type { ViewerRequest } from '../edge/viewer-request.ts';
import type { CachePolicy } from '../policies/cache-policy.ts';
import type { ContentCoding } from './compression.ts';

/** What makes two requests the same to the cache, and what of it an invalidation can name. */
export interface CacheKey {
  readonly text: string;
  readonly distribution: string;
  /** The path, with the part of the query that is in the key. */
  readonly address: string;
}

/**
 * The signing parameters are taken off the request before, so that every viewer's segment is the same
 * segment. HEAD is answered from what GET brought.
 */
export function cacheKey(
  distribution: string,
  policy: CachePolicy,
  request: ViewerRequest,
  coding: ContentCoding | undefined,
): CacheKey {
  const chosen = (parameters: readonly { name: string; raw: string }[], take: (name: string) => boolean) =>
    parameters.filter(({ name }) => take(name)).map(({ raw }) => raw);
  const headers = Object.entries(request.headers)
    .filter(([name]) => policy.headers(name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const query = chosen(request.query, policy.query).join('&');
  const address = query === '' ? request.path : `${request.path}?${query}`;
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const text = JSON.stringify([
    distribution,
    method,
    request.path,
    query,
    headers,
    chosen(request.cookies, policy.cookies),
    coding ?? '',
  ]);
  return { text, distribution, address };
}
