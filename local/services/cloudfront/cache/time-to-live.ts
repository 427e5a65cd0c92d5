import type { CachePolicy } from '../policies/cache-policy.ts';

type Headers = Readonly<Record<string, string>>;

/** Errors that CloudFront always keeps, for the error caching time at least. */
const KEPT_ERRORS: ReadonlySet<number> = new Set([404, 405, 410, 414, 500, 501, 502, 503, 504]);
/** Errors that it keeps only when the origin says for how long. */
const ERRORS_KEPT_ON_REQUEST: ReadonlySet<number> = new Set([400, 403, 412, 415]);
const KEPT: ReadonlySet<number> = new Set([200, 203, 204, 300, 301, 302, 303]);
/** Redirects that it keeps only when the origin sends Cache-Control. */
const KEPT_ON_REQUEST: ReadonlySet<number> = new Set([307, 308]);

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
  if (status >= 400) {
    if (KEPT_ERRORS.has(status)) return Math.max(errorTtl, asked ?? 0);
    return ERRORS_KEPT_ON_REQUEST.has(status) && maxAge(headers) !== undefined
      ? Math.max(errorTtl, asked ?? 0)
      : 0;
  }
  const kept = KEPT.has(status) || (KEPT_ON_REQUEST.has(status) && headers['cache-control'] !== undefined);
  return kept ? Math.min(policy.maxTtl, Math.max(policy.minTtl, asked ?? policy.defaultTtl)) : 0;
}

const directivesOf = (headers: Headers): string[] =>
  (headers['cache-control'] ?? '')
    .toLowerCase()
    .split(',')
    .map((part) => part.trim());

/** `s-maxage`, which is meant for caches like this one, before `max-age`. */
function maxAge(headers: Headers): number | undefined {
  const directives = directivesOf(headers);
  for (const name of ['s-maxage', 'max-age']) {
    const seconds = directives.find((directive) => directive.startsWith(`${name}=`))?.slice(name.length + 1);
    if (seconds !== undefined && /^\d+$/.test(seconds)) return Number(seconds);
  }
  return undefined;
}

function askedByOrigin(headers: Headers, now: number): number | undefined {
  if (directivesOf(headers).some((directive) => /^(no-cache|no-store|private)\b/.test(directive))) return 0;
  const seconds = maxAge(headers);
  if (seconds !== undefined) return seconds;
  const expires = Date.parse(headers['expires'] ?? '');
  return Number.isNaN(expires) ? undefined : Math.max(0, (expires - now) / 1000);
}
