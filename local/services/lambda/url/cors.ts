/** `Cors` of an `AWS::Lambda::Url`. */
export interface CorsRules {
  readonly AllowCredentials?: boolean | string;
  readonly AllowHeaders?: readonly string[];
  readonly AllowMethods?: readonly string[];
  readonly AllowOrigins?: readonly string[];
  readonly ExposeHeaders?: readonly string[];
  readonly MaxAge?: number | string;
}

/** True for a request by which a browser asks whether it may make the real one. */
export function isPreflight(method: string, headers: Readonly<Record<string, string>>): boolean {
  return method === 'OPTIONS' && 'origin' in headers && 'access-control-request-method' in headers;
}

/** The headers that CORS adds to an answer; none for an origin that is not allowed. */
export function corsHeaders(
  rules: CorsRules,
  headers: Readonly<Record<string, string>>,
  preflight: boolean,
): Record<string, string> {
  const origin = headers['origin'];
  const origins = rules.AllowOrigins ?? [];
  if (origin === undefined || !origins.some((allowed) => allowed === '*' || sameOrigin(allowed, origin)))
    return {};
  const credentials = String(rules.AllowCredentials ?? false) === 'true';
  const list = (values: readonly string[] | undefined) => (values ?? []).join(',');
  return {
    'access-control-allow-origin': origins.includes('*') && !credentials ? '*' : origin,
    vary: 'Origin',
    ...(credentials && { 'access-control-allow-credentials': 'true' }),
    ...(rules.ExposeHeaders && { 'access-control-expose-headers': list(rules.ExposeHeaders) }),
    ...(preflight && {
      'access-control-allow-methods': list(rules.AllowMethods),
      'access-control-allow-headers': list(rules.AllowHeaders),
      'access-control-max-age': String(rules.MaxAge ?? 0),
    }),
  };
}

/** Allowed origins may hold one `*` in the host, as in `https://*.example.com`. */
function sameOrigin(allowed: string, origin: string): boolean {
  const [start, end] = allowed.toLowerCase().split('*') as [string, string?];
  const actual = origin.toLowerCase();
  if (end === undefined) return actual === start;
  return actual.length > start.length + end.length && actual.startsWith(start) && actual.endsWith(end);
}
