import { Agent } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { Sha256 } from '@aws-crypto/sha256-js';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { SignatureV4 } from '@smithy/signature-v4';
import type { HttpRequest } from '@smithy/types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLocal, type LocalAws } from '../../support/local.ts';
import { arn, fn, role } from './template.ts';

const url = (functionId: string, properties: object) => ({
  Type: 'AWS::Lambda::Url',
  Properties: { TargetFunctionArn: arn(functionId), ...properties },
});
const allowUrl = (functionId: string, AuthType: string, Principal: unknown) => ({
  [`${functionId}Url1`]: {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      ...{ Action: 'lambda:InvokeFunctionUrl', FunctionName: { Ref: functionId }, Principal },
      FunctionUrlAuthType: AuthType,
    },
  },
  [`${functionId}Url2`]: {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      ...{ Action: 'lambda:InvokeFunction', FunctionName: { Ref: functionId }, Principal },
      InvokedViaFunctionUrl: true,
    },
  },
});

/** Answers with the event, with its body turned around, or not at all. */
const CODE = `exports.handler = async (event) => {
  if (event.rawPath === '/throws') throw new TypeError('secret detail');
  if (event.rawPath === '/reversed') {
    const body = Buffer.from(event.body, event.isBase64Encoded ? 'base64' : 'utf8').reverse();
    return { statusCode: 201, headers: { 'Content-Type': 'image/png' }, body: body.toString('base64'), isBase64Encoded: true };
  }
  return event;
};`;

const TEMPLATE = {
  Resources: {
    Role: role(),
    Public: fn(CODE),
    PublicUrl: url('Public', {
      AuthType: 'NONE',
      Cors: {
        ...{ AllowOrigins: ['https://app.example.com'], AllowMethods: ['GET', 'POST'], MaxAge: 60 },
        ...{ AllowHeaders: ['x-mine'], ExposeHeaders: ['x-theirs'], AllowCredentials: true },
      },
    }),
    ...allowUrl('Public', 'NONE', '*'),
    Closed: fn(CODE),
    ClosedUrl: url('Closed', { AuthType: 'NONE' }),
    Signed: fn(CODE),
    SignedUrl: url('Signed', { AuthType: 'AWS_IAM' }),
    ...allowUrl('Signed', 'AWS_IAM', { Ref: 'AWS::AccountId' }),
  },
  Outputs: Object.fromEntries(
    ['Public', 'Closed', 'Signed'].map((name) => [
      name,
      { Value: { 'Fn::GetAtt': [`${name}Url`, 'FunctionUrl'] } },
    ]),
  ),
};

/** Not every system knows that `localhost` has subdomains, as browsers do. */
const handler = new NodeHttpHandler({
  httpAgent: new Agent({
    lookup: (_name, _options, found) => found(null, [{ address: '127.0.0.1', family: 4 }]),
  }),
});
let aws: LocalAws;
beforeAll(async () => {
  aws = await startLocal({ template: TEMPLATE });
});
afterAll(async () => {
  handler.destroy();
  await aws.stop();
});

function requestOf(output: string, path: string, options: Partial<HttpRequest> = {}): HttpRequest {
  const { hostname, port, host, protocol } = new URL(aws.outputs[output]!);
  const { headers, ...rest } = options;
  return {
    method: 'GET',
    protocol,
    hostname,
    port: Number(port),
    path,
    query: {},
    headers: { host, ...headers },
    ...rest,
  };
}

async function send(request: HttpRequest) {
  const { response } = await handler.handle(request as Parameters<typeof handler.handle>[0]);
  const body = await buffer(response.body as Readable);
  const { statusCode: status, headers } = response;
  return { status, headers, body, json: () => JSON.parse(body.toString()) as Record<string, unknown> };
}

const sign = (request: HttpRequest, options: { date?: Date; service?: string; secret?: string } = {}) => {
  const { accessKeyId, secretAccessKey } = aws.credentials;
  const { date = new Date(), service = 'lambda', secret = secretAccessKey } = options;
  const credentials = { accessKeyId, secretAccessKey: secret };
  const signer = new SignatureV4({ credentials, region: aws.region, service, sha256: Sha256 });
  return signer.sign(request, { signingDate: date });
};

describe('a function URL for everyone', () => {
  it('hands over the request, bytes as bytes, and answers with bytes', async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    const headers = { 'content-type': 'application/octet-stream' };
    const answer = await send(requestOf('Public', '/reversed', { method: 'POST', headers, body: bytes }));
    expect(answer).toMatchObject({ status: 201, headers: { 'content-type': 'image/png' } });
    expect([...answer.body]).toEqual([...bytes].reverse());
  });

  it('says nothing of an error in the function but that there was one', async () => {
    const answer = await send(requestOf('Public', '/throws'));
    expect(answer.status).toBe(502);
    expect(answer.headers).toMatchObject({ 'x-amzn-errortype': 'InternalServerErrorException' });
    expect(answer.json()).toEqual({ Message: 'Internal Server Error' });
  });

  it('answers the preflight of an allowed origin itself', async () => {
    const headers = { origin: 'https://app.example.com', 'access-control-request-method': 'POST' };
    const answer = await send(requestOf('Public', '/throws', { method: 'OPTIONS', headers }));
    expect(answer).toMatchObject({
      status: 200,
      headers: {
        'access-control-allow-origin': 'https://app.example.com',
        'access-control-allow-methods': 'GET,POST',
        'access-control-allow-headers': 'x-mine',
        'access-control-allow-credentials': 'true',
        'access-control-max-age': '60',
      },
    });
  });

  it('lets pages of an allowed origin read the answer, and no others', async () => {
    const from = async (origin: string) =>
      (await send(requestOf('Public', '/', { headers: { origin } }))).headers;
    expect(await from('https://app.example.com')).toMatchObject({
      'access-control-allow-origin': 'https://app.example.com',
      'access-control-expose-headers': 'x-theirs',
    });
    expect(await from('https://evil.example')).not.toHaveProperty('access-control-allow-origin');
  });

  it('is refused without a permission', async () => {
    const answer = await send(requestOf('Closed', '/'));
    expect([answer.status, answer.json()]).toEqual([403, { Message: 'Forbidden' }]);
  });

  it('is refused for more than 6 MB', async () => {
    const body = new Uint8Array(6_291_457);
    expect((await send(requestOf('Public', '/', { method: 'POST', body }))).status).toBe(413);
  });
});

describe('a function URL for signed requests', () => {
  it('is open to who signs, and the function is told who that is', async () => {
    const request = requestOf('Signed', '/a', { method: 'POST', query: { q: 'ü' }, body: 'text' });
    const answer = await send((await sign(request)) as HttpRequest);
    expect(answer.status).toBe(200);
    expect(answer.json()).toMatchObject({
      rawPath: '/a',
      queryStringParameters: { q: 'ü' },
      requestContext: { authorizer: { iam: { userArn: 'arn:aws:iam::000000000000:root' } } },
    });
  });

  const cases: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['not signed', async () => requestOf('Signed', '/')],
    ['signed with another secret', () => sign(requestOf('Signed', '/'), { secret: 'x' })],
    ['signed for another service', () => sign(requestOf('Signed', '/'), { service: 's3' })],
    ['signed an hour ago', () => sign(requestOf('Signed', '/'), { date: new Date(Date.now() - 3_600_000) })],
    ['changed after it was signed', async () => ({ ...(await sign(requestOf('Signed', '/a'))), path: '/b' })],
  ];
  it.each(cases)('is closed to a request that was %s', async (_name, request) => {
    const answer = await send((await request()) as HttpRequest);
    expect(answer.status).toBe(403);
    expect(answer.json()).toHaveProperty('Message');
  });
});
