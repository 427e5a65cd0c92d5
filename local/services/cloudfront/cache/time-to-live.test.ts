import { describe, expect, it } from 'vitest';
import { MANAGED_CACHE_POLICIES } from '../policies/cache-policy.ts';
import { CACHING_DISABLED, CACHING_OPTIMIZED } from '../testing.ts';
import { timeToLive } from './time-to-live.ts';

const optimized = MANAGED_CACHE_POLICIES[CACHING_OPTIMIZED]!;
const disabled = MANAGED_CACHE_POLICIES[CACHING_DISABLED]!;
const NOW = Date.parse('2026-01-01T00:00:00Z');
const ttl = (headers: Record<string, string>, status = 200, policy = optimized) =>
  timeToLive(status, headers, policy, 10, NOW);

describe('how long a response is kept', () => {
  it.each([
    ['nothing said', {}, 86_400],
    ['max-age', { 'cache-control': 'public, max-age=60' }, 60],
    ['s-maxage before max-age', { 'cache-control': 'max-age=60, s-maxage=5' }, 5],
    ['more than the policy allows', { 'cache-control': 'max-age=99999999' }, 31_536_000],
    ['less than the policy asks for', { 'cache-control': 'no-store' }, 1],
    ['private', { 'cache-control': 'private, max-age=60' }, 1],
    ['Expires', { expires: 'Thu, 01 Jan 2026 00:01:00 GMT' }, 60],
  ])('%s', (_what, headers, expected) => expect(ttl(headers)).toBe(expected));

  it('is not at all where caching is disabled, errors included', () => {
    expect(ttl({ 'cache-control': 'max-age=60' }, 200, disabled)).toBe(0);
    expect(ttl({}, 404, disabled)).toBe(0);
  });

  it('is at least the error caching time for an error', () => {
    expect(ttl({}, 404)).toBe(10);
    expect(ttl({ 'cache-control': 'max-age=60' }, 503)).toBe(60);
    expect(ttl({}, 401)).toBe(0);
  });

  it('is what the origin asks for where an error is kept only on its word', () => {
    expect(ttl({}, 403)).toBe(0);
    expect(ttl({ 'cache-control': 'no-store' }, 403)).toBe(0);
    expect(ttl({ 'cache-control': 'max-age=60' }, 403)).toBe(60);
    expect(ttl({ 'cache-control': 's-maxage=5' }, 400)).toBe(10);
  });

  it('is not at all for a part, and for a redirect as for any object', () => {
    expect(ttl({}, 206)).toBe(0);
    expect(ttl({}, 302)).toBe(86_400);
    expect(ttl({}, 307)).toBe(0);
    expect(ttl({ 'cache-control': 'max-age=5' }, 308)).toBe(5);
  });
});
