import type { CorsRule } from './buckets/bucket.ts';
import { s3Error } from './errors.ts';

type Headers = Readonly<Record<string, string>>;

const VARY = { vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method' };

/**
 * The answer to a preflight request, by the first rule that allows it. Throws `InvalidRequest`
 * (`BadRequest` at S3) without an origin, and `AccessForbidden` when no rule does.
 */
export function preflightHeaders(rules: readonly CorsRule[], headers: Headers): Record<string, string> {
  const origin = headers['origin'];
  const method = headers['access-control-request-method'];
  if (origin === undefined || method === undefined)
    throw s3Error.invalidRequest('Insufficient information. Origin request header needed.');
  if (rules.length === 0) throw s3Error.corsForbidden('CORS is not enabled for this bucket.');
  const requested = splitList(headers['access-control-request-headers']);
  const rule = findRule(rules, origin, method, requested);
  if (!rule)
    throw s3Error.corsForbidden(
      'This CORS request is not allowed. This is usually because the evalution of Origin, request method / ' +
        "Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.",
    );
  return {
    ...allowance(rule, origin),
    ...(requested.length > 0 ? { 'access-control-allow-headers': requested.join(', ') } : {}),
    ...(rule.maxAge === undefined ? {} : { 'access-control-max-age': String(rule.maxAge) }),
  };
}

/** Headers that let a page at the request's origin read the answer; none when no rule allows it. */
export function corsHeaders(
  rules: readonly CorsRule[],
  method: string,
  headers: Headers,
): Record<string, string> {
  const origin = headers['origin'];
  const rule = origin === undefined ? undefined : findRule(rules, origin, method, []);
  return rule ? allowance(rule, origin!) : {};
}

function allowance(rule: CorsRule, origin: string): Record<string, string> {
  const open = rule.allowedOrigins.includes('*');
  return {
    'access-control-allow-origin': open ? '*' : origin,
    'access-control-allow-methods': rule.allowedMethods.join(', '),
    ...(open ? {} : { 'access-control-allow-credentials': 'true' }),
    ...(rule.exposedHeaders.length > 0
      ? { 'access-control-expose-headers': rule.exposedHeaders.join(', ') }
      : {}),
    ...VARY,
  };
}

function findRule(rules: readonly CorsRule[], origin: string, method: string, requested: readonly string[]) {
  return rules.find(
    (rule) =>
      rule.allowedMethods.includes(method) &&
      rule.allowedOrigins.some((pattern) => matches(pattern, origin)) &&
      requested.every((name) => rule.allowedHeaders.some((pattern) => matches(pattern.toLowerCase(), name))),
  );
}

/** A pattern with at most one `*`, which stands for any text. */
function matches(pattern: string, text: string): boolean {
  const star = pattern.indexOf('*');
  if (star < 0) return pattern === text;
  const [head, tail] = [pattern.slice(0, star), pattern.slice(star + 1)];
  return text.length >= head.length + tail.length && text.startsWith(head) && text.endsWith(tail);
}

const splitList = (value: string | undefined) =>
  (value ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
