import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CacheKey } from './cache-key.ts';
import { createCache, type ResponseCache } from './store.ts';

const keyOf = (text: string): CacheKey => ({ text, distribution: 'D', address: `/${text}` });
const response = (body: Buffer) => ({
  status: 200,
  headers: {},
  body,
  storedAt: 0,
  expiresAt: 1000,
  validators: { etag: undefined, lastModified: undefined },
});

/** Brings a body of that size in; answers whether there was room. */
function put(
  cache: ResponseCache,
  text: string,
  size: number,
  end: 'commit' | 'release' | 'open' = 'commit',
) {
  const room = cache.reserve();
  if (!room.grow(size)) return false;
  if (end === 'commit') room.commit(keyOf(text), response(Buffer.alloc(size)));
  if (end === 'release') room.release();
  return true;
}

describe('the cache', () => {
  it('keeps what was committed, fresh or not, and what is renewed', () => {
    const cache = createCache();
    const room = cache.reserve();
    room.grow(3);
    expect(cache.find(keyOf('a'))).toBeUndefined();
    room.commit(keyOf('a'), response(Buffer.from('one')));
    expect(cache.find(keyOf('a'))).toMatchObject({ expiresAt: 1000 });
    cache.renew(keyOf('a'), { expiresAt: 2000 });
    expect(cache.find(keyOf('a'))).toMatchObject({ body: Buffer.from('one'), expiresAt: 2000 });
    expect(cache.renew(keyOf('b'), { expiresAt: 2000 })).toBeUndefined();
  });

  it('drops what an invalidation names', () => {
    const cache = createCache({ total: 20, object: 10 });
    put(cache, 'a', 10);
    put(cache, 'b', 10);
    cache.remove(({ address }) => address === '/a');
    expect(cache.find(keyOf('a'))).toBeUndefined();
    expect(cache.find(keyOf('b'))).toBeDefined();
    expect(put(cache, 'c', 10)).toBe(true);
    expect(cache.find(keyOf('b'))).toBeDefined();
  });

  it('lets the least recently used go first', () => {
    const cache = createCache({ total: 30, object: 10 });
    put(cache, 'a', 10);
    put(cache, 'b', 10);
    put(cache, 'c', 10);
    cache.find(keyOf('a'));
    put(cache, 'd', 10);
    expect(['a', 'b', 'c', 'd'].filter((text) => cache.find(keyOf(text)))).toEqual(['a', 'c', 'd']);
  });

  it('has no room for an object that is too large, nor for more at once than its limit', () => {
    const cache = createCache({ total: 25, object: 10 });
    expect(put(cache, 'a', 11)).toBe(false);
    expect(put(cache, 'b', 10, 'open')).toBe(true);
    expect(put(cache, 'c', 10, 'open')).toBe(true);
    expect(put(cache, 'd', 10)).toBe(false);
    expect(put(cache, 'e', 5)).toBe(true);
  });

  it('never holds more than its limits, whatever comes, ends or breaks off', () => {
    const step = fc.record({
      text: fc.constantFrom('a', 'b', 'c', 'd'),
      size: fc.nat(14),
      end: fc.constantFrom('commit', 'release', 'open'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const cache = createCache({ total: 30, object: 10 });
        let open = 0;
        for (const { text, size, end } of steps) {
          if (put(cache, text, size, end) && end === 'open') open += size;
          const kept = ['a', 'b', 'c', 'd'].map((name) => cache.find(keyOf(name))?.body.length ?? 0);
          expect(Math.max(...kept)).toBeLessThanOrEqual(10);
          expect(open + kept.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThanOrEqual(30);
        }
      }),
    );
  });
});
