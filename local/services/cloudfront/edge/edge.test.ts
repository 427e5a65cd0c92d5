import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import type { OriginRequest } from '../../../runtime/runtime.ts';
import { answer, CACHING_DISABLED, manualClock, startCdn } from '../testing.ts';

let cdn: Awaited<ReturnType<typeof startCdn>>;
afterEach(() => cdn.stop());

const start = async (options: Parameters<typeof startCdn>[0]) => (cdn = await startCdn(options));

describe('the cache of the CDN', () => {
  it('asks the origin once, and says where an answer came from', async () => {
    const clock = manualClock();
    await start({
      clock,
      origin: ({ path }) => answer(`body of ${path}`, { 'cache-control': 'max-age=60' }),
    });
    const miss = await cdn.get('/a.ts');
    expect(miss).toMatchObject({
      status: 200,
      body: 'body of /a.ts',
      headers: { 'x-cache': 'Miss from cloudfront' },
    });
    clock.advance(30_000);
    const hit = await cdn.get('/a.ts?ignored=1');
    expect(hit).toMatchObject({ body: miss.body, headers: { 'x-cache': 'Hit from cloudfront', age: '30' } });
    expect(hit.headers['via']).toMatch(/^1\.1 \w+\.cloudfront\.net \(CloudFront\)$/);
    expect(hit.headers['x-amz-cf-id']).not.toBe(miss.headers['x-amz-cf-id']);
    clock.advance(31_000);
    expect((await cdn.get('/a.ts')).headers['x-cache']).toBe('Miss from cloudfront');
    expect(cdn.asked).toHaveLength(2);
  });

  it('serves parts, conditions and HEAD from the whole object', async () => {
    await start({ origin: () => answer('0123456789', { etag: '"e"' }) });
    await cdn.get('/a');
    expect(await cdn.get('/a', { range: 'bytes=2-4' })).toMatchObject({
      status: 206,
      body: '234',
      headers: { 'content-range': 'bytes 2-4/10', 'content-length': '3' },
    });
    expect(await cdn.get('/a', { range: 'bytes=20-' })).toMatchObject({
      status: 416,
      headers: { 'content-range': 'bytes */10' },
    });
    expect(await cdn.get('/a', { 'if-none-match': '"e"' })).toMatchObject({ status: 304, body: '' });
    expect(await cdn.get('/a', {}, 'HEAD')).toMatchObject({
      status: 200,
      body: '',
      headers: { 'content-length': '10' },
    });
    expect(cdn.asked).toHaveLength(1);
  });

  it('passes a range on when the object is not at hand, and keeps nothing of the part', async () => {
    await start({
      origin: ({ headers }) =>
        headers['range'] ? answer('12', { 'content-range': 'bytes 1-2/4' }, 206) : answer('0123'),
    });
    expect(await cdn.get('/a', { range: 'bytes=1-2' })).toMatchObject({ status: 206, body: '12' });
    expect((await cdn.get('/a')).body).toBe('0123');
    expect(cdn.asked.map(({ headers }) => headers['range'])).toEqual(['bytes=1-2', undefined]);
  });

  it('keeps nothing where caching is disabled', async () => {
    await start({ origin: () => answer('x'), behavior: { CachePolicyId: CACHING_DISABLED } });
    await cdn.get('/a.m3u8');
    expect((await cdn.get('/a.m3u8')).headers['x-cache']).toBe('Miss from cloudfront');
    expect(cdn.asked).toHaveLength(2);
  });

  it('tells requests apart by what the policy puts in the key, and forwards it', async () => {
    await start({
      origin: ({ query, headers }) => answer(`${query} ${headers['x-mode']} ${headers['cookie']}`),
      before: async (make) => ({
        CachePolicyId: await make('Policy', 'CachePolicy', {
          Name: 'p',
          MinTTL: 0,
          DefaultTTL: 60,
          MaxTTL: 60,
          ParametersInCacheKeyAndForwardedToOrigin: {
            EnableAcceptEncodingGzip: false,
            HeadersConfig: { HeaderBehavior: 'whitelist', Headers: ['X-Mode'] },
            CookiesConfig: { CookieBehavior: 'whitelist', Cookies: ['lang'] },
            QueryStringsConfig: { QueryStringBehavior: 'allExcept', QueryStrings: ['tracking'] },
          },
        }),
      }),
    });
    const get = async (query: string, mode: string, lang: string) =>
      (await cdn.get(`/a?${query}`, { 'x-mode': mode, cookie: `lang=${lang}; other=1` })).body;
    expect(await get('v=1&tracking=7', 'm', 'de')).toBe('v=1 m lang=de');
    expect(await get('tracking=8&v=1', 'm', 'de')).toBe('v=1 m lang=de');
    expect(cdn.asked).toHaveLength(1);
    for (const variant of [
      ['v=2', 'm', 'de'],
      ['v=1', 'n', 'de'],
      ['v=1', 'm', 'en'],
    ])
      await get(variant[0]!, variant[1]!, variant[2]!);
    expect(cdn.asked).toHaveLength(4);
  });

  it('keeps nothing of an answer that breaks off, and breaks off too', async () => {
    let breaks = true;
    await start({
      origin: () => {
        if (!breaks) return answer('whole');
        const body = Readable.from(
          (async function* () {
            yield Buffer.from('par');
            throw new Error('the disk is gone');
          })(),
        );
        return { status: 200, headers: { 'content-length': '5' }, body };
      },
    });
    await expect(cdn.get('/a')).rejects.toThrow();
    breaks = false;
    expect((await cdn.get('/a')).body).toBe('whole');
  });

  it('compresses what is worth it, for those who take it', async () => {
    const text = 'a line of a playlist\n'.repeat(100);
    await start({
      origin: () => answer(text, { etag: '"e"', 'content-type': 'application/vnd.apple.mpegurl' }),
      behavior: { Compress: true },
    });
    const fetchCoded = async (coding: string) => {
      const response = await fetch(`${cdn.origin.replace('localhost', '127.0.0.1')}/a`, {
        headers: { 'accept-encoding': coding },
      });
      return {
        coding: response.headers.get('content-encoding'),
        etag: response.headers.get('etag'),
        text: await response.text(),
      };
    };
    expect(await fetchCoded('gzip, br')).toEqual({ coding: 'br', etag: 'W/"e"', text });
    expect(await fetchCoded('gzip')).toEqual({ coding: 'gzip', etag: 'W/"e"', text });
    expect(await fetchCoded('identity')).toEqual({ coding: null, etag: '"e"', text });
  });
});

describe('a request to the origin', () => {
  const ask = async (
    behavior: Record<string, unknown>,
    headers: Record<string, string> = {},
  ): Promise<OriginRequest> => {
    await start({ origin: () => answer('x'), behavior });
    await cdn.get('/a%20b?x=1', headers);
    return cdn.asked[0]!;
  };

  it('comes from the distribution, under the origin’s own name', async () => {
    const request = await ask({});
    expect(request).toMatchObject({ method: 'GET', path: '/a%20b', query: '' });
    expect(request.headers).toMatchObject({ host: 'origin.test', 'user-agent': 'Amazon CloudFront' });
    expect(request.caller).toEqual({
      kind: 'service',
      service: 'cloudfront.amazonaws.com',
      sourceArn: `arn:aws:cloudfront::000000000000:distribution/${cdn.id}`,
      sourceAccount: '000000000000',
    });
  });

  it('carries nothing of the viewer’s that no policy passes on', async () => {
    const { headers } = await ask(
      {},
      { authorization: 'secret', cookie: 'a=1', 'x-own': '1', origin: 'http://page' },
    );
    expect(Object.keys(headers).sort()).toEqual([
      'host',
      'user-agent',
      'via',
      'x-amz-cf-id',
      'x-forwarded-for',
    ]);
  });

  it('carries what the origin request policy names', async () => {
    const { headers } = await ask(
      { OriginRequestPolicyId: '88a5eaf4-2fd4-4709-b370-b4c650ea3fcf' },
      { origin: 'http://page' },
    );
    expect(headers['origin']).toBe('http://page');
  });

  it('carries everything but the host, and no foreign signature', async () => {
    const request = await ask(
      { OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac', CachePolicyId: CACHING_DISABLED },
      { authorization: 'AWS4-HMAC-SHA256 forged', cookie: 'a=1; b=2', 'x-own': '1', connection: 'x-own' },
    );
    expect(request).toMatchObject({
      query: 'x=1',
      headers: { host: 'origin.test', cookie: 'a=1; b=2', 'x-own': '1' },
    });
    expect(request.headers['authorization']).toBeUndefined();
    expect(request.headers['connection']).toBeUndefined();
  });
});

describe('behaviours', () => {
  it('are tried in their order, and the default one takes the rest', async () => {
    const behavior = (PathPattern: string, TargetOriginId: string) => ({
      PathPattern,
      TargetOriginId,
      CachePolicyId: CACHING_DISABLED,
    });
    const origin = (Id: string) => ({
      Id,
      DomainName: 'origin.test',
      OriginPath: `/from-${Id}`,
      S3OriginConfig: {},
    });
    await start({
      origin: ({ path }) => answer(path),
      config: {
        Origins: [origin('o'), origin('lists'), origin('videos')],
        CacheBehaviors: [behavior('*.m3u8', 'lists'), behavior('/videos/*', 'videos')],
      },
    });
    const bodies = ['/videos/a.m3u8', '/videos/a.m3u%38', '/videos/a.ts', '/%76ideos/a.ts', '/other.ts'];
    expect(await Promise.all(bodies.map(async (path) => (await cdn.get(path)).body))).toEqual([
      '/from-lists/videos/a.m3u8',
      '/from-lists/videos/a.m3u%38',
      '/from-videos/videos/a.ts',
      '/from-videos/%76ideos/a.ts',
      '/from-o/other.ts',
    ]);
    expect(cdn.asked[0]!.caller).toEqual({ kind: 'anonymous' });
  });

  it('allow no method that is not theirs', async () => {
    await start({ origin: () => answer('x') });
    expect((await cdn.get('/a', {}, 'POST')).status).toBe(403);
    expect((await cdn.get('/a', {}, 'OPTIONS')).status).toBe(403);
    expect(cdn.asked).toHaveLength(0);
  });
});

describe('a path that could be read in two ways', () => {
  it.each([
    '/videos/abc/../def/a.ts',
    '/videos/abc/%2e%2e/def/a.ts',
    '/videos/abc/.%2E/def/a.ts',
    '/videos/abc/%252e%252e/def/a.ts',
    '/videos/abc/..%2fdef/a.ts',
    '/videos/abc%5c..%5cdef',
    '/videos/abc\\..\\def',
    '/videos//abc',
    '/videos/./abc',
    '/videos/abc%00.ts',
    '/videos/%zz',
    '/videos/%c3%28',
  ])('%s is refused', async (path) => {
    await start({ origin: () => answer('x') });
    expect((await cdn.get(path)).status).toBe(400);
    expect(cdn.asked).toHaveLength(0);
  });

  it('is not one with spaces, dots and other scripts in names', async () => {
    await start({ origin: () => answer('x') });
    for (const path of ['/a%20b..c/...ts', '/%E2%9C%93.ts', '/a+b@c!.ts'])
      expect((await cdn.get(path)).status).toBe(200);
  });
});

describe('trouble', () => {
  it('at the origin is a 502, without its insides', async () => {
    await start({
      origin: () => {
        throw new Error('password in here');
      },
    });
    const reply = await cdn.get('/a');
    expect(reply.status).toBe(502);
    expect(reply.body).not.toContain('password');
  });

  it('with an origin that never answers is a 504', async () => {
    const silent = { Id: 'o', DomainName: 'origin.test', CustomOriginConfig: { OriginReadTimeout: 0.05 } };
    await start({ origin: () => new Promise(() => {}), config: { Origins: [silent] } });
    expect((await cdn.get('/a')).status).toBe(504);
  });

  it('with an origin that nobody registered is a 502', async () => {
    const nowhere = { Id: 'o', DomainName: 'nowhere.test', S3OriginConfig: {} };
    await start({ origin: () => answer('x'), config: { Origins: [nowhere] } });
    expect((await cdn.get('/a')).status).toBe(502);
  });

  it('under a foreign host name is refused', async () => {
    await start({ origin: () => answer('x') });
    expect((await cdn.get('/a', { host: 'evil.example' })).status).toBe(403);
    expect((await cdn.get('/a', { host: cdn.origin.replace('http://localhost', '127.0.0.1') })).status).toBe(
      200,
    );
  });

  it('that has its own page shows that page', async () => {
    await start({
      origin: ({ path }) => (path === '/missing.html' ? answer('our page') : answer('denied', {}, 403)),
      config: {
        CustomErrorResponses: [
          { ErrorCode: 403, ResponseCode: 404, ResponsePagePath: '/missing.html', ErrorCachingMinTTL: 0 },
        ],
      },
    });
    expect(await cdn.get('/a')).toMatchObject({
      status: 404,
      body: 'our page',
      headers: { 'x-cache': 'Error from cloudfront' },
    });
  });

  it('is kept as long as the distribution says', async () => {
    const clock = manualClock();
    await start({
      clock,
      origin: () => answer('gone', {}, 404),
      config: { CustomErrorResponses: [{ ErrorCode: 404, ErrorCachingMinTTL: 5 }] },
    });
    await cdn.get('/a');
    await cdn.get('/a');
    expect(cdn.asked).toHaveLength(1);
    clock.advance(5000);
    await cdn.get('/a');
    expect(cdn.asked).toHaveLength(2);
  });
});

it('answers the root with the default root object', async () => {
  await start({ origin: ({ path }) => answer(path), config: { DefaultRootObject: 'index.html' } });
  expect((await cdn.get('/')).body).toBe('/index.html');
});

it('gives a viewer that leaves no reason to stop serving others', async () => {
  await start({
    origin: ({ path }) =>
      path === '/endless'
        ? {
            status: 200,
            headers: {},
            body: new Readable({
              read() {
                this.push(Buffer.alloc(65_536));
              },
            }),
          }
        : answer('x'),
  });
  const controller = new AbortController();
  const response = await fetch(`${cdn.origin.replace('localhost', '127.0.0.1')}/endless`, {
    signal: controller.signal,
  });
  await response.body!.getReader().read();
  controller.abort();
  expect((await cdn.get('/a')).status).toBe(200);
});
