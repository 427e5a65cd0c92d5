import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRuntimeApi, type RuntimeApi, type Seen } from './api.ts';

/** Answers with what it was asked; a few paths misbehave. */
function echo(request: IncomingMessage, body: string): { status?: number; headers?: object; body: string } {
  const { pathname } = new URL(request.url!, 'http://localhost');
  if (pathname === '/teapot') return { status: 418, body: 'short and stout' };
  if (pathname === '/moved') return { status: 302, headers: { location: '/elsewhere' }, body: '' };
  if (pathname === '/large') return { body: 'x'.repeat(5 * 1024 * 1024 + 1) };
  const { method, url, headers } = request;
  return { headers: { 'X-Own': ['a', 'b'] }, body: JSON.stringify({ method, url, headers, body }) };
}

let endpoint: Server;
let api: RuntimeApi;
beforeAll(async () => {
  endpoint = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const answer = echo(request, Buffer.concat(chunks).toString());
      response.writeHead(answer.status ?? 200, { ...answer.headers });
      response.end(answer.body);
    });
    if (request.url === '/cut') response.socket!.destroy();
  });
  await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
  api = await startRuntimeApi(`http://echo.localhost:${(endpoint.address() as AddressInfo).port}`);
});
afterAll(async () => {
  await api.stop();
  await new Promise((resolve) => endpoint.close(resolve));
});

const http = (request: object) => api.pass('http', request);
const asked = ({ result }: Seen) =>
  JSON.parse(result.body as string) as {
    method: string;
    url: string;
    headers: Record<string, string>;
    body: string;
  };

describe('an HTTP data source', () => {
  it.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])(
    'sends %s, and answers status, headers and body',
    async (method) => {
      const body = method === 'GET' ? undefined : { a: 1 };
      const seen = await http({ method, resourcePath: '/things', params: { body } });
      expect(seen.result).toMatchObject({ statusCode: 200, headers: { 'X-Own': 'a, b' } });
      expect(asked(seen)).toMatchObject({ method, url: '/things', body: body ? '{"a":1}' : '' });
    },
  );

  it('sends headers and query as they were given', async () => {
    const params = {
      headers: {
        'X-Trace': 't',
        authorization: 'Bearer x',
        host: 'evil.example',
        'Content-Type': 'text/plain',
      },
      query: { a: '1 & 2', list: ['x', 'y'], n: 3 },
      body: 'plain text',
    };
    const seen = asked(await http({ method: 'POST', resourcePath: '/a b/é?first=0', params }));
    expect(seen.url).toBe('/a%20b/%C3%A9?first=0&a=1%20%26%202&list=x&list=y&n=3');
    expect(seen.headers).toMatchObject({
      'x-trace': 't',
      authorization: 'Bearer x',
      'content-type': 'text/plain',
    });
    expect(seen.headers['host']).toMatch(/^echo\.localhost:/);
    expect(seen.body).toBe('plain text');
  });

  it('has a result for every status, and follows no redirect', async () => {
    expect((await http({ method: 'GET', resourcePath: '/teapot' })).result).toMatchObject({
      statusCode: 418,
      body: 'short and stout',
    });
    expect((await http({ method: 'GET', resourcePath: '/moved' })).result).toMatchObject({
      statusCode: 302,
      headers: { location: '/elsewhere' },
    });
  });

  it.each([
    ['/large', 'Http:ResponseTooLarge'],
    ['/cut', 'Http:ConnectionFailed'],
  ])('%s is %s', async (resourcePath, type) => {
    expect((await http({ method: 'GET', resourcePath })).error).toMatchObject({ type });
  });

  it('that nobody answers is an error of its own', async () => {
    const { result, error } = await api.pass('unreachable', { method: 'GET', resourcePath: '/' });
    expect(result).toBeNull();
    expect(error).toEqual({
      type: 'Http:ConnectionFailed',
      message: 'http://127.0.0.1:9 could not be reached: ECONNREFUSED.',
    });
  });

  it('a header that none may be is the fault of who asked', async () => {
    const params = { headers: { 'x-bad': 'a\r\nx-more: b' } };
    expect((await http({ method: 'GET', resourcePath: '/', params })).error).toMatchObject({
      type: 'Http:BadRequest',
    });
  });

  it.each([
    [{ resourcePath: '/' }, "Value for field '$[method]' not found."],
    [{ method: 'HEAD', resourcePath: '/' }, "Unsupported method 'HEAD'."],
    [{ method: 'GET' }, "Value for field '$[resourcePath]' not found."],
    [{ method: 'GET', resourcePath: '@evil.example/' }, "The resourcePath must begin with '/'."],
    [{ method: 'GET', resourcePath: '/%' }, 'The resourcePath is not a path.'],
    [{ method: 'GET', resourcePath: '/', params: { json: {} } }, "Unsupported element '$[params][json]'."],
  ])('%j is refused', async (request, message) => {
    await expect(http(request)).rejects.toMatchObject({ errorType: 'MappingTemplate', message });
  });
});

describe("an endpoint of AWS's own", () => {
  const send = (MessageBody: string) => ({
    method: 'POST',
    resourcePath: '/',
    params: {
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.SendMessage' },
      body: { QueueUrl: api.outputs['Queue'], MessageBody },
    },
  });

  it('is this machine, and the request is signed by the role', async () => {
    const { result } = await api.pass('queue', send('from a resolver'));
    expect(result.statusCode).toBe(200);
    const queue = new SQSClient(api.client);
    const { Messages } = await queue.send(new ReceiveMessageCommand({ QueueUrl: api.outputs['Queue'] }));
    expect(Messages).toMatchObject([{ Body: 'from a resolver' }]);
  });

  it('answers what the role may not with its own refusal', async () => {
    const { result } = await api.pass('forbidden', send('never'));
    expect(result.statusCode).toBeGreaterThanOrEqual(400);
    expect(result.body).toContain('is not authorized to perform: sqs:SendMessage');
  });

  it('takes a query and a path into the signature', async () => {
    const params = { query: { Action: 'ListQueues', Version: '2012-11-05', QueueNamePrefix: "a b*'(é)" } };
    const { result } = await api.pass('queue', { method: 'GET', resourcePath: '/a b/', params });
    expect(result.body).not.toContain('SignatureDoesNotMatch');
  });
});
