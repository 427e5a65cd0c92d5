import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { flatHeaders } from '../../../runtime/headers.ts';
import type { Log } from '../../../runtime/log.ts';
import { readBody } from '../../../runtime/read-body.ts';
import { malformedRequest, RequestRefusal } from '../errors.ts';
import { refusalOf } from '../graphql/pipeline.ts';
import { readCall } from '../graphql/read-call.ts';
import type { Live } from '../serve.ts';
import { forwardedHeaders, sourceIps } from './headers.ts';

const LARGEST_BODY = 5 * 1024 * 1024;

/** Headers that the browser clients of AppSync send. */
const ALLOWED_HEADERS =
  'authorization, content-type, x-api-key, x-amz-date, x-amz-security-token, x-amz-user-agent, ' +
  'x-amz-content-sha256, amz-sdk-invocation-id, amz-sdk-request, x-amzn-requestid, x-amzn-trace-id, accept';
const CORS = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'x-amzn-requestid,x-amzn-errortype',
};

/** `POST` to the path of an API, and the browser's question before it. */
export function createEndpoint(apiPath: string, current: () => Live, log: Log) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const requestId = randomUUID();
    const send = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) => {
      if (response.destroyed || response.headersSent) return;
      const text = JSON.stringify(body);
      response.writeHead(status, {
        ...headers,
        ...CORS,
        'content-type': 'application/json;charset=UTF-8',
        'content-length': Buffer.byteLength(text),
        'x-amzn-requestid': requestId,
      });
      response.end(text);
    };
    if (request.method === 'OPTIONS') return preflight(request, response, requestId);
    answer(request, apiPath, current).then(
      ({ body, headers }) => send(200, body, Object.fromEntries(headers)),
      (error: unknown) => {
        const { status, errorType, message } = refusalOf(error, log);
        send(status, { errors: [{ errorType, message }] }, { 'x-amzn-errortype': errorType });
        // What the client still sends is of no use; reading it lets the refusal arrive.
        request.resume();
      },
    );
  };
}

async function answer(request: IncomingMessage, apiPath: string, current: () => Live) {
  const [path = '', query = ''] = (request.url ?? '').split('?', 2);
  if (path !== apiPath) throw new RequestRefusal(404, 'NotFoundException', 'Not Found');
  if (request.method !== 'POST') throw new RequestRefusal(405, 'MethodNotAllowedException', 'Use POST.');
  const headers = flatHeaders(request.headers);
  const body = await readBody(request, LARGEST_BODY, () =>
    malformedRequest(`The request body is larger than ${LARGEST_BODY} bytes.`),
  );
  const credentials = { method: 'POST', path, query, headers, body, sourceIp: sourceIps(request) };
  const info = { headers: forwardedHeaders(headers), domainName: null };
  return current().pipeline.answer({ credentials, info, readCall: () => readCall(body.toString('utf8')) });
}

function preflight(request: IncomingMessage, response: ServerResponse, requestId: string): void {
  const asked = request.headers['access-control-request-headers'];
  response.writeHead(200, {
    ...CORS,
    'access-control-allow-methods': 'POST, OPTIONS',
    'access-control-allow-headers': asked && /^[\w\-, ]{1,2000}$/.test(asked) ? asked : ALLOWED_HEADERS,
    'access-control-max-age': '172800',
    'content-length': '0',
    'x-amzn-requestid': requestId,
  });
  response.end();
}
