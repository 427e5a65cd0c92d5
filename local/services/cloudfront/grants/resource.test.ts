import { describe, expect, it } from 'vitest';
import { resourceCovers } from './resource.ts';

const url = (text: string) => {
  const { protocol, host, pathname, search } = new URL(text);
  return { protocol: protocol.slice(0, -1), domain: host, path: pathname, query: search.slice(1) };
};

describe('the resource of a policy', () => {
  it.each([
    ['*', 'http://cdn:1/any/thing?at=all', true],
    ['http://cdn:1/videos/abc/*', 'http://cdn:1/videos/abc/x/y.ts', true],
    ['http://cdn:1/videos/abc/*', 'http://cdn:1/videos/abc/y.ts?any=query', true],
    ['http://cdn:1/videos/abc/*', 'http://cdn:2/videos/abc/y.ts', false],
    ['https://cdn:1/videos/abc/*', 'http://cdn:1/videos/abc/y.ts', false],
    ['*://cdn:1/videos/abc/*', 'http://cdn:1/videos/abc/y.ts', true],
    ['http*://cdn:1/a', 'http://cdn:1/a', true],
    ['HTTP://CDN:1/a', 'http://cdn:1/a', true],
    ['http://cdn:1/A', 'http://cdn:1/a', false],
    ['http://*/a', 'http://cdn:1/a', true],
    ['http://*.example.com/a', 'http://x.example.com/a', true],
    ['http://*.example.com/a', 'http://evil.net/.example.com/a', false],
    ['http://cdn*', 'http://cdn:1/any?query', true],
    ['*cdn:1/a', 'http://cdn:1/a', true],
    ['cdn:1/a', 'http://cdn:1/a', false],
    ['http://cdn:1/a', 'http://cdn:1/a?x=1', false],
    ['http://cdn:1/a\\?x=1', 'http://cdn:1/a?x=1', true],
    ['http://cdn:1/a\\?x=*', 'http://cdn:1/a?x=1&y=2', true],
    ['http://cdn:1/a\\?x=1', 'http://cdn:1/a', false],
    ['http://cdn:1/a?x=1', 'http://cdn:1/a?x=1', false],
    ['http://cdn:1/*.ts', 'http://cdn:1/a/b.ts', true],
    ['http://cdn:1/*.ts', 'http://cdn:1/a/b.key?x=.ts', false],
    ['http://cdn:1/seg_?.ts', 'http://cdn:1/seg_1.ts', true],
    ['http://cdn:1/seg_?.ts', 'http://cdn:1/seg_10.ts', false],
  ])('%s on %s: %s', (resource, requested, expected) =>
    expect(resourceCovers(resource, url(requested))).toBe(expected),
  );
});
