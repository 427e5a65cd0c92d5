import { generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { Sha256 } from '@aws-crypto/sha256-js';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { getSignedCookies, getSignedUrl } from '@aws-sdk/cloudfront-signer';
import { SignatureV4 } from '@smithy/signature-v4';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLocal, type LocalAws } from '../../support/local.ts';
import { newPlace, removePlace, type StackPlace } from '../../support/stack.ts';
import { ECHO, template } from './template.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = (key: typeof rsa.publicKey) => key.export({ type: 'spki', format: 'pem' }).toString();
const secret = (key: typeof rsa.privateKey) => key.export({ type: 'pkcs8', format: 'pem' }).toString();

const LONG = 'a line that repeats itself\n'.repeat(200);
let place: StackPlace;
let folder: string;
let aws: LocalAws;
let s3: S3Client;
let cdn: string;

const boot = () => startLocal({ template: join(folder, 'template.json'), place });
const put = (Key: string, Body: string, more: { ContentType?: string; CacheControl?: string } = {}) =>
  s3.send(
    new PutObjectCommand({ Bucket: aws.outputs['Bucket'], Key, Body, ContentType: 'text/plain', ...more }),
  );

beforeAll(async () => {
  place = await newPlace();
  folder = await mkdtemp(join(tmpdir(), 'cdn-'));
  const keys = {
    rsa: pem(rsa.publicKey),
    elliptic: pem(elliptic.publicKey),
    stranger: pem(stranger.publicKey),
  };
  await writeFile(join(folder, 'template.json'), JSON.stringify(template(keys)));
  await mkdir(join(folder, 'echo'));
  await writeFile(join(folder, 'echo', 'index.mjs'), ECHO);
  aws = await boot();
  s3 = new S3Client({ ...aws.client, forcePathStyle: true });
  cdn = `http://127.0.0.1:${new URL(aws.urls.cdn).port}`;
  await Promise.all([
    put('film.ts', '0123456789'),
    put('private/film.ts', 'for those who may'),
    put('private/other.ts', 'another'),
    put('long.txt', LONG),
    put('small.txt', 'short'),
    put('index.html', 'the root', { ContentType: 'text/html' }),
    put('missing.html', 'our own page', { ContentType: 'text/html' }),
    put('public/open-1.txt', 'open'),
    put('unsigned/film.ts', 'never'),
  ]);
});

afterAll(async () => {
  s3.destroy();
  await aws.stop();
  await removePlace(place);
  await rm(folder, { recursive: true });
});

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(`${cdn}${path}`, { method, headers: { 'accept-encoding': 'identity', ...headers } });

/** `fetch` tidies paths up and sets its own Host: this does neither. */
function raw(path: string, headers: Record<string, string>, method = 'GET') {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: Buffer }>(
    (resolve, reject) => {
      const { port } = new URL(cdn);
      const sent = httpRequest({ host: '127.0.0.1', port, path, method, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks),
          }),
        );
      });
      sent.on('error', reject);
      sent.end();
    },
  );
}

describe('a bucket behind origin access control', () => {
  it('is read by the distribution that its policy names, and by no other', async () => {
    const response = await get('/film.ts');
    expect([response.status, await response.text()]).toEqual([200, '0123456789']);
    expect(response.headers.get('x-cache')).toBe('Miss from cloudfront');
    const foreign = await raw('/film.ts', { host: aws.outputs['SecondDomainName']! });
    expect(foreign.status).toBe(403);
    // S3's refusal, with its capital D and a request id; an unread bucket says nothing of what is in it.
    expect(foreign.body.toString()).toMatch(/<Message>Access Denied<\/Message><RequestId>/);
  });

  it('is not read where the access control never signs', async () => {
    expect((await get('/unsigned/film.ts')).status).toBe(403);
  });

  it('is read below the origin’s path, by a pattern with one unknown character', async () => {
    expect(await (await get('/open-1.txt')).text()).toBe('open');
    // Two characters fit no `?`: the default behaviour takes it, which finds nothing and shows its page.
    expect(await (await get('/open-12.txt')).text()).not.toBe('open');
  });
});

describe('the cache', () => {
  it('serves what it has until it is invalidated, also after the origin lost it', async () => {
    await put('kept/a.txt', 'one', { CacheControl: 'max-age=600' });
    await put('kept/b.txt', 'two', { CacheControl: 'max-age=600' });
    for (const path of ['/kept/a.txt', '/kept/b.txt']) await (await get(path)).text();
    await s3.send(new DeleteObjectCommand({ Bucket: aws.outputs['Bucket'], Key: 'kept/a.txt' }));
    const hit = await get('/kept/a.txt');
    expect([await hit.text(), hit.headers.get('x-cache')]).toEqual(['one', 'Hit from cloudfront']);
    expect(hit.headers.get('age')).toMatch(/^\d+$/);

    await invalidate(['/kept/a*']);
    expect((await get('/kept/a.txt')).headers.get('x-cache')).not.toBe('Hit from cloudfront');
    expect((await get('/kept/b.txt')).headers.get('x-cache')).toBe('Hit from cloudfront');
  });

  it('asks the origin whether an expired object still holds', async () => {
    await put('short-lived.txt', 'text', { CacheControl: 'max-age=0' });
    await (await get('/short-lived.txt')).text();
    // CachingOptimized keeps everything for a second at least.
    await expect
      .poll(async () => (await get('/short-lived.txt')).headers.get('x-cache'), { timeout: 5000 })
      .toBe('RefreshHit from cloudfront');
  });

  it('tells requests apart by the policy’s key, and passes on what is in it', async () => {
    const ask = async (path: string, mode: string) => {
      const response = await get(path, { 'x-mode': mode, 'x-other': Math.random().toString() });
      return { count: ((await response.json()) as { count: number }).count, response };
    };
    const first = await ask('/keyed/a?cache=max-age%3D60&v=1', 'one');
    const again = await ask('/keyed/a?cache=max-age%3D60&v=1', 'one');
    expect(again.count).toBe(first.count);
    expect(again.response.headers.get('x-cache')).toBe('Hit from cloudfront');
    const other = await ask('/keyed/a?cache=max-age%3D60&v=2', 'one');
    const moded = await ask('/keyed/a?cache=max-age%3D60&v=1', 'two');
    expect(new Set([first.count, other.count, moded.count]).size).toBe(3);
  });

  it('makes one origin fetch of many at once', async () => {
    const path = '/keyed/together?cache=max-age%3D60';
    const counts = await Promise.all(
      Array.from({ length: 20 }, async () => ((await (await get(path)).json()) as { count: number }).count),
    );
    expect(new Set(counts).size).toBe(1);
  });

  it.each([
    ['bytes=2-4', 206, 'bytes 2-4/10', '234'],
    ['bytes=-2', 206, 'bytes 8-9/10', '89'],
    ['bytes=20-', 416, 'bytes */10', undefined],
    ['bytes=4-2', 200, null, '0123456789'],
    ['bytes=5-6,0-1', 200, null, '0123456789'],
  ])('answers Range: %s with %d', async (range, status, contentRange, body) => {
    await (await get('/film.ts')).text();
    const response = await get('/film.ts', { range });
    expect([response.status, response.headers.get('content-range')]).toEqual([status, contentRange]);
    if (body !== undefined) expect(await response.text()).toBe(body);
  });

  it('answers several ranges in one multipart body, and a part from the origin when it has none', async () => {
    await (await get('/film.ts')).text();
    const response = await get('/film.ts', { range: 'bytes=0-1,8-9' });
    expect(response.headers.get('content-type')).toMatch(/^multipart\/byteranges; boundary=/);
    expect(await response.text()).toContain('Content-Range: bytes 8-9/10\r\n\r\n89');
    await put('fresh.ts', 'abcdef');
    const part = await get('/fresh.ts', { range: 'bytes=1-2' });
    expect([part.status, await part.text(), part.headers.get('x-cache')]).toEqual([
      206,
      'bc',
      'Miss from cloudfront',
    ]);
  });

  it('answers conditions and HEAD from what it has', async () => {
    const etag = (await get('/film.ts')).headers.get('etag')!;
    expect((await get('/film.ts', { 'if-none-match': etag })).status).toBe(304);
    const head = await get('/film.ts', {}, 'HEAD');
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '10', '']);
  });

  it.each([
    ['br, gzip', 'br', brotliDecompressSync],
    ['gzip', 'gzip', gunzipSync],
  ])('compresses for a viewer that takes %s', async (accepted, coding, decode) => {
    const { port } = new URL(cdn);
    const answer = await raw('/long.txt', { host: `localhost:${port}`, 'accept-encoding': accepted });
    expect(answer.headers['content-encoding']).toBe(coding);
    expect(decode(answer.body).toString()).toBe(LONG);
    const small = await raw('/small.txt', { host: `localhost:${port}`, 'accept-encoding': accepted });
    expect(small.headers['content-encoding']).toBeUndefined();
  });
});

describe('a function behind origin access control', () => {
  const echo = async (path: string, headers: Record<string, string> = {}) =>
    (await (await get(path, headers)).json()) as {
      path: string;
      query: string;
      headers: Record<string, string>;
    };

  it('gets the viewer’s request without Host, with the origin’s own headers, in the distribution’s name', async () => {
    const asked = await echo('/echo/a%20b?x=1&y=%2F', { 'x-own': 'mine', cookie: 'a=1' });
    expect(asked).toMatchObject({ query: 'x=1&y=%2F' });
    expect(asked.headers).toMatchObject({ 'x-own': 'mine', 'x-from-edge': 'yes' });
    expect(asked.headers['host']).not.toContain('127.0.0.1:');
    expect(asked.headers['via']).toMatch(/cloudfront\.net \(CloudFront\)$/);
  });

  it('never sees the viewer’s grant', async () => {
    const url = getSignedUrl({
      url: `${cdn}/signed-echo/a?keep=1`,
      policy: policy(`${cdn}/signed-echo/*`),
      ...signer(),
    });
    const asked = (await (await fetch(url)).json()) as { query: string };
    expect(asked.query).toBe('keep=1');
  });

  it('that fails is an error of the gateway, without its insides', async () => {
    const response = await get('/echo/fails');
    expect(response.status).toBe(502);
    expect(await response.text()).not.toContain('secret');
    expect(response.headers.get('x-cache')).toBe('Error from cloudfront');
  });
});

const hour = () => Math.floor(Date.now() / 1000) + 3600;
const policy = (Resource: string, more: object = {}) =>
  JSON.stringify({
    Statement: [{ Resource, Condition: { DateLessThan: { 'AWS:EpochTime': hour() }, ...more } }],
  });
const signer = (key: 'rsa' | 'elliptic' | 'stranger' = 'rsa') =>
  ({
    rsa: { keyPairId: aws.outputs['RsaKey']!, privateKey: secret(rsa.privateKey) },
    elliptic: { keyPairId: aws.outputs['EllipticKey']!, privateKey: secret(elliptic.privateKey) },
    stranger: { keyPairId: aws.outputs['StrangerKey']!, privateKey: secret(stranger.privateKey) },
  })[key];

describe('signed URLs and cookies', () => {
  const FILM = '/private/film.ts';
  const text = async (url: string, headers: Record<string, string> = {}) => {
    const response = await fetch(url, { headers });
    return [response.status, await response.text()];
  };

  it.each(['rsa', 'elliptic'] as const)(
    'let in who shows a canned or a custom policy, signed by %s',
    async (key) => {
      const url = `${cdn}${FILM}`;
      const dateLessThan = new Date(hour() * 1000).toISOString();
      const urls = [
        getSignedUrl({ url, dateLessThan, ...signer(key) }),
        getSignedUrl({ url, policy: policy(`${cdn}/private/*`), ...signer(key) }),
        getSignedUrl({ url, policy: policy(`${cdn}/priv*/film.??`), algorithm: 'SHA256', ...signer(key) }),
        getSignedUrl({
          url,
          policy: policy('*', { IpAddress: { 'AWS:SourceIp': '127.0.0.0/8' } }),
          ...signer(key),
        }),
      ];
      for (const signed of urls) expect(await text(signed)).toEqual([200, 'for those who may']);
    },
  );

  it('let in who shows cookies, which count only where the URL shows nothing', async () => {
    const cookies = getSignedCookies({ policy: policy(`${cdn}/private/*`), ...signer() });
    const cookie = Object.entries(cookies)
      .map(([name, value]) => `${name}=${value}`)
      .join('; ');
    expect(await text(`${cdn}${FILM}`, { cookie })).toEqual([200, 'for those who may']);
    expect((await text(`${cdn}${FILM}?Expires=1`, { cookie }))[0]).toBe(403);
  });

  it('count under the distribution’s own names as over TLS', async () => {
    const host = `${aws.outputs['Distribution']!.toLowerCase()}.cloudfront.net`;
    for (const name of [host, 'films.example']) {
      const { pathname, search } = new URL(
        getSignedUrl({
          url: `https://${name}${FILM}`,
          policy: policy(`https://${name}/private/*`),
          ...signer(),
        }),
      );
      expect((await raw(pathname + search, { host: name })).status).toBe(200);
    }
  });

  const refusal = (code: string, message: string) => [
    403,
    `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`,
  ];

  it('are refused in CloudFront’s words', async () => {
    const url = `${cdn}${FILM}`;
    const good = getSignedUrl({ url, policy: policy(`${cdn}/private/*`), ...signer() });
    const altered = (name: string, value: string) => {
      const changed = new URL(good);
      changed.searchParams.set(name, value);
      return changed.toString();
    };
    expect(await text(url)).toEqual(
      refusal('MissingKey', 'Missing Key-Pair-Id query parameter or cookie value'),
    );
    expect(await text(altered('Key-Pair-Id', 'K0000000000000'))).toEqual(
      refusal('InvalidKey', 'Unknown Key'),
    );
    expect(await text(getSignedUrl({ url, policy: policy('*'), ...signer('stranger') }))).toEqual(
      refusal('InvalidKey', 'Unknown Key'),
    );
    expect(await text(altered('Signature', '%%%'))).toEqual(
      refusal('MalformedSignature', 'Could not unencode Signature'),
    );
    expect(await text(altered('Policy', '!!!'))).toEqual(refusal('MalformedPolicy', 'Malformed Policy'));
    const denied = refusal('AccessDenied', 'Access denied');
    const later = { DateGreaterThan: { 'AWS:EpochTime': hour() } };
    for (const signed of [
      getSignedUrl({ url, dateLessThan: new Date(1000).toISOString(), ...signer() }),
      getSignedUrl({ url, policy: policy(`${cdn}/private/other.ts`), ...signer() }),
      getSignedUrl({ url, policy: policy('*', later), ...signer() }),
      getSignedUrl({
        url,
        policy: policy('*', { IpAddress: { 'AWS:SourceIp': '10.0.0.0/8' } }),
        ...signer(),
      }),
      altered('Signature', 'AAAA'),
      `${getSignedUrl({ url, dateLessThan: new Date(hour() * 1000).toISOString(), ...signer() })}&more=1`,
    ])
      expect(await text(signed)).toEqual(denied);
  });

  it('are refused with the behaviour’s headers, so that a page can read why', async () => {
    const response = await get(FILM, { origin: 'https://page.example' });
    expect(response.status).toBe(403);
    expect(response.headers.get('access-control-allow-origin')).toBe('https://page.example');
    expect(response.headers.get('x-cache')).toBe('Error from cloudfront');
  });
});

describe('what comes back', () => {
  it('has the policy’s headers and not those that it removes', async () => {
    const response = await get('/echo/a', { origin: 'https://page.example', pragma: 'server-timing' });
    expect(response.headers.get('x-powered-by')).toBeNull();
    expect(response.headers.get('server')).toBe('CloudFront');
    expect(response.headers.get('access-control-allow-origin')).toBe('https://page.example');
    expect(response.headers.get('server-timing')).toMatch(
      /cdn-upstream-fbl;dur=\d+,cdn-cache-miss,cdn-pop;desc=/,
    );
    expect((await get('/echo/a')).headers.get('server-timing')).toBeNull();
    expect(
      (await get('/echo/a', { origin: 'https://evil.example' })).headers.get('access-control-allow-origin'),
    ).toBeNull();
  });

  it('is the default root object for the root, and our own page for what is not there', async () => {
    expect(await (await get('/')).text()).toBe('the root');
    const response = await get('/echo/unavailable');
    expect([response.status, await response.text()]).toEqual([503, 'later']);
  });

  it('is CloudFront’s page where it has nothing to say but itself', async () => {
    for (const [path, method, status] of [
      ['/nowhere/a', 'GET', 502],
      ['/film.ts', 'DELETE', 403],
      ['/film.ts', 'OPTIONS', 403],
      ['/a/%2e%2e/b', 'GET', 400],
    ] as const) {
      const answer = await raw(path, { host: '127.0.0.1' }, method);
      expect(answer.status).toBe(status);
      expect(answer.body.toString()).toContain('Generated by cloudfront (CloudFront)');
      expect(answer.headers).toMatchObject({ 'x-cache': 'Error from cloudfront' });
    }
  });

  it('is 413 for a request that is too long, and nothing that hangs for one that is no request', async () => {
    expect((await get(`/${'a'.repeat(8200)}`)).status).toBe(413);
    const large = await raw('/film.ts', { host: '127.0.0.1', 'x-long': 'a'.repeat(20_500) });
    expect([large.status, large.headers['connection']]).toEqual([413, 'close']);
    const said = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(new URL(cdn).port), '127.0.0.1', () => socket.write('nonsense\r\n\r\n'));
      let text = '';
      socket.on('data', (chunk) => (text += chunk.toString()));
      socket.on('end', () => resolve(text));
      socket.on('error', reject);
    });
    expect(said).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('is nothing under a name that no distribution has', async () => {
    expect((await raw('/film.ts', { host: 'evil.example' })).status).toBe(403);
  });
});

/** A signed call of the API, as an SDK would send it. */
async function api(method: string, path: string, body = '', wrong: { secretAccessKey?: string } = {}) {
  const { hostname, port } = new URL(aws.urls.aws);
  const signed = await new SignatureV4({
    credentials: { ...aws.credentials, ...wrong },
    region: aws.region,
    service: 'cloudfront',
    sha256: Sha256,
  }).sign({
    method,
    protocol: 'http:',
    hostname,
    port: Number(port),
    path,
    query: {},
    headers: { host: `${hostname}:${port}`, 'content-type': 'application/xml' },
    ...(body && { body }),
  });
  const response = await fetch(`${aws.urls.aws}${path}`, {
    method,
    headers: signed.headers,
    ...(body && { body }),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

const BASE = '/2020-05-31/distribution';
let references = 0;
const batch = (paths: readonly string[], reference: string, quantity = paths.length) =>
  `<?xml version="1.0" encoding="UTF-8"?><InvalidationBatch xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/">` +
  `<Paths><Quantity>${quantity}</Quantity><Items>${paths.map((path) => `<Path>${path}</Path>`).join('')}</Items></Paths>` +
  `<CallerReference>${reference}</CallerReference></InvalidationBatch>`;
const invalidate = (paths: readonly string[], reference = `reference-${++references}`, quantity?: number) =>
  api('POST', `${BASE}/${aws.outputs['Distribution']}/invalidation`, batch(paths, reference, quantity));

describe('the API', () => {
  it('makes an invalidation once for a reference, and tells of it', async () => {
    const made = await invalidate(['/a/*', '/b.txt'], 'once');
    expect(made.status).toBe(201);
    const id = /<Id>(I[A-Z0-9]+)<\/Id>/.exec(made.text)![1]!;
    expect(made.headers.get('location')).toMatch(new RegExp(`/invalidation/${id}$`));
    expect((await invalidate(['/a/*', '/b.txt'], 'once')).text).toContain(`<Id>${id}</Id>`);
    const other = await invalidate(['/c'], 'once');
    expect([other.status, other.text]).toEqual([
      409,
      expect.stringContaining('<Code>InvalidationBatchAlreadyExists</Code>'),
    ]);
    const path = `${BASE}/${aws.outputs['Distribution']}/invalidation`;
    const found = await api('GET', `${path}/${id}`);
    expect(found.text).toContain('<Quantity>2</Quantity><Items><Path>/a/*</Path><Path>/b.txt</Path></Items>');
    expect(found.text).toContain('<Status>Completed</Status>');
    expect((await api('GET', path)).text).toContain(`<InvalidationSummary><Id>${id}</Id>`);
  });

  it('tells what a distribution is', async () => {
    const { text } = await api('GET', `${BASE}/${aws.outputs['Distribution']}`);
    expect(text).toContain(`<DomainName>${aws.outputs['DomainName']}</DomainName>`);
    expect(text).toContain('<Items><CNAME>films.example</CNAME></Items>');
    expect((await api('GET', BASE)).text).toContain(`<Id>${aws.outputs['Second']}</Id>`);
  });

  it.each([
    ['no body', '', 'MissingBody', 400],
    ['no XML', '<InvalidationBatch>', 'MalformedXML', 400],
    ['a document type', `<!DOCTYPE a [<!ENTITY b "c">]>${batch(['/a'], 'x')}`, 'MalformedXML', 400],
    ['no paths', batch([], 'x'), 'InvalidArgument', 400],
    ['a wrong count', batch(['/a'], 'x', 2), 'InconsistentQuantities', 400],
    ['a path without its slash', batch(['a'], 'x'), 'InvalidArgument', 400],
    ['a star inside', batch(['/a*b'], 'x'), 'InvalidArgument', 400],
    [
      'too many paths',
      batch(
        Array.from({ length: 3001 }, (_, index) => `/${index}`),
        'x',
      ),
      'BatchTooLarge',
      413,
    ],
  ])('refuses %s', async (_what, body, code, status) => {
    const answer = await api('POST', `${BASE}/${aws.outputs['Distribution']}/invalidation`, body);
    expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(`<Code>${code}</Code>`)]);
    expect(answer.text).toMatch(/^<\?xml version="1\.0"\?>\n<ErrorResponse xmlns=/);
  });

  it('refuses who does not sign, signs wrongly, or asks for what is not there', async () => {
    const path = `${BASE}/${aws.outputs['Distribution']}`;
    const wrong = await api('GET', path, '', { secretAccessKey: 'wrong' });
    expect([wrong.status, wrong.text]).toEqual([403, expect.stringContaining('SignatureDoesNotMatch')]);
    expect((await fetch(`${aws.urls.aws}${path}`)).status).toBeGreaterThanOrEqual(400);
    expect(await api('GET', `${BASE}/E0000000000000`)).toMatchObject({
      status: 404,
      text: expect.stringContaining('<Code>NoSuchDistribution</Code>'),
    });
    expect(await api('GET', `${path}/invalidation/I1`)).toMatchObject({
      status: 404,
      text: expect.stringContaining('<Code>NoSuchInvalidation</Code>'),
    });
    expect((await api('PATCH', path)).text).toContain('<Code>UnknownOperationException</Code>');
  });
});

it('survives kill -9 with its names, keys and invalidations, and delivers its logs when it ends in order', async () => {
  await invalidate(['/before'], 'before the crash');
  await aws.kill();
  aws = await boot();
  s3.destroy();
  s3 = new S3Client({ ...aws.client, forcePathStyle: true });
  expect(aws.outputs['DomainName']).toBe(`localhost:${new URL(cdn).port}`);
  const again = await invalidate(['/other'], 'before the crash');
  expect(again.text).toContain('InvalidationBatchAlreadyExists');
  const url = getSignedUrl({ url: `${cdn}/private/film.ts`, policy: policy('*'), ...signer() });
  expect(await (await fetch(url)).text()).toBe('for those who may');

  const bucket = aws.outputs['Logs']!;
  await aws.stop();
  aws = await boot();
  s3.destroy();
  s3 = new S3Client({ ...aws.client, forcePathStyle: true });
  const { Contents: logs = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: 'cdn/' }));
  expect(logs).toHaveLength(1);
  expect(logs[0]!.Key).toMatch(
    new RegExp(`^cdn/${aws.outputs['Distribution']}\\.\\d{4}-\\d\\d-\\d\\d-\\d\\d\\.[0-9a-f]{8}\\.gz$`),
  );
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: logs[0]!.Key }));
  const [version, fields, line] = gunzipSync(await Body!.transformToByteArray())
    .toString()
    .split('\n');
  expect(version).toBe('#Version: 1.0');
  const values = line!.split('\t');
  expect(values).toHaveLength(fields!.replace('#Fields: ', '').split(' ').length);
  expect(values.slice(5, 9)).toEqual([
    'GET',
    `${aws.outputs['Distribution']!.toLowerCase()}.cloudfront.net`,
    '/private/film.ts',
    '200',
  ]);
});
