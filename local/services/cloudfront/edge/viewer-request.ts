import type { IncomingMessage } from 'node:http';
import { badRequest, bodyNotAllowed, requestTooLarge } from './refusals.ts';

export interface Parameter {
  /** Percent-decoded. */
  readonly name: string;
  /** Percent-decoded. */
  readonly value: string;
  /** As received, `name=value`. */
  readonly raw: string;
}

/** A viewer's request, read once and then only passed on. */
export interface ViewerRequest {
  readonly method: string;
  /** As received, percent-encoded: what grants are matched against and what an origin gets. */
  readonly path: string;
  readonly query: readonly Parameter[];
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly Parameter[];
  /** The `Host` header, in lower case. */
  readonly host: string;
  readonly sourceIp: string;
}

/** CloudFront's limits on a URL and on a whole request without its body, in bytes. */
const URL_LIMIT = 8192;
export const REQUEST_LIMIT = 20_480;

export function readViewerRequest(message: IncomingMessage): ViewerRequest {
  const url = message.url ?? '/';
  // Node has read both as Latin-1: a character is a byte.
  const length = message.rawHeaders.reduce((sum, text) => sum + text.length + 2, url.length);
  if (url.length > URL_LIMIT || length > REQUEST_LIMIT) throw requestTooLarge();
  const hasBody =
    Number(message.headers['content-length'] ?? 0) > 0 || 'transfer-encoding' in message.headers;
  if (hasBody && (message.method === 'GET' || message.method === 'HEAD')) throw bodyNotAllowed();
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  if (isHazardous(path)) throw badRequest();
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers))
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  return {
    method: message.method ?? 'GET',
    path,
    query:
      mark < 0
        ? []
        : url
            .slice(mark + 1)
            .split('&')
            .filter(Boolean)
            .map(queryParameter),
    headers,
    cookies: (headers['cookie'] ?? '')
      .split(';')
      .map((part) => part.trim())
      .filter(Boolean)
      .map(cookie),
    host: (headers['host'] ?? '').toLowerCase(),
    sourceIp: message.socket.remoteAddress ?? '',
  };
}

/** The name in a Host header, without its port. */
export const hostName = (host: string) => host.replace(/:\d+$/, '');

/** Names that lead to this machine wherever they are resolved. */
export const isLoopback = (host: string) => /^(127\.0\.0\.1|(.+\.)?localhost)$/.test(hostName(host));

/** The query without its leading `?`, as it was received. */
export const queryText = (parameters: readonly Parameter[]) => parameters.map(({ raw }) => raw).join('&');

/**
 * A path that an origin could read as another one than the grant was matched against: dot segments and
 * separators, plain or encoded, empty segments, control characters, and escapes that decode to nothing.
 */
export function isHazardous(path: string): boolean {
  if (!path.startsWith('/') || /\/\/|\\|%2f|%5c|%25(2e|2f|5c)/i.test(path)) return true;
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return true;
  }
  return /\p{Cc}/u.test(decoded) || decoded.split('/').some((segment) => segment === '.' || segment === '..');
}

function queryParameter(raw: string): Parameter {
  const equals = raw.indexOf('=');
  const name = equals < 0 ? raw : raw.slice(0, equals);
  return { name: decoded(name), value: equals < 0 ? '' : decoded(raw.slice(equals + 1)), raw };
}

function cookie(raw: string): Parameter {
  const equals = raw.indexOf('=');
  return {
    name: equals < 0 ? raw : raw.slice(0, equals),
    value: equals < 0 ? '' : raw.slice(equals + 1),
    raw,
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
