import type { CachePolicy } from '../policies/cache-policy.ts';

type Headers = Readonly<Record<string, string>>;

/** Errors that CloudFront keeps. */
const CACHED_ERRORS: readonly number[] = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];

/**
 * For how many seconds a response may be served from the cache, 0 for not at all. `now` is in
 * milliseconds; `errorTtl` is the least that an error is kept.
 */
export function timeToLive(
  status: number,
  headers: Headers,
  policy: CachePolicy,
  errorTtl: number,
  now: number,
): number {
  if (policy.maxTtl === 0) return 0;
  const asked = askedByOrigin(headers, now);
  if (status >= 400) return CACHED_ERRORS.includes(status) ? Math.max(errorTtl, asked ?? 0) : 0;
  if (status !== 200) return 0;
  return Math.min(policy.maxTtl, Math.max(policy.minTtl, asked ?? policy.defaultTtl));
}

function askedByOrigin(headers: Headers, now: number): number | undefined {
  const directives = (headers['cache-control'] ?? '')
    .toLowerCase()
    .split(',')
    .map((part) => part.trim());
  if (directives.some((directive) => /^(no-cache|no-store|private)\b/.test(directive))) return 0;
  for (const name of ['s-maxage', 'max-age']) {
    const seconds = directives.find((directive) => directive.startsWith(`${name}=`))?.slice(name.length + 1);
    if (seconds !== undefined && /^\d+$/.test(seconds)) return Number(seconds);
  }
  const expires = Date.parse(headers['expires'] ?? '');
  return Number.isNaN(expires) ? undefined : Math.max(0, (expires - now) / 1000);
}
