import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import type { OriginResponse } from '../../../runtime/runtime.ts';
import { answer, manualClock, startCdn } from '../testing.ts';

let cdn: Awaited<ReturnType<typeof startCdn>>;
afterEach(() => cdn.stop());
const start = async (options: Parameters<typeof startCdn>[0]) => (cdn = await startCdn(options));

const MINUTE = { 'cache-control': 'max-age=60' };

/** An origin's body that a test feeds by hand. */
function fed(headers: Record<string, string> = {}) {
  const body = new Readable({ read: () => undefined });
  return { body, response: { status: 200, headers, body } satisfies OriginResponse };
}

describe('viewers that want the same at the same time', () => {
  it('ask the origin once, and each gets all of it', async () => {
    const { body, response } = fed(MINUTE);
    await start({ origin: () => response });
    const first = cdn.get('/a');
    await expect.poll(() => cdn.asked.length).toBe(1);
    body.push('one ');
    const others = [cdn.get('/a'), cdn.get('/a', { range: 'bytes=4-6' }), cdn.get('/a', {}, 'HEAD')];
    body.push('two');
    body.push(null);
    const [second, part, head] = await Promise.all(others);
    expect((await first).headers['x-cache']).toBe('Miss from cloudfront');
    expect(second).toMatchObject({ body: 'one two', headers: { 'x-cache': 'Hit from cloudfront' } });
    expect(part).toMatchObject({ status: 206, body: 'two' });
    expect(head).toMatchObject({ status: 200, body: '', headers: { 'content-length': '7' } });
    expect(cdn.asked).toHaveLength(1);
  });

  it('share the fate of a body that breaks off, and nothing of it is kept', async () => {
    const { body, response } = fed({ 'content-length': '9' });
    let broken = true;
    await start({ origin: () => (broken ? response : answer('whole')) });
    const viewers = [cdn.get('/a')];
    await expect.poll(() => cdn.asked.length).toBe(1);
    viewers.push(cdn.get('/a'));
    body.push('one');
    body.push(null);
    const ends = await Promise.allSettled(viewers);
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    broken = false;
    expect((await cdn.get('/a')).body).toBe('whole');
  });

  it('get answers of their own when the answer may not be kept', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    let count = 0;
    const none = { Name: 'p', MinTTL: 0, DefaultTTL: 60, MaxTTL: 60 };
    await start({
      origin: async () => {
        const own = ++count;
        await held;
        return answer(`answer ${own}`, { 'cache-control': 'no-store' });
      },
      before: async (make) => ({ CachePolicyId: await make('Policy', 'CachePolicy', none) }),
    });
    const viewers = [cdn.get('/a'), cdn.get('/a')];
    await expect.poll(() => cdn.asked.length).toBe(1);
    release();
    expect((await Promise.all(viewers)).map(({ body }) => body).sort()).toEqual(['answer 1', 'answer 2']);
  });

  it('need not wait for one another: an abandoned fetch is there for the next', async () => {
    const { body, response } = fed(MINUTE);
    await start({ origin: () => response });
    const controller = new AbortController();
    const leaving = fetch(`${cdn.origin.replace('localhost', '127.0.0.1')}/a`, {
      signal: controller.signal,
      headers: { 'accept-encoding': 'identity' },
    });
    await expect.poll(() => cdn.asked.length).toBe(1);
    body.push('one ');
    await leaving;
    controller.abort();
    body.push('two');
    body.push(null);
    await expect.poll(async () => (await cdn.get('/a')).body).toBe('one two');
    expect(cdn.asked).toHaveLength(1);
  });
});

describe('an object that has expired', () => {
  it('is not fresh for a year because the clock was set back by one', async () => {
    const clock = manualClock();
    let version = 1;
    await start({ clock, origin: () => answer(`version ${version}`, MINUTE) });
    clock.advance(365 * 86_400_000);
    await cdn.get('/a');
    clock.advance(-365 * 86_400_000);
    version = 2;
    expect((await cdn.get('/a')).body).toBe('version 2');
    expect((await cdn.get('/a')).headers['x-cache']).toBe('Hit from cloudfront');
  });

  it('is served again when the origin says that it still holds', async () => {
    const clock = manualClock();
    await start({
      clock,
      origin: ({ headers }) =>
        headers['if-none-match'] === '"e"'
          ? { status: 304, headers: { etag: '"e"', ...MINUTE }, body: Readable.from([]) }
          : answer('text', { etag: '"e"', 'last-modified': 'Thu, 01 Jan 2026 00:00:00 GMT', ...MINUTE }),
    });
    await cdn.get('/a');
    clock.advance(61_000);
    expect(await cdn.get('/a')).toMatchObject({
      body: 'text',
      headers: { 'x-cache': 'RefreshHit from cloudfront', age: '0' },
    });
    expect(cdn.asked[1]!.headers).toMatchObject({
      'if-none-match': '"e"',
      'if-modified-since': 'Thu, 01 Jan 2026 00:00:00 GMT',
    });
    clock.advance(59_000);
    expect((await cdn.get('/a', { range: 'bytes=0-0' })).headers['x-cache']).toBe('Hit from cloudfront');
    clock.advance(2_000);
    expect(await cdn.get('/a', { range: 'bytes=1-2' })).toMatchObject({
      status: 206,
      body: 'ex',
      headers: { 'x-cache': 'RefreshHit from cloudfront' },
    });
    expect(cdn.asked).toHaveLength(3);
  });

  it('is asked for by the origin’s own tag where the edge compressed it', async () => {
    const clock = manualClock();
    await start({
      clock,
      origin: () => answer('a'.repeat(2000), { etag: '"e"', ...MINUTE }),
      behavior: { Compress: true },
    });
    await cdn.get('/a', { 'accept-encoding': 'gzip' });
    clock.advance(61_000);
    await cdn.get('/a', { 'accept-encoding': 'gzip' });
    expect(cdn.asked[1]!.headers['if-none-match']).toBe('"e"');
  });

  it('gives way to a new one', async () => {
    const clock = manualClock();
    let version = 1;
    await start({ clock, origin: () => answer(`version ${version}`, { etag: `"${version}"`, ...MINUTE }) });
    await cdn.get('/a');
    version = 2;
    clock.advance(61_000);
    expect(await cdn.get('/a')).toMatchObject({
      body: 'version 2',
      headers: { 'x-cache': 'Miss from cloudfront' },
    });
  });

  it('is served while the origin is in trouble, which is asked again after the error caching time', async () => {
    const clock = manualClock();
    let trouble: 'none' | 'status' | 'thrown' = 'none';
    await start({
      clock,
      origin: () => {
        if (trouble === 'thrown') throw new Error('gone');
        return trouble === 'status' ? answer('oh', {}, 503) : answer('text', MINUTE);
      },
    });
    await cdn.get('/a');
    for (const kind of ['status', 'thrown'] as const) {
      trouble = kind;
      clock.advance(61_000);
      const before = cdn.asked.length;
      expect(await cdn.get('/a')).toMatchObject({ status: 200, body: 'text' });
      expect((await cdn.get('/a')).status).toBe(200);
      expect(cdn.asked).toHaveLength(before + 1);
      clock.advance(11_000);
      await cdn.get('/a');
      expect(cdn.asked).toHaveLength(before + 2);
    }
    expect((await cdn.get('/b')).status).toBe(502);
  });

  it('is not served when the origin says that it is gone', async () => {
    const clock = manualClock();
    let there = true;
    await start({ clock, origin: () => (there ? answer('text', MINUTE) : answer('none', {}, 404)) });
    await cdn.get('/a');
    there = false;
    clock.advance(61_000);
    expect((await cdn.get('/a')).status).toBe(404);
  });

  it('stays served with a clock that goes back', async () => {
    const clock = manualClock();
    await start({ clock, origin: () => answer('text', MINUTE) });
    await cdn.get('/a');
    clock.advance(-3_600_000);
    expect(await cdn.get('/a')).toMatchObject({ body: 'text', headers: { age: '0' } });
  });
});

describe('large objects', () => {
  const MEGABYTE = 1024 * 1024;
  const large = (megabytes: number) =>
    Readable.from(
      (async function* () {
        for (let index = 0; index < megabytes; index++) yield Buffer.alloc(MEGABYTE, index);
      })(),
    );

  it.each([
    ['whose length is known', { 'content-length': String(40 * MEGABYTE) }],
    ['whose length nobody said', {}],
  ])('%s pass through whole, and are not kept', async (_what, headers) => {
    await start({ origin: () => ({ status: 200, headers, body: large(40) }) });
    const bytes = async () =>
      (await fetch(`${cdn.origin.replace('localhost', '127.0.0.1')}/a`)).arrayBuffer();
    const [one, two] = await Promise.all([bytes(), bytes()]);
    expect([one.byteLength, two.byteLength]).toEqual([40 * MEGABYTE, 40 * MEGABYTE]);
    expect(new Uint8Array(one)[39 * MEGABYTE]).toBe(39);
    await bytes();
    expect(cdn.asked.length).toBeGreaterThanOrEqual(2);
  });

  it('wait for their viewer, and hold no more than the cache may', async () => {
    let made = 0;
    const body = Readable.from(
      (async function* () {
        for (; made < 200; made++) yield Buffer.alloc(MEGABYTE);
      })(),
    );
    await start({ origin: () => ({ status: 200, headers: {}, body }) });
    const controller = new AbortController();
    const response = await fetch(`${cdn.origin.replace('localhost', '127.0.0.1')}/a`, {
      signal: controller.signal,
    });
    await response.body!.getReader().read();
    // Long enough for a loop that does not wait to have run through.
    let seen = -1;
    await expect
      .poll(
        () => {
          const still = made === seen;
          seen = made;
          return still;
        },
        { interval: 100 },
      )
      .toBe(true);
    expect(made).toBeLessThan(60);
    controller.abort();
  });
});

it('answers several parts of an object as one multipart body', async () => {
  await start({ origin: () => answer('0123456789', MINUTE) });
  await cdn.get('/a');
  const reply = await cdn.get('/a', { range: 'bytes=0-1,5-6' });
  expect(reply.status).toBe(206);
  const boundary = /^multipart\/byteranges; boundary=(.+)$/.exec(String(reply.headers['content-type']))?.[1];
  expect(reply.body).toBe(
    `\r\n--${boundary}\r\nContent-Type: text/plain\r\nContent-Range: bytes 0-1/10\r\n\r\n01` +
      `\r\n--${boundary}\r\nContent-Type: text/plain\r\nContent-Range: bytes 5-6/10\r\n\r\n56\r\n--${boundary}--\r\n`,
  );
  expect(Number(reply.headers['content-length'])).toBe(reply.body.length);
  expect(await cdn.get('/a', { range: 'bytes=5-6,0-1' })).toMatchObject({ status: 200, body: '0123456789' });
});

it('keeps the whole that an origin sends for a part', async () => {
  await start({ origin: () => answer('0123456789', MINUTE) });
  expect(await cdn.get('/a', { range: 'bytes=1-2' })).toMatchObject({ status: 200, body: '0123456789' });
  expect(await cdn.get('/a', { range: 'bytes=1-2' })).toMatchObject({ status: 206, body: '12' });
  expect(cdn.asked).toHaveLength(1);
});

it('keeps answers to OPTIONS where that is asked for', async () => {
  const methods = ['GET', 'HEAD', 'OPTIONS'];
  await start({
    origin: ({ method }) => answer(method, MINUTE),
    behavior: { AllowedMethods: methods, CachedMethods: methods },
  });
  await cdn.get('/a');
  expect((await cdn.get('/a', {}, 'OPTIONS')).body).toBe('OPTIONS');
  expect((await cdn.get('/a', {}, 'OPTIONS')).headers['x-cache']).toBe('Hit from cloudfront');
  expect(cdn.asked).toHaveLength(2);
});
