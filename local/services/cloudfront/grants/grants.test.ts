import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { getSignedCookies, getSignedUrl } from '@aws-sdk/cloudfront-signer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answer, CACHING_DISABLED, keyPair, manualClock, pem, startCdn } from '../testing.ts';

const ALL_VIEWER_EXCEPT_HOST = 'b689b0a8-53d0-40ab-baf2-68738e2966ac';
const HOUR = 3600;
const clock = manualClock();
const now = clock.now() / 1000;
const trusted = keyPair();
const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const stranger = keyPair();
const privateKey = pem(trusted.privateKey, 'pkcs8');

let cdn: Awaited<ReturnType<typeof startCdn>>;
let keyPairId: string;
let ellipticId: string;

beforeAll(async () => {
  cdn = await startCdn({
    clock,
    origin: ({ path, query, headers }) => answer(`${path}?${query} ${headers['cookie'] ?? ''}`),
    behavior: { CachePolicyId: CACHING_DISABLED, OriginRequestPolicyId: ALL_VIEWER_EXCEPT_HOST },
    before: async (make) => {
      const key = (id: string, EncodedKey: string) => make(id, 'PublicKey', { Name: id, EncodedKey });
      keyPairId = await key('Rsa', pem(trusted.publicKey, 'spki'));
      ellipticId = await key('Ec', pem(elliptic.publicKey, 'spki'));
      return {
        TrustedKeyGroups: [await make('Group', 'KeyGroup', { Name: 'g', Items: [keyPairId, ellipticId] })],
      };
    },
  });
});

afterAll(() => cdn.stop());

interface Conditions {
  readonly before?: number;
  readonly after?: number;
  readonly sourceIp?: string;
}

const policyFor = (resource: string, { before = now + HOUR, after, sourceIp }: Conditions = {}) =>
  JSON.stringify({
    Statement: [
      {
        Resource: resource,
        Condition: {
          DateLessThan: { 'AWS:EpochTime': before },
          ...(after !== undefined && { DateGreaterThan: { 'AWS:EpochTime': after } }),
          ...(sourceIp !== undefined && { IpAddress: { 'AWS:SourceIp': sourceIp } }),
        },
      },
    ],
  });

/** Path and query of a request that shows a custom policy, signed by AWS's own signer. */
function signedPath(path: string, policy: string, key = { keyPairId, privateKey }): string {
  return getSignedUrl({ url: `${cdn.origin}${path}`, policy, ...key }).slice(cdn.origin.length);
}

/** The same, with a signature over any text at all. */
function shownPolicy(path: string, policy: string): string {
  const encode = (bytes: Buffer) =>
    bytes.toString('base64').replaceAll('+', '-').replaceAll('=', '_').replaceAll('/', '~');
  const signature = sign('sha1', Buffer.from(policy), trusted.privateKey);
  return `${path}?Policy=${encode(Buffer.from(policy))}&Signature=${encode(signature)}&Key-Pair-Id=${keyPairId}`;
}

const wildcard = () => policyFor(`${cdn.origin}/videos/abc/*`);

const refusal = (code: string, message: string) => ({
  status: 403,
  body: `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`,
});
const DENIED = refusal('AccessDenied', 'Access denied');
const MALFORMED_POLICY = refusal('MalformedPolicy', 'Malformed Policy');

describe('a signed URL', () => {
  it('opens every file that its wildcard covers', async () => {
    const policy = wildcard();
    for (const path of ['/videos/abc/a.m3u8', '/videos/abc/720p/seg_00001.ts', '/videos/abc/a.ts?v=2'])
      expect((await cdn.get(signedPath(path, policy))).status).toBe(200);
  });

  it('opens one file with a canned policy, its own query included', async () => {
    const url = getSignedUrl({
      url: `${cdn.origin}/videos/abc/a%20b.ts?q=1`,
      dateLessThan: new Date((now + HOUR) * 1000),
      keyPairId,
      privateKey,
    });
    const path = url.slice(cdn.origin.length);
    expect((await cdn.get(path)).body).toBe('/videos/abc/a%20b.ts?q=1 ');
    expect(await cdn.get(path.replace('a%20b.ts', 'other.ts'))).toMatchObject(DENIED);
    expect(await cdn.get(`${path}&more=1`)).toMatchObject(DENIED);
  });

  it('may be signed with SHA-256', async () => {
    const url = getSignedUrl({
      url: `${cdn.origin}/videos/abc/a.ts`,
      policy: wildcard(),
      algorithm: 'SHA256',
      keyPairId,
      privateKey,
    });
    const path = url.slice(cdn.origin.length);
    expect((await cdn.get(path)).status).toBe(200);
    expect(await cdn.get(path.replace('Hash-Algorithm=SHA256', 'Hash-Algorithm=SHA1'))).toMatchObject(DENIED);
  });

  it('may be signed with an elliptic key', async () => {
    const key = { keyPairId: ellipticId, privateKey: pem(elliptic.privateKey, 'pkcs8') };
    expect((await cdn.get(signedPath('/videos/abc/a.ts', wildcard(), key))).status).toBe(200);
  });

  it('reaches the origin without its signing parameters, and with all others as they were', async () => {
    const path = signedPath('/videos/abc/a.ts?g=a%2Fb&Expire=1', wildcard());
    expect((await cdn.get(`${path}&Hash-Algorithm=SHA1&z`)).body).toBe(
      '/videos/abc/a.ts?g=a%2Fb&Expire=1&z ',
    );
  });

  it('is taken with percent-encoded parameters, as URLSearchParams writes them', async () => {
    const path = signedPath('/videos/abc/a.ts', wildcard()).replaceAll('~', '%7E').replaceAll('_', '%5F');
    expect((await cdn.get(path)).status).toBe(200);
  });

  it('has one text: another spelling of the same bytes is refused', async () => {
    const path = signedPath('/videos/abc/a.ts', wildcard());
    const signature = new URLSearchParams(path.split('?')[1]).get('Signature')!;
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-~';
    // 2048 bits leave four of the last character unused.
    const last = signature.at(-3)!;
    const spare = `${signature.slice(0, -3)}${alphabet[alphabet.indexOf(last) + 1]}__`;
    for (const other of [spare, signature.slice(0, -2), `${signature}A`])
      expect(await cdn.get(path.replace(signature, other))).toMatchObject(
        refusal('MalformedSignature', 'Could not unencode Signature'),
      );
  });
});

describe('signed cookies', () => {
  const cookieHeader = (cookies: object) =>
    Object.entries(cookies)
      .map(([name, value]) => `${name}=${String(value)}`)
      .join('; ');

  it('open what their policy covers, and reach the origin as they are', async () => {
    const cookies = getSignedCookies({ policy: wildcard(), keyPairId, privateKey } as Parameters<
      typeof getSignedCookies
    >[0]);
    const reply = await cdn.get('/videos/abc/a.ts?x=1', { cookie: cookieHeader(cookies) });
    expect(reply).toMatchObject({ status: 200 });
    expect(reply.body).toContain('CloudFront-Policy=');
  });

  it('open one file with a canned policy', async () => {
    const url = `${cdn.origin}/videos/abc/a.ts`;
    const dateLessThan = new Date((now + HOUR) * 1000);
    const cookie = cookieHeader(getSignedCookies({ url, dateLessThan, keyPairId, privateKey }));
    expect((await cdn.get('/videos/abc/a.ts', { cookie })).status).toBe(200);
    expect(await cdn.get('/videos/abc/b.ts', { cookie })).toMatchObject(DENIED);
  });

  it('do not count when the URL carries any signing parameter', async () => {
    const cookies = getSignedCookies({ policy: wildcard(), keyPairId, privateKey } as Parameters<
      typeof getSignedCookies
    >[0]);
    const cookie = cookieHeader(cookies);
    expect(await cdn.get('/videos/abc/a.ts?Expires=1', { cookie })).toMatchObject(
      refusal('MissingKey', 'Missing Key-Pair-Id query parameter or cookie value'),
    );
  });
});

describe('a request is refused', () => {
  it('without a key pair id', async () => {
    const missing = refusal('MissingKey', 'Missing Key-Pair-Id query parameter or cookie value');
    const reply = await cdn.get('/videos/abc/a.ts');
    expect(reply).toMatchObject(missing);
    expect(reply.headers).toMatchObject({ 'content-type': 'text/xml', 'x-cache': 'Error from cloudfront' });
    expect(await cdn.get('/videos/abc/a.ts?Key-Pair-Id=')).toMatchObject(missing);
  });

  it('with a key that is not trusted', async () => {
    const key = { keyPairId: 'KSTRANGER', privateKey: pem(stranger.privateKey, 'pkcs8') };
    expect(await cdn.get(signedPath('/videos/abc/a.ts', wildcard(), key))).toMatchObject(
      refusal('InvalidKey', 'Unknown Key'),
    );
  });

  it('with a signature that cannot be decoded', async () => {
    const path = signedPath('/videos/abc/a.ts', wildcard());
    for (const signature of ['', '!!!!', 'abc', 'a+b=', '____'])
      expect(await cdn.get(path.replace(/Signature=[^&]*/, `Signature=${signature}`))).toMatchObject(
        refusal('MalformedSignature', 'Could not unencode Signature'),
      );
  });

  it('with a policy that is none', async () => {
    const condition = { DateLessThan: { 'AWS:EpochTime': now + HOUR } };
    const statement = { Resource: '*', Condition: condition };
    for (const policy of [
      'not json',
      '[]',
      '{"Statement":[]}',
      JSON.stringify({ Statement: [statement, statement] }),
      JSON.stringify({ Statement: [{ Resource: '*' }] }),
      JSON.stringify({ Statement: [{ Resource: '*', Condition: {} }] }),
      JSON.stringify({
        Statement: [{ Resource: '*', Condition: { DateLessThan: { 'AWS:EpochTime': `${now + HOUR}` } } }],
      }),
      JSON.stringify({ Statement: [{ Resource: '*', Condition: { ...condition, Unheard: {} } }] }),
      JSON.stringify({ Statement: [{ Resource: 7, Condition: condition }] }),
      JSON.stringify({
        Statement: [{ ...statement, Condition: { ...condition, IpAddress: { 'AWS:SourceIp': '::1' } } }],
      }),
    ])
      expect(await cdn.get(shownPolicy('/videos/abc/a.ts', policy))).toMatchObject(MALFORMED_POLICY);
    const path = signedPath('/videos/abc/a.ts', wildcard());
    expect(await cdn.get(path.replace(/Policy=[^&]*/, 'Policy=%00'))).toMatchObject(MALFORMED_POLICY);
    expect(await cdn.get(path.replace(/Policy=[^&]*/, 'Expires=soon'))).toMatchObject(MALFORMED_POLICY);
  });

  it('signed by another key under a trusted id', async () => {
    const key = { keyPairId, privateKey: pem(stranger.privateKey, 'pkcs8') };
    expect(await cdn.get(signedPath('/videos/abc/a.ts', wildcard(), key))).toMatchObject(DENIED);
  });

  it('with a policy that was altered', async () => {
    const path = signedPath('/videos/abd/a.ts', wildcard());
    const other = new URLSearchParams(
      signedPath('/x', policyFor(`${cdn.origin}/videos/abd/*`)).slice('/x?'.length),
    );
    expect(await cdn.get(path.replace(/Policy=[^&]*/, `Policy=${other.get('Policy')!}`))).toMatchObject(
      DENIED,
    );
  });

  it('for a file, a folder or a host that the policy does not cover', async () => {
    const policy = wildcard();
    for (const path of ['/videos/abcd/a.ts', '/videos/ab', '/videos/', '/VIDEOS/abc/a.ts', '/'])
      expect(await cdn.get(signedPath(path, policy))).toMatchObject(DENIED);
    const elsewhere = policyFor('https://d111.cloudfront.net/videos/abc/*');
    expect(await cdn.get(signedPath('/videos/abc/a.ts', elsewhere))).toMatchObject(DENIED);
  });

  it('before the grant begins and from the second in which it ends', async () => {
    const resource = `${cdn.origin}/videos/abc/*`;
    const get = (conditions: Conditions) =>
      cdn.get(signedPath('/videos/abc/a.ts', policyFor(resource, conditions)));
    expect(await get({ before: now })).toMatchObject(DENIED);
    expect((await get({ before: now + 1 })).status).toBe(200);
    expect(await get({ after: now })).toMatchObject(DENIED);
    expect((await get({ after: now - 1 })).status).toBe(200);
  });

  it('from an address outside the range', async () => {
    const resource = `${cdn.origin}/videos/abc/*`;
    const get = (sourceIp: string) =>
      cdn.get(signedPath('/videos/abc/a.ts', policyFor(resource, { sourceIp })));
    for (const inside of ['127.0.0.1', '127.0.0.1/32', '127.0.0.0/8', '0.0.0.0/0'])
      expect((await get(inside)).status).toBe(200);
    for (const outside of ['127.0.0.2', '10.0.0.0/8']) expect(await get(outside)).toMatchObject(DENIED);
  });

  it('whatever the method', async () => {
    expect((await cdn.get('/videos/abc/a.ts', {}, 'HEAD')).status).toBe(403);
  });

  it('before the origin is asked', async () => {
    const before = cdn.asked.length;
    await cdn.get(`/secret-${createHash('md5').update('x').digest('hex')}`);
    expect(cdn.asked.length).toBe(before);
  });
});
