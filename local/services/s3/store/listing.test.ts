import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareKeys, listPage, prefixEnd } from './listing.ts';

const key = fc.string({
  unit: fc.constantFrom('a', 'b', '/', '\uffff', '😀', 'é'),
  minLength: 1,
  maxLength: 6,
});

/** All pages of a listing over these keys, one entry or rolled-up prefix after the other. */
function listAll(keys: readonly string[], prefix: string, delimiter: string, limit: number) {
  const sorted = [...new Set(keys)].sort(compareKeys);
  const scan = (from: string) =>
    sorted.filter((name) => compareKeys(name, from) >= 0).map((name) => ({ key: name }));
  const found: string[] = [];
  let next: string | undefined = '';
  while (next !== undefined) {
    const page: ReturnType<typeof listPage> = listPage({ prefix, delimiter, from: next, limit }, scan);
    expect(page.entries.length + page.commonPrefixes.length).toBeLessThanOrEqual(limit);
    found.push(...page.entries.map((entry) => (entry as { key: string }).key), ...page.commonPrefixes);
    next = page.next;
  }
  return found.sort(compareKeys);
}

describe('listings', () => {
  test('pages of any size hold every key or its folder once, and nothing else', () => {
    fc.assert(
      fc.property(
        fc.array(key, { maxLength: 30 }),
        fc.constantFrom('', 'a', 'a/', '😀'),
        fc.constantFrom('', '/', 'b'),
        fc.integer({ min: 1, max: 5 }),
        (keys, prefix, delimiter, limit) => {
          const expected = new Set(
            keys
              .filter((name) => name.startsWith(prefix))
              .map((name) => {
                const cut = delimiter === '' ? -1 : name.indexOf(delimiter, prefix.length);
                return cut < 0 ? name : name.slice(0, cut + delimiter.length);
              }),
          );
          expect(listAll(keys, prefix, delimiter, limit)).toEqual([...expected].sort(compareKeys));
        },
      ),
    );
  });

  test('the end of a prefix is behind all that start with it, and before all others', () => {
    fc.assert(
      fc.property(key, key, (prefix, other) => {
        const end = prefixEnd(prefix);
        expect(end).toBeDefined();
        expect(compareKeys(prefix + other, end!)).toBeLessThan(0);
        if (compareKeys(other, prefix) > 0 && !other.startsWith(prefix))
          expect(compareKeys(other, end!)).toBeGreaterThanOrEqual(0);
      }),
    );
    expect(prefixEnd('')).toBeUndefined();
    expect(prefixEnd('\u{10ffff}')).toBeUndefined();
    expect(prefixEnd('a\u{10ffff}')).toBe('b');
  });

  test('a page of nothing is empty and the last', () => {
    expect(listPage({ prefix: '', delimiter: '', from: '', limit: 0 }, () => [{ key: 'a' }])).toEqual({
      entries: [],
      commonPrefixes: [],
      last: undefined,
      next: undefined,
    });
  });
});
