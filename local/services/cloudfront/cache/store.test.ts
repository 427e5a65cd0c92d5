import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCache } from './store.ts';

const meta = (expiresAt = 1000, headers: Record<string, string> = {}) => ({
  status: 200,
  headers,
  storedAt: 0,
  expiresAt,
});

describe('the cache', () => {
  it('keeps what was committed until it expires', () => {
    const cache = createCache();
    const collector = cache.collect('a', meta());
    collector.push(Buffer.from('one '));
    expect(cache.find('a', 0)).toBeUndefined();
    collector.push(Buffer.from('two'));
    collector.commit();
    expect(cache.find('a', 999)?.body.toString()).toBe('one two');
    expect(cache.find('a', 1000)).toBeUndefined();
  });

  it('keeps nothing of a body that broke off', () => {
    const cache = createCache();
    const short = cache.collect('a', meta(1000, { 'content-length': '10' }));
    short.push(Buffer.from('nine byte'));
    short.commit();
    expect(cache.find('a', 0)).toBeUndefined();
    const aborted = cache.collect('b', meta());
    aborted.push(Buffer.from('x'));
    aborted.abort();
    aborted.commit();
    expect(cache.find('b', 0)).toBeUndefined();
  });

  it('lets the least recently used go first', () => {
    const cache = createCache({ total: 30, object: 10 });
    const put = (key: string) => {
      const collector = cache.collect(key, meta());
      collector.push(Buffer.alloc(10));
      collector.commit();
    };
    put('a');
    put('b');
    put('c');
    cache.find('a', 0);
    put('d');
    expect(['a', 'b', 'c', 'd'].filter((key) => cache.find(key, 0))).toEqual(['a', 'c', 'd']);
  });

  it('never holds more than its limits, whatever comes, ends or breaks off', () => {
    const step = fc.record({
      key: fc.constantFrom('a', 'b', 'c', 'd'),
      size: fc.nat(14),
      end: fc.constantFrom('commit', 'abort', 'open'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const cache = createCache({ total: 30, object: 10 });
        for (const { key, size, end } of steps) {
          const collector = cache.collect(key, meta());
          collector.push(Buffer.alloc(size));
          if (end === 'commit') collector.commit();
          if (end === 'abort') collector.abort();
          const kept = ['a', 'b', 'c', 'd'].map((name) => cache.find(name, 0)?.body.length ?? 0);
          expect(Math.max(...kept)).toBeLessThanOrEqual(10);
          expect(kept.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThanOrEqual(30);
        }
      }),
    );
  });
});
