import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LONG, startBench, type Bench } from './bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());

describe('the cache', () => {
  it('serves what it has until it is invalidated, also after the origin lost it', async () => {
    await bench.put('kept/a.txt', 'one', { CacheControl: 'max-age=600' });
    await bench.put('kept/b.txt', 'two', { CacheControl: 'max-age=600' });
    for (const path of ['/kept/a.txt', '/kept/b.txt']) await (await bench.get(path)).text();
    await bench.s3().send(new DeleteObjectCommand({ Bucket: bench.outputs['Bucket'], Key: 'kept/a.txt' }));
    const hit = await bench.get('/kept/a.txt');
    expect([await hit.text(), hit.headers.get('x-cache')]).toEqual(['one', 'Hit from cloudfront']);
    expect(hit.headers.get('age')).toMatch(/^\d+$/);

    await bench.invalidate(['/kept/a*']);
    expect((await bench.get('/kept/a.txt')).headers.get('x-cache')).not.toBe('Hit from cloudfront');
    expect((await bench.get('/kept/b.txt')).headers.get('x-cache')).toBe('Hit from cloudfront');
  });

  it('asks the origin whether an expired object still holds', async () => {
    await bench.put('short-lived.txt', 'text', { CacheControl: 'max-age=0' });
    await (await bench.get('/short-lived.txt')).text();
    // CachingOptimized keeps everything for a second at least.
    await expect
      .poll(async () => (await bench.get('/short-lived.txt')).headers.get('x-cache'), { timeout: 5000 })
      .toBe('RefreshHit from cloudfront');
  });

  it('tells requests apart by the policy’s key, and passes on what is in it', async () => {
    const ask = async (path: string, mode: string) => {
      const response = await bench.get(path, { 'x-mode': mode, 'x-other': Math.random().toString() });
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
      Array.from(
        { length: 20 },
        async () => ((await (await bench.get(path)).json()) as { count: number }).count,
      ),
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
    await (await bench.get('/film.ts')).text();
    const response = await bench.get('/film.ts', { range });
    expect([response.status, response.headers.get('content-range')]).toEqual([status, contentRange]);
    if (body !== undefined) expect(await response.text()).toBe(body);
  });

  it('answers several ranges in one multipart body, and a part from the origin when it has none', async () => {
    await (await bench.get('/film.ts')).text();
    const response = await bench.get('/film.ts', { range: 'bytes=0-1,8-9' });
    expect(response.headers.get('content-type')).toMatch(/^multipart\/byteranges; boundary=/);
    expect(await response.text()).toContain('Content-Range: bytes 8-9/10\r\n\r\n89');
    await bench.put('fresh.ts', 'abcdef');
    const part = await bench.get('/fresh.ts', { range: 'bytes=1-2' });
    expect([part.status, await part.text(), part.headers.get('x-cache')]).toEqual([
      206,
      'bc',
      'Miss from cloudfront',
    ]);
  });

  it('answers conditions and HEAD from what it has', async () => {
    const etag = (await bench.get('/film.ts')).headers.get('etag')!;
    expect((await bench.get('/film.ts', { 'if-none-match': etag })).status).toBe(304);
    const head = await bench.get('/film.ts', {}, 'HEAD');
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '10', '']);
  });

  it.each([
    ['br, gzip', 'br', brotliDecompressSync],
    ['gzip', 'gzip', gunzipSync],
  ])('compresses for a viewer that takes %s', async (accepted, coding, decode) => {
    const { port } = new URL(bench.cdn);
    const answer = await bench.raw('/long.txt', { host: `localhost:${port}`, 'accept-encoding': accepted });
    expect(answer.headers['content-encoding']).toBe(coding);
    expect(decode(answer.body).toString()).toBe(LONG);
    const small = await bench.raw('/small.txt', { host: `localhost:${port}`, 'accept-encoding': accepted });
    expect(small.headers['content-encoding']).toBeUndefined();
  });
});
