/** What a function URL answers, made of what its function returned. */
export interface UrlResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Each one becomes a `set-cookie` header. */
  readonly cookies: readonly string[];
  readonly body: Buffer;
}

/** The members of a response object in payload format 2.0. */
interface ResponseObject {
  readonly statusCode?: unknown;
  readonly headers?: unknown;
  readonly body?: unknown;
  readonly cookies?: unknown;
  readonly isBase64Encoded?: unknown;
}

/** Headers that speak of the connection or the length: set by the server, not by the function. */
const NOT_PASSED_ON = new Set(['connection', 'content-length', 'keep-alive', 'transfer-encoding']);

export function plainResponse(status: number, message: string, errorType?: string): UrlResponse {
  const headers = { 'content-type': 'application/json', ...(errorType && { 'x-amzn-errortype': errorType }) };
  return { status, headers, cookies: [], body: Buffer.from(JSON.stringify({ Message: message })) };
}

/**
 * Reads the function's JSON result. One without `statusCode` is itself the body of a 200 answer
 * (a string as it stands); one that cannot be a response is a 502.
 */
export function urlResponse(payload: string): UrlResponse {
  const result = JSON.parse(payload) as unknown;
  if (typeof result !== 'object' || result === null || !('statusCode' in result))
    return {
      status: 200,
      headers: { 'content-type': 'application/json' },
      cookies: [],
      body: Buffer.from(typeof result === 'string' ? result : payload),
    };
  const { statusCode, headers, body, cookies, isBase64Encoded } = result as ResponseObject;
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 200 || status > 599 || !isOpen(headers) || !isBody(body))
    return plainResponse(502, 'Internal Server Error');
  const text =
    body === undefined || body === null ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  return {
    status,
    headers: { 'content-type': 'application/json', ...passedOn(headers ?? {}) },
    cookies: Array.isArray(cookies) ? cookies.map(String) : [],
    body: Buffer.from(text, isBase64Encoded === true ? 'base64' : 'utf8'),
  };
}

const isOpen = (value: unknown): value is Readonly<Record<string, unknown>> | null | undefined =>
  value === undefined || value === null || (typeof value === 'object' && !Array.isArray(value));

const isBody = (value: unknown) => ['string', 'undefined', 'object'].includes(typeof value);

/** Names in lower case; a value that could break the header block is left out. */
function passedOn(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .map(([name, value]) => [name.toLowerCase(), String(value)] as const)
      .filter(
        ([name, value]) =>
          !NOT_PASSED_ON.has(name) &&
          /^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name) &&
          /^[\t\x20-\x7e\x80-\xff]*$/.test(value),
      ),
  );
}
