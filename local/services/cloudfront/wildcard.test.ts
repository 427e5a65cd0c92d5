import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesWildcard } from './wildcard.ts';

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
/** The same notation as a regular expression: slow on hostile patterns, and obviously right. */
const asRegExp = (pattern: string) =>
  new RegExp(
    `^${pattern
      .split(/(\\\?|\*|\?)/)
      .map((part) => ({ '*': '[^]*', '?': '[^]', '\\?': '\\?' })[part] ?? escaped(part))
      .join('')}$`,
  );

describe('a wildcard', () => {
  it('agrees with the regular expression it stands for', () => {
    const letters = fc.constantFrom('a', 'b', '/', '?', '.');
    const pattern = fc.array(fc.oneof(letters, fc.constantFrom('*', '\\?')), { maxLength: 8 });
    fc.assert(
      fc.property(pattern, fc.array(letters, { maxLength: 10 }), (parts, text) => {
        expect(matchesWildcard(parts.join(''), text.join(''))).toBe(
          asRegExp(parts.join('')).test(text.join('')),
        );
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['*', '', true],
    ['videos/*', 'videos/', true],
    ['videos/*', 'videos', false],
    ['*.m3u8', 'videos/a/b.m3u8', true],
    ['a?c', 'ac', false],
    ['a\\?c', 'a?c', true],
    ['a\\?c', 'abc', false],
  ])('%s on "%s" is %s', (pattern, text, expected) => expect(matchesWildcard(pattern, text)).toBe(expected));

  it('stays quick on a pattern made to be slow', () => {
    expect(matchesWildcard(`${'*a'.repeat(200)}b`, 'a'.repeat(4000))).toBe(false);
  });
});
