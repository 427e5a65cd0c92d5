import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { Sha256 } from '@aws-crypto/sha256-js';
import { HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SignatureV4 } from '@smithy/signature-v4';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AwsError, TemplateError } from '../../runtime/errors.ts';
import type { AccessRequest, Principal } from '../../runtime/principal.ts';
import { startS3, type S3Fixture } from './testing.ts';

const Bucket = 'uploads';
const cdn: Principal = {
  kind: 'service',
  service: 'cloudfront.amazonaws.com',
  sourceArn: 'arn:aws:cloudfront::000000000000:distribution/E1',
  sourceAccount: '000000000000',
};

describe('who may do what', () => {
  let fixture: S3Fixture;
  let denied: (request: AccessRequest) => boolean;
  let asked: AccessRequest[];
  beforeEach(async () => {
    denied = () => false;
    asked = [];
    const authorize = (request: AccessRequest) => {
      asked.push(request);
      if (denied(request))
        throw new AwsError('AccessDeniedException', `not authorized to perform: ${request.action}`, 403);
    };
    fixture = await startS3({ peers: { iam: { authorize, assumeRole: () => cdn } } });
    await fixture.createBucket({
      CorsConfiguration: {
        CorsRules: [
          {
            AllowedOrigins: ['http://localhost:*'],
            AllowedMethods: ['POST', 'PUT', 'GET'],
            AllowedHeaders: ['x-amz-*'],
            ExposedHeaders: ['ETag'],
            MaxAge: 60,
          },
        ],
      },
    });
    await fixture.client.send(new PutObjectCommand({ Bucket, Key: 'a.m3u8', Body: '0123456789' }));
  });
  afterEach(() => fixture.stop());

  const origin = (
    path: string,
    headers: Record<string, string> = {},
    caller: Principal = cdn,
    method = 'GET',
  ) =>
    fixture.runtime.origins.find(`${Bucket}.s3.us-east-1.amazonaws.com`)!({
      method,
      path,
      query: '',
      headers,
      caller,
    });

  test('a key that is missing is a refusal to whoever may not list the bucket', async () => {
    const head = () => fixture.client.send(new HeadObjectCommand({ Bucket, Key: 'missing' }));
    await expect(head()).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } });
    denied = ({ action }) => action === 's3:ListBucket';
    await expect(head()).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
  });

  test('IAM is told the action, the object, the bucket’s policy, and that the call is as good as TLS', async () => {
    const PolicyDocument = {
      Statement: [
        {
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ],
    };
    await fixture.s3.create({
      logicalId: 'Policy',
      type: 'AWS::S3::BucketPolicy',
      properties: { Bucket, PolicyDocument },
    });
    asked = [];
    await fixture.client.send(new HeadObjectCommand({ Bucket, Key: 'a.m3u8' }));
    expect(asked).toMatchObject([
      {
        action: 's3:GetObject',
        resource: 'arn:aws:s3:::uploads/a.m3u8',
        resourcePolicy: PolicyDocument,
        context: { 'aws:SecureTransport': 'true' },
      },
    ]);
  });

  test('a refusal tells nothing but the refusal to a stranger, and stores nothing', async () => {
    denied = ({ caller }) => caller.kind === 'anonymous';
    const response = await fetch(`${fixture.url}/${Bucket}/stranger`, { method: 'PUT', body: 'x' });
    const body = await response.text();
    expect([response.status, body]).toEqual([
      403,
      expect.stringContaining('<Message>Access Denied</Message>'),
    ]);
    await expect(fixture.client.send(new HeadObjectCommand({ Bucket, Key: 'stranger' }))).rejects.toThrow();
  });

  test('a public policy is refused where the bucket blocks it', async () => {
    await fixture.createBucket({ PublicAccessBlockConfiguration: { BlockPublicPolicy: true } }, 'closed');
    const create = (Condition?: object) =>
      fixture.s3.create({
        logicalId: 'Policy',
        type: 'AWS::S3::BucketPolicy',
        properties: {
          Bucket: 'closed',
          PolicyDocument: {
            Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 's3:GetObject', Condition }],
          },
        },
      });
    expect(() => create()).toThrow(TemplateError);
    expect(create({ StringEquals: { 'aws:SourceAccount': '1' } })).toEqual({ ref: 'closed' });
  });

  test('as an origin it gives objects and ranges of them, and S3’s own refusals', async () => {
    const whole = await origin('/a.m3u8');
    expect([whole.status, await text(whole.body), whole.headers['content-length']]).toEqual([
      200,
      '0123456789',
      '10',
    ]);
    const range = await origin('/a.m3u8', { range: 'bytes=2-3' });
    expect([range.status, await text(range.body), range.headers['content-range']]).toEqual([
      206,
      '23',
      'bytes 2-3/10',
    ]);
    expect((await origin('/a.m3u8', { 'if-none-match': whole.headers['etag']! })).status).toBe(304);
    expect((await origin('/a.m3u8', {}, cdn, 'HEAD')).headers['content-length']).toBe('10');
    expect((await origin('/a.m3u8', {}, cdn, 'DELETE')).status).toBe(405);
    denied = ({ action }) => action === 's3:ListBucket';
    const missing = await origin('/not%20there');
    expect([missing.status, await text(missing.body)]).toEqual([
      403,
      expect.stringContaining('<Code>AccessDenied</Code>'),
    ]);
    expect((await origin('/%zz')).status).toBe(400);
    expect(asked.every(({ caller }) => caller.kind !== 'anonymous')).toBe(true);
  });

  test('a preflight is answered by the bucket’s rules', async () => {
    const preflight = (Origin: string, headers = 'x-amz-date') =>
      fetch(`${fixture.url}/${Bucket}/a`, {
        method: 'OPTIONS',
        headers: {
          Origin,
          'Access-Control-Request-Method': 'PUT',
          'Access-Control-Request-Headers': headers,
        },
      });
    const allowed = await preflight('http://localhost:4000');
    expect([
      allowed.status,
      allowed.headers.get('access-control-allow-origin'),
      allowed.headers.get('access-control-max-age'),
    ]).toEqual([200, 'http://localhost:4000', '60']);
    expect((await preflight('http://evil.example')).status).toBe(403);
    expect((await preflight('http://localhost:4000', 'authorization')).status).toBe(403);
  });

  test('a page may read an answer, refusals too, when its origin is allowed', async () => {
    const url = await getSignedUrl(fixture.client, new GetObjectCommand({ Bucket, Key: 'a.m3u8' }));
    const cors = async (address: string, Origin: string) => {
      const response = await fetch(address, { headers: { Origin } });
      return [
        response.status,
        response.headers.get('access-control-allow-origin'),
        response.headers.get('access-control-expose-headers'),
      ];
    };
    expect(await cors(url, 'http://localhost:1')).toEqual([200, 'http://localhost:1', 'ETag']);
    expect(await cors(url, 'http://evil.example')).toEqual([200, null, null]);
    denied = () => true;
    expect(await cors(url, 'http://localhost:1')).toEqual([403, 'http://localhost:1', 'ETag']);
  });

  test('a presigned upload stays an upload: a header that was not signed is refused', async () => {
    const url = await getSignedUrl(fixture.client, new PutObjectCommand({ Bucket, Key: 'b' }));
    const put = (headers: Record<string, string>) => fetch(url, { method: 'PUT', body: 'mine', headers });
    const copied = await put({ 'x-amz-copy-source': `/${Bucket}/a.m3u8` });
    expect([copied.status, await copied.text()]).toEqual([
      403,
      expect.stringContaining('<HeadersNotSigned>x-amz-copy-source<'),
    ]);
    expect((await put({ 'content-type': 'text/plain' })).status).toBe(200);
  });

  test('a signature that says nothing of the body is refused', async () => {
    const { credentials, region } = fixture.runtime;
    const { host, hostname, port } = new URL(fixture.url);
    const signer = new SignatureV4({
      ...{ credentials: credentials.root, region, service: 's3', sha256: Sha256 },
      ...{ uriEscapePath: false, applyChecksum: false },
    });
    const path = `/${Bucket}/b`;
    const { headers } = await signer.sign({
      ...{
        method: 'PUT',
        protocol: 'http:',
        hostname,
        port: Number(port),
        path,
        headers: { host },
        body: '',
      },
    });
    const answer = await fetch(`${fixture.url}${path}`, { method: 'PUT', headers, body: 'anything' });
    expect([answer.status, await answer.text()]).toEqual([
      400,
      expect.stringContaining('Missing required header for this request: x-amz-content-sha256'),
    ]);
  });

  test('a virtual-hosted address names the bucket by its host', async () => {
    const client = new S3Client({
      endpoint: fixture.url.replace('127.0.0.1', 'localhost'),
      region: 'us-east-1',
      credentials: fixture.runtime.credentials.root,
    });
    const url = await getSignedUrl(client, new GetObjectCommand({ Bucket, Key: 'a.m3u8' }));
    const { hostname, port, pathname, search } = new URL(url);
    expect(hostname).toBe(`${Bucket}.localhost`);
    // Not every resolver knows names below `localhost`: the connection goes by address, the name in its header.
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const headers = { host: `${hostname}:${port}` };
      get({ host: '127.0.0.1', port, path: pathname + search, headers }, resolve).on('error', reject);
    });
    expect(await text(response)).toBe('0123456789');
  });
});
