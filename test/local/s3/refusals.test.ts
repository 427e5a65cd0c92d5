import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { request, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { Sha256 } from '@aws-crypto/sha256-js';
import {
  GetObjectCommand,
  HeadObjectCommand,
  PutBucketCorsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { SignatureV4 } from '@smithy/signature-v4';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Bucket, refusal, startS3, template, type RunningS3 } from './boot.ts';

let running: RunningS3;
beforeAll(async () => {
  const cors = {
    CorsConfiguration: {
      CorsRules: [
        {
          AllowedOrigins: ['http://localhost:3000'],
          AllowedMethods: ['GET', 'PUT', 'POST'],
          AllowedHeaders: ['*'],
          ExposedHeaders: ['ETag'],
          MaxAge: 600,
        },
      ],
    },
  };
  running = await startS3({ template: template(cors) });
  await running.s3.send(new PutObjectCommand({ Bucket, Key: 'kept', Body: 'as it was' }));
});
afterAll(() => running.stop());

const code = async (response: Response) => /<Code>(\w+)<\/Code>/.exec(await response.text())?.[1];
const url = (path: string) => `${running.aws.urls.aws}/${Bucket}/${path}`;

describe('a presigned PUT', () => {
  const sign = (Key: string, options: object = {}) =>
    getSignedUrl(running.s3, new PutObjectCommand({ Bucket, Key }), options);
  const send = (target: string, init: RequestInit = {}) =>
    fetch(target, { method: 'PUT', body: 'changed', ...init });

  test('is good for its key and method alone', async () => {
    const signed = await sign('mine');
    expect((await send(signed)).status).toBe(200);
    const other = await send(signed.replace('/mine', '/kept'));
    expect([other.status, await code(other)]).toEqual([403, 'SignatureDoesNotMatch']);
    const read = await send(signed, { method: 'GET', body: undefined });
    expect([read.status, await code(read)]).toEqual([403, 'SignatureDoesNotMatch']);
    const forged = await send(signed.replace(/Signature=\w{8}/, 'Signature=00000000'));
    expect([forged.status, await code(forged)]).toEqual([403, 'SignatureDoesNotMatch']);
  });

  test('ends, and is nobody’s with another secret', async () => {
    const past = new Date(Date.now() - 3600_000);
    const late = await send(await sign('late', { signingDate: past, expiresIn: 60 }));
    expect([late.status, await code(late)]).toEqual([403, 'AccessDenied']);
    const stranger = new S3Client({
      ...running.aws.client,
      credentials: { ...running.aws.credentials, secretAccessKey: 'a guess' },
    });
    const guessed = await send(await getSignedUrl(stranger, new PutObjectCommand({ Bucket, Key: 'kept' })));
    expect([guessed.status, await code(guessed)]).toEqual([403, 'SignatureDoesNotMatch']);
  });

  test.each([
    ['a lifetime of more than a week', /X-Amz-Expires=\d+/, 'X-Amz-Expires=604801'],
    ['no lifetime', /&X-Amz-Expires=\d+/, ''],
    ['another algorithm', /AWS4-HMAC-SHA256/, 'AWS4-HMAC-MD5'],
    ['a date that is none', /X-Amz-Date=\w+/, 'X-Amz-Date=today'],
    ['another region', /us-east-1/, 'eu-west-1'],
    ['no signature', /&X-Amz-Signature=\w+/, ''],
  ])('with %s is AuthorizationQueryParametersError', async (_name, pattern, replacement) => {
    const answer = await send((await sign('mine')).replace(pattern, replacement));
    expect([answer.status, await code(answer)]).toEqual([400, 'AuthorizationQueryParametersError']);
  });

  test('takes no header that was not signed', async () => {
    const copy = await send(await sign('stolen'), {
      headers: { 'x-amz-copy-source': `/${Bucket}/kept` },
      body: undefined,
    });
    expect([copy.status, await code(copy)]).toEqual([403, 'AccessDenied']);
  });
});

describe('the signature in headers', () => {
  const as = (credentials: object, config: object = {}) =>
    new S3Client({
      ...running.aws.client,
      maxAttempts: 1,
      ...config,
      credentials: { ...running.aws.credentials, ...credentials },
    });
  const head = (client: S3Client) => client.send(new GetObjectCommand({ Bucket, Key: 'kept' }));

  test('of a wrong secret, an unknown key, another region', async () => {
    await expect(head(as({ secretAccessKey: 'no' }))).rejects.toMatchObject(
      refusal('SignatureDoesNotMatch', 403),
    );
    await expect(head(as({ accessKeyId: 'AKIANOBODY' }))).rejects.toMatchObject(
      refusal('InvalidAccessKeyId', 403),
    );
    await expect(head(as({}, { region: 'eu-west-1' }))).rejects.toMatchObject(
      refusal('AuthorizationHeaderMalformed', 400),
    );
  });

  test('of another time', async () => {
    const client = as({}, { systemClockOffset: -3600_000 });
    await expect(head(client)).rejects.toMatchObject(refusal('RequestTimeTooSkewed', 403));
  });

  test('without one, a private object is AccessDenied', async () => {
    const response = await fetch(url('kept'));
    // The account's own policies say nothing of strangers.
    expect([response.status, await code(response)]).toEqual([403, 'AccessDenied']);
  });
});

describe('a form', () => {
  const Fields = { 'x-amz-meta-owner': 'me' };
  async function post(options: {
    change?: (fields: Record<string, string>) => void;
    body?: string;
    Expires?: number;
  }) {
    const { url: target, fields } = await createPresignedPost(running.s3, {
      Bucket,
      Key: 'forms/${filename}',
      Fields,
      Conditions: [
        ['content-length-range', 3, 10],
        ['starts-with', '$Content-Type', 'video/'],
      ],
      Expires: options.Expires ?? 60,
    });
    const sent: Record<string, string> = { ...fields, 'Content-Type': 'video/mp4' };
    options.change?.(sent);
    const form = new FormData();
    for (const [name, value] of Object.entries(sent)) form.append(name, value);
    form.append('file', new Blob([options.body ?? '12345']), 'film.mp4');
    return fetch(target, { method: 'POST', body: form });
  }

  test('that keeps every condition is stored', async () => {
    expect((await post({})).status).toBe(204);
    const head = await running.s3.send(new HeadObjectCommand({ Bucket, Key: 'forms/film.mp4' }));
    expect(head).toMatchObject({ ContentType: 'video/mp4', Metadata: { owner: 'me' }, ContentLength: 5 });
  });

  test.each<[string, Parameters<typeof post>[0], number, string]>([
    ['too large', { body: '12345678901' }, 400, 'EntityTooLarge'],
    ['too small', { body: '12' }, 400, 'EntityTooSmall'],
    ['with other metadata', { change: (f) => (f['x-amz-meta-owner'] = 'you') }, 403, 'AccessDenied'],
    ['of another type', { change: (f) => (f['Content-Type'] = 'text/html') }, 403, 'AccessDenied'],
    ['with a field too many', { change: (f) => (f['x-amz-meta-more'] = '1') }, 403, 'AccessDenied'],
    ['without a field', { change: (f) => delete f['Content-Type'] }, 403, 'AccessDenied'],
    ['for another key', { change: (f) => (f['key'] = 'kept') }, 403, 'AccessDenied'],
    [
      'badly signed',
      { change: (f) => (f['X-Amz-Signature'] = '0'.repeat(64)) },
      403,
      'SignatureDoesNotMatch',
    ],
    ['that has expired', { Expires: -10 }, 403, 'AccessDenied'],
  ])('%s is refused', async (_name, options, status, expected) => {
    const response = await post(options);
    expect([response.status, await code(response)]).toEqual([status, expected]);
  });

  test('goes to the bucket’s own host as well, with a preflight before it', async () => {
    const { fields } = await createPresignedPost(running.s3, { Bucket, Key: 'hosted' });
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append('file', 'a text is as good as a file');
    const origin = 'http://localhost:3000';
    const preflight = await hosted('OPTIONS', { origin, 'access-control-request-method': 'POST' });
    expect(preflight.headers['access-control-allow-origin']).toBe(origin);
    const encoded = new Response(form);
    const body = Buffer.from(await encoded.arrayBuffer());
    const type = encoded.headers.get('content-type')!;
    const sent = await hosted('POST', { origin, 'content-type': type, 'content-length': body.length }, body);
    expect(sent.statusCode).toBe(204);
  });

  /** A request at `/` of the bucket's own host, which `fetch` cannot be told. */
  async function hosted(
    method: string,
    headers: OutgoingHttpHeaders,
    body?: Buffer,
  ): Promise<IncomingMessage> {
    const host = `${Bucket}.s3.us-east-1.amazonaws.com`;
    const sent = request(running.aws.urls.aws, { method, headers: { ...headers, host } });
    sent.end(body);
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    response.resume();
    return response;
  }
});

describe('a preflight', () => {
  const ask = (origin: string, method: string) =>
    fetch(url('kept'), {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': method, 'access-control-request-headers': 'x-a' },
    });

  test('is allowed to the page and method of the rule, and to no other', async () => {
    const allowed = await ask('http://localhost:3000', 'PUT');
    expect(allowed.status).toBe(200);
    expect(allowed.headers.get('access-control-max-age')).toBe('600');
    const refused = [await ask('http://evil.example', 'PUT'), await ask('http://localhost:3000', 'DELETE')];
    for (const response of refused)
      expect([response.status, await code(response)]).toEqual([403, 'AccessForbidden']);
  });
});

describe('malformed requests', () => {
  /** `DeleteObjects` with a body of the test's own, well signed. */
  async function raw(body: string) {
    const { client, urls } = running.aws;
    const signer = new SignatureV4({ ...client, service: 's3', sha256: Sha256, uriEscapePath: false });
    const signed = await signer.sign({
      ...{
        method: 'POST',
        protocol: 'http:',
        hostname: '127.0.0.1',
        path: `/${Bucket}`,
        query: { delete: '' },
      },
      headers: {
        host: new URL(urls.aws).host,
        'content-md5': createHash('md5').update(body).digest('base64'),
        'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
      },
      body,
    });
    return fetch(`${urls.aws}/${Bucket}?delete=`, { method: 'POST', headers: signed.headers, body });
  }

  test.each([
    ['no XML', 'hello'],
    ['another document', '<Other/>'],
    ['a document type', '<!DOCTYPE x [<!ENTITY e "x">]><Delete><Object><Key>&e;</Key></Object></Delete>'],
    ['no keys', '<Delete></Delete>'],
  ])('%s is MalformedXML', async (_name, body) => {
    const response = await raw(body);
    expect([response.status, await code(response)]).toEqual([400, 'MalformedXML']);
  });

  test('a path that cannot be decoded is InvalidURI, an unknown action NotImplemented', async () => {
    const undecodable = await fetch(url('%E0%A4%A'));
    expect([undecodable.status, await code(undecodable)]).toEqual([400, 'InvalidURI']);
    const cors = running.s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules: [] } }));
    await expect(cors).rejects.toMatchObject(refusal('NotImplemented', 501));
  });

  test('more metadata than 2 KB is MetadataTooLarge', async () => {
    const put = running.s3.send(
      new PutObjectCommand({ Bucket, Key: 'm', Body: 'x', Metadata: { a: 'x'.repeat(2048) } }),
    );
    await expect(put).rejects.toMatchObject(refusal('MetadataTooLarge', 400));
  });

  test('nothing of all this changed what was there', async () => {
    const { Body } = await running.s3.send(new GetObjectCommand({ Bucket, Key: 'kept' }));
    expect(await Body!.transformToString()).toBe('as it was');
  });
});
