import type { IncomingMessage } from 'node:http';
import { readBody } from '../../runtime/read-body.ts';
import { HttpError } from './http-error.ts';

/** Nothing that is sent here is larger. */
const BODY_LIMIT = 1024 * 1024;

/** One request, as the routes see it. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Lower-case names. */
  readonly headers: IncomingMessage['headers'];
  /** Where the caller finds this server. */
  readonly origin: string;
  body(): Promise<Buffer>;
}

/** What a route answers: JSON, or a page or a script as text. */
export type Answer = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
} & ({ readonly json: unknown } | { readonly text: string });

/** Sends a browser on by GET, after whatever it sent. */
export const seeOther = (location: string): Answer => ({ status: 303, text: '', headers: { location } });

export function createExchange(request: IncomingMessage): Exchange {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  return {
    method: request.method ?? 'GET',
    path: pathname,
    query: searchParams,
    headers: request.headers,
    origin: `http://${request.headers.host ?? ''}`,
    body: () =>
      readBody(request, BODY_LIMIT, () => new HttpError(413, `The body is larger than ${BODY_LIMIT} bytes.`)),
  };
}

/** The body as a JSON object; an empty body is an empty one. */
export async function readJson(exchange: Exchange): Promise<Readonly<Record<string, unknown>>> {
  const text = (await exchange.body()).toString('utf8');
  if (text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value)) return value;
  } catch (error) {
    throw new HttpError(400, 'The body is no JSON.', { cause: error });
  }
  throw new HttpError(400, 'The body is no JSON object.');
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
