import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { AwsError } from '../../../runtime/errors.ts';
import type { AccessRequest } from '../../../runtime/principal.ts';
import { allowAll } from '../../../runtime/testing.ts';
import { lambdaForTests, type LambdaForTests } from '../testing.ts';

let test: LambdaForTests;
let host: string;
let asked: AccessRequest[] = [];
let allowed = true;

beforeAll(async () => {
  const authorize = (request: AccessRequest) => {
    asked.push(request);
    if (!allowed) throw new AwsError('AccessDenied', 'no', 403);
  };
  test = await lambdaForTests({ iam: { ...allowAll, authorize } });
  const arn = test.create('url');
  const { attributes } = test.lambda.create({
    logicalId: 'Url',
    type: 'AWS::Lambda::Url',
    properties: {
      TargetFunctionArn: arn,
      AuthType: 'NONE',
      Cors: { AllowOrigins: ['https://*.example.com'], AllowMethods: ['GET'], MaxAge: 5 },
    },
  }) as { attributes: Record<string, string> };
  host = new URL(attributes['FunctionUrl']!).host;
});
beforeEach(() => {
  asked = [];
  allowed = true;
});
afterAll(() => test.stop());

/** `fetch` does not let a caller set the host. */
async function send(
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
) {
  const request = httpRequest({
    port: test.port,
    host: '127.0.0.1',
    path,
    method: options.method ?? 'GET',
    headers: { ...options.headers, host },
  });
  request.end(options.body);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request.on('response', resolve).on('error', reject);
  });
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}

const answering = (answer: unknown) => send(`/?answer=${encodeURIComponent(JSON.stringify(answer))}`);

describe('a request to a function URL', () => {
  it('reaches the function in payload format 2.0', async () => {
    const { body } = await send('/a%20b/c.m3u8?x=1&x=2&y=%C3%BC', {
      headers: { cookie: 'a=1; b=2', 'user-agent': 'me' },
    });
    expect(JSON.parse(body)).toMatchObject({
      version: '2.0',
      routeKey: '$default',
      rawPath: '/a%20b/c.m3u8',
      rawQueryString: 'x=1&x=2&y=%C3%BC',
      cookies: ['a=1', 'b=2'],
      queryStringParameters: { x: '1,2', y: 'ü' },
      requestContext: {
        domainPrefix: host.split('.')[0],
        http: { method: 'GET', path: '/a%20b/c.m3u8', userAgent: 'me' },
        stage: '$default',
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
      },
      isBase64Encoded: false,
    });
  });

  it('brings its body as text or in base64, by its content type', async () => {
    const post = (type: string) =>
      send('/', { method: 'POST', headers: { 'content-type': type }, body: 'grüße' });
    expect(JSON.parse((await post('application/json')).body)).toMatchObject({
      body: 'grüße',
      isBase64Encoded: false,
    });
    expect(JSON.parse((await post('image/png')).body)).toMatchObject({
      body: Buffer.from('grüße').toString('base64'),
      isBase64Encoded: true,
    });
  });

  it('needs the right to the URL and the right to the function by way of it', async () => {
    await send('/');
    expect(asked.map(({ action, caller, context }) => ({ action, kind: caller.kind, context }))).toEqual([
      {
        action: 'lambda:InvokeFunctionUrl',
        kind: 'anonymous',
        context: { 'lambda:FunctionUrlAuthType': 'NONE' },
      },
      {
        action: 'lambda:InvokeFunction',
        kind: 'anonymous',
        context: { 'lambda:FunctionUrlAuthType': 'NONE', 'lambda:InvokedViaFunctionUrl': 'true' },
      },
    ]);
    allowed = false;
    const refused = await send('/');
    expect(refused).toMatchObject({ status: 403, body: '{"Message":"Forbidden"}' });
  });

  it('is answered as an origin of the CDN too', async () => {
    const origin = test.runtime.origins.find(host)!;
    const { status, body } = await origin({
      method: 'GET',
      path: '/p',
      query: 'q=1',
      headers: {},
      caller: { kind: 'anonymous' },
    });
    expect(status).toBe(200);
    expect(JSON.parse(await text(body))).toMatchObject({ rawPath: '/p', rawQueryString: 'q=1' });
  });

  it('of another origin gets the CORS headers only when that is allowed', async () => {
    const headers = { origin: 'https://app.example.com', 'access-control-request-method': 'GET' };
    const preflight = await send('/', { method: 'OPTIONS', headers });
    expect(preflight).toMatchObject({
      status: 200,
      headers: {
        'access-control-allow-origin': 'https://app.example.com',
        'access-control-allow-methods': 'GET',
      },
    });
    const evil = await send('/', { headers: { origin: 'https://example.com.evil.org' } });
    expect(evil.headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('what the function answers', () => {
  it('becomes status, headers, cookies and body', async () => {
    const answer = await answering({
      statusCode: 201,
      headers: { 'X-A': 'b' },
      cookies: ['a=1', 'b=2'],
      body: 'made',
    });
    expect(answer).toMatchObject({
      status: 201,
      headers: { 'x-a': 'b', 'set-cookie': ['a=1', 'b=2'], 'content-type': 'application/json' },
      body: 'made',
    });
  });

  it('is decoded from base64', async () => {
    expect((await answering({ statusCode: 200, body: 'aGk=', isBase64Encoded: true })).body).toBe('hi');
  });

  it.each([
    ['text', 'text'],
    [{ a: 1 }, '{"a":1}'],
    [5, '5'],
  ])('without a status is the body of a 200: %j', async (answer, body) => {
    expect(await answering(answer)).toMatchObject({
      status: 200,
      body,
      headers: { 'content-type': 'application/json' },
    });
  });

  it('is a 502 when it cannot be a response', async () => {
    expect((await answering({ statusCode: 'many' })).status).toBe(502);
    expect((await answering({ statusCode: 200, headers: 'x' })).status).toBe(502);
  });

  it('cannot break the headers', async () => {
    const { status, headers } = await answering({ statusCode: 200, headers: { a: 'x\r\nb: y', 'c d': 'z' } });
    expect([status, headers['a'], headers['b']]).toEqual([200, undefined, undefined]);
  });
});
