import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  numberOf,
  parseAttributes,
  printAttributes,
  quoted,
  sizeOf,
  textOf,
  withAttribute,
} from './attributes.ts';

const name = fc.stringMatching(/^[A-Z0-9-]{1,12}$/);
const value = fc.oneof(
  fc.string().map(quoted),
  fc.stringMatching(/^[^",\r\n]{0,12}$/),
  fc.constantFrom('"a,b=c,URI="', '"avc1.64001f,mp4a.40.2"', '1280x720', 'YES', '0x1F'),
);
const list = fc.array(fc.tuple(name, value));

describe('an attribute list', () => {
  test('is read and written without a change, whatever it says', () => {
    fc.assert(
      fc.property(list, (attributes) => {
        const text = printAttributes(attributes);
        expect(parseAttributes(text)).toEqual(attributes);
        expect(printAttributes(parseAttributes(text)!)).toBe(text);
      }),
    );
  });

  test('has commas and equals signs in quotes', () => {
    const attributes = parseAttributes('CODECS="avc1,mp4a=x",X-OWN=1, NAME="",RESOLUTION=1280x720')!;
    expect(attributes.map(([name]) => name)).toEqual(['CODECS', 'X-OWN', 'NAME', 'RESOLUTION']);
    expect(textOf(attributes, 'CODECS')).toBe('avc1,mp4a=x');
    expect(textOf(attributes, 'NAME')).toBe('');
    expect(textOf(attributes, 'own')).toBeUndefined();
    expect([numberOf(attributes, 'X-OWN'), numberOf(attributes, 'CODECS')]).toEqual([1, 0]);
    expect(sizeOf(attributes, 'RESOLUTION')).toEqual([1280, 720]);
    expect(sizeOf(attributes, 'CODECS')).toBeUndefined();
  });

  test.each(['NAME', 'A="b', 'A="b"c', '=1', '"A"=1', 'A=1,,B=2'])('is not %s', (text) => {
    expect(parseAttributes(text)).toBeUndefined();
  });

  test('holds what was put into it in quotes, whatever it is', () => {
    fc.assert(
      fc.property(list, name, fc.string({ unit: 'binary' }), (attributes, name, text) => {
        const changed = parseAttributes(printAttributes(withAttribute(attributes, name, quoted(text))))!;
        expect(textOf(changed, name)).toBe(quoted(text).slice(1, -1));
        expect(printAttributes(changed)).not.toMatch(/[\r\n]/);
        const others = ([own]: readonly string[]) => own !== name;
        expect(changed.filter(others)).toEqual(attributes.filter(others));
      }),
    );
  });
});
