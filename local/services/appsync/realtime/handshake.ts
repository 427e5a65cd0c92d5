import type { IncomingMessage } from 'node:http';
import type { Credentials } from '../auth/authenticate.ts';
import { flatHeaders } from '../../../runtime/headers.ts';
import { sourceIps } from '../http/headers.ts';
import { isObject, parseJson } from '../json.ts';

export const SUBPROTOCOL = 'graphql-ws';
const HEADER_SUBPROTOCOL = 'header-';

/**
 * The credentials of a connection, in the three ways that clients send them: a subprotocol
 * `header-<base64url>`, the query's `header=<base64>`, or plain HTTP headers. A signed one is signed as
 * `POST <endpoint>/connect` with the body `{}`.
 */
export function connectCredentials(request: IncomingMessage, apiPath: string): Credentials {
  const http = flatHeaders(request.headers);
  const offered = (http['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
  const subprotocol = offered.find((name) => name.startsWith(HEADER_SUBPROTOCOL));
  const query = new URL(request.url ?? '/', 'http://localhost').searchParams.get('header');
  const encoded = subprotocol?.slice(HEADER_SUBPROTOCOL.length) ?? query;
  const parsed = encoded === null ? undefined : parseJson(Buffer.from(encoded, 'base64').toString('utf8'));
  const headers = isObject(parsed) ? authorizationHeaders(parsed) : encoded === null ? http : {};
  return {
    method: 'POST',
    path: `${apiPath}/connect`,
    query: '',
    headers,
    body: '{}',
    sourceIp: sourceIps(request),
  };
}

/** The credentials of one `start`: a signed one is signed as `POST <endpoint>` with the message's data as body. */
export function startCredentials(
  authorization: unknown,
  data: string,
  request: IncomingMessage,
  apiPath: string,
): Credentials {
  const headers = isObject(authorization) ? authorizationHeaders(authorization) : {};
  return { method: 'POST', path: apiPath, query: '', headers, body: data, sourceIp: sourceIps(request) };
}

/** What a client is. Amplify adds it to a start after signing it; it changes nothing, so it need not be signed. */
const USER_AGENT = 'x-amz-user-agent';

function authorizationHeaders(given: Readonly<Record<string, unknown>>): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(given))
    if (typeof value === 'string') headers[name.toLowerCase()] = value;
  if (!headers['authorization']?.includes(USER_AGENT)) delete headers[USER_AGENT];
  return headers;
}
