import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePattern } from './compile.ts';

const matches = (pattern: unknown, event: unknown) => compilePattern(pattern)(event);

/** Each line: what is shown, the pattern's array for the field `a`, values that match, values that do not. */
const OPERATORS: readonly (readonly [string, unknown[], unknown[], unknown[]])[] = [
  ['exact text', ['x', 'y'], ['x', 'y', ['z', 'x']], ['X', '', ['z'], null, { x: 'x' }]],
  ['exact number', [5], [5, 5.0], ['5', 6]],
  ['null', [null], [null, [null]], ['', 0, []]],
  ['boolean', [true], [true], [false, 'true']],
  ['empty text', [''], [''], [null, ' ']],
  ['prefix', [{ prefix: 'uploads/' }], ['uploads/1', 'uploads/'], ['upload', 'Uploads/1', 5]],
  ['prefix without case', [{ prefix: { 'equals-ignore-case': 'UP' } }], ['uploads', 'UPS'], ['down']],
  ['suffix', [{ suffix: '.mp4' }], ['a.mp4', '.mp4'], ['a.MP4', 'mp4']],
  ['suffix without case', [{ suffix: { 'equals-ignore-case': '.mp4' } }], ['a.MP4'], ['a.mov']],
  ['equals-ignore-case', [{ 'equals-ignore-case': 'Straße' }], ['STRAße', 'straße'], ['strase']],
  ['anything-but a text', [{ 'anything-but': 'x' }], ['y', 5, null], ['x']],
  ['anything-but numbers', [{ 'anything-but': [1, 2] }], [3, '1'], [1, 2]],
  ['anything-but prefix', [{ 'anything-but': { prefix: 'in' } }], ['out'], ['init']],
  ['anything-but prefixes', [{ 'anything-but': { prefix: ['in', 'out'] } }], ['up'], ['init', 'outer']],
  ['anything-but suffix', [{ 'anything-but': { suffix: '.txt' } }], ['a.md'], ['a.txt']],
  [
    'anything-but without case',
    [{ 'anything-but': { 'equals-ignore-case': ['a', 'b'] } }],
    ['c'],
    ['A', 'b'],
  ],
  ['anything-but wildcard', [{ 'anything-but': { wildcard: '*/lib/*' } }], ['a/src/b'], ['a/lib/b']],
  ['numeric range', [{ numeric: ['>', 0, '<=', 5] }], [0.1, 5], [0, 5.1, '3']],
  ['numeric equality', [{ numeric: ['=', 300] }], [3e2], [301]],
  ['wildcard', [{ wildcard: 'a/*/c*.m3u8' }], ['a/b/c.m3u8', 'a//cx.m3u8'], ['a/c.m3u8', 'a/b/c.m3u8x']],
  ['wildcard with a literal star', [{ wildcard: 'a\\*b*' }], ['a*b', 'a*bc'], ['axb']],
  ['wildcard parts that must not overlap', [{ wildcard: 'ab*ba' }], ['abba', 'ab-ba'], ['aba']],
  ['cidr', [{ cidr: '10.0.0.0/24' }], ['10.0.0.0', '10.0.0.255'], ['10.0.1.0', 'x', '::1']],
  ['cidr of IPv6', [{ cidr: '2001:db8::/32' }], ['2001:db8::1'], ['2001:db9::1', '10.0.0.1']],
  ['exists', [{ exists: true }], [1, null, '', [1]], [undefined, {}, []]],
  ['absence', [{ exists: false }], [undefined, { b: 1 }, []], [1, null]],
  ['one of several', ['x', { prefix: 'y' }, { exists: false }], ['x', 'yes', undefined], ['z']],
];

describe('an event pattern', () => {
  it.each(OPERATORS)('matches by %s', (_name, elements, matching, others) => {
    for (const a of matching)
      expect([a, matches({ a: elements }, a === undefined ? {} : { a })]).toEqual([a, true]);
    for (const a of others)
      expect([a, matches({ a: elements }, a === undefined ? {} : { a })]).toEqual([a, false]);
  });

  it('needs every field, at every depth', () => {
    const pattern = {
      source: ['aws.mediaconvert'],
      detail: { status: ['COMPLETE', 'ERROR'], queue: { name: ['q'] } },
    };
    const event = (status: string, name: string) => ({
      source: 'aws.mediaconvert',
      detail: { status, queue: { name } },
    });
    expect(matches(pattern, event('ERROR', 'q'))).toBe(true);
    expect(matches(pattern, event('PROGRESSING', 'q'))).toBe(false);
    expect(matches(pattern, event('ERROR', 'other'))).toBe(false);
    expect(matches(pattern, { source: 'aws.mediaconvert' })).toBe(false);
  });

  it('takes absence below a missing parent as absence', () => {
    expect(matches({ detail: { error: { code: [{ exists: false }] } } }, { detail: {} })).toBe(true);
  });

  it('wants all fields of one object of an array', () => {
    const pattern = { items: { a: [1], b: [2] } };
    expect(matches(pattern, { items: [{ a: 1, b: 2 }] })).toBe(true);
    expect(matches(pattern, { items: [{ a: 1 }, { b: 2 }] })).toBe(false);
  });

  it('joins $or with its neighbours', () => {
    const pattern = {
      source: ['s'],
      $or: [{ detail: { a: [1] } }, { detail: { b: [{ numeric: ['>', 5] }] } }],
    };
    expect(matches(pattern, { source: 's', detail: { a: 1 } })).toBe(true);
    expect(matches(pattern, { source: 's', detail: { b: 6 } })).toBe(true);
    expect(matches(pattern, { source: 's', detail: { b: 5 } })).toBe(false);
    expect(matches(pattern, { source: 't', detail: { a: 1 } })).toBe(false);
  });

  it('does not look at inherited properties', () => {
    expect(matches({ constructor: [{ exists: true }] }, {})).toBe(false);
  });

  it.each<[unknown, string]>([
    [[], 'no object'],
    [{}, 'nothing'],
    [{ a: 'x' }, 'a value without an array'],
    [{ a: [] }, 'an empty array'],
    [{ a: [['x']] }, 'an array in an array'],
    [{ a: [{ like: 'x' }] }, 'an unknown operator'],
    [{ a: [{ prefix: 'x', suffix: 'y' }] }, 'two operators in one'],
    [{ a: [{ prefix: 5 }] }, 'a prefix that is a number'],
    [{ a: [{ exists: 'yes' }] }, 'exists of a text'],
    [{ a: [{ numeric: ['>', '0'] }] }, 'a numeric bound of text'],
    [{ a: [{ numeric: ['~', 0] }] }, 'an unknown comparison'],
    [{ a: [{ wildcard: 'a**b' }] }, 'two stars in a row'],
    [{ a: [{ cidr: '10.0.0.0' }] }, 'a network without its length'],
    [{ a: [{ 'anything-but': [] }] }, 'anything but nothing'],
    [{ $or: [{ a: [1] }] }, 'a single alternative'],
  ])('refuses %j: %s', (pattern) => {
    expect(() => compilePattern(pattern)).toThrow(
      expect.objectContaining({ code: 'InvalidEventPatternException' }),
    );
  });
});

const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
const event = fc.dictionary(
  fc.string({ minLength: 1 }).filter((name) => name !== '$or' && name !== '__proto__'),
  fc.oneof(scalar, fc.array(scalar, { minLength: 1, maxLength: 3 })),
  { minKeys: 1, maxKeys: 5 },
);

describe('for any event', () => {
  it('the pattern made of its own values matches it, and leaves no other value in', () => {
    fc.assert(
      fc.property(event, (sample) => {
        const pattern = Object.fromEntries(
          Object.entries(sample).map(([name, value]) => [name, Array.isArray(value) ? value : [value]]),
        );
        expect(matches(pattern, sample)).toBe(true);
        const [first = ''] = Object.keys(sample);
        expect(matches(pattern, { ...sample, [first]: { not: 'a value' } })).toBe(false);
      }),
    );
  });

  it('anything-but is the opposite of its operand for a single value', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (wanted, value) => {
        for (const operator of ['prefix', 'suffix', 'equals-ignore-case'])
          expect(matches({ a: [{ 'anything-but': { [operator]: wanted } }] }, { a: value })).toBe(
            !matches({ a: [{ [operator]: wanted }] }, { a: value }),
          );
      }),
    );
  });

  it('wildcards agree with the regular expression of the same meaning', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 6 });
    const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 12 });
    fc.assert(
      fc.property(letters, text, (pattern, value) => {
        fc.pre(!pattern.includes('**'));
        const expected = new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(value);
        expect(matches({ a: [{ wildcard: pattern }] }, { a: value })).toBe(expected);
      }),
    );
  });

  it('numeric bounds hold exactly the numbers between them', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), fc.integer(), (low, high, value) => {
        expect(matches({ a: [{ numeric: ['>=', low, '<', high] }] }, { a: value })).toBe(
          value >= low && value < high,
        );
      }),
    );
  });

  it('never throws while matching', () => {
    const pattern = compilePattern({
      a: [{ prefix: 'x' }],
      $or: [{ b: { c: [{ numeric: ['<', 1] }] } }, { d: [{ exists: false }] }],
    });
    fc.assert(
      fc.property(fc.anything(), (anything) => {
        expect(typeof pattern(anything)).toBe('boolean');
      }),
    );
  });
});
