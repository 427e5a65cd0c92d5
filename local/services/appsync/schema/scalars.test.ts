import { expect, test } from 'vitest';
import { scalars } from './scalars.ts';

test.each<[string, unknown[], unknown[]]>([
  [
    'AWSDate',
    ['2026-02-28', '2026-02-28Z', '2026-02-28+01:30', '2024-02-29', '2000-02-29'],
    [
      '2026-02-30',
      '2026-02-29',
      '1900-02-29',
      '2026-04-31',
      '2026-01-01+18:30',
      '2026-13-01',
      '28.2.2026',
      1,
    ],
  ],
  ['AWSTime', ['12:30', '12:30:59', '12:30:59.123Z', '23:59-08:00'], ['24:00', '12', 'noon']],
  [
    'AWSDateTime',
    ['2026-01-01T00:00Z', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00+05:30'],
    ['2026-01-01T00:00', '2026-01-01'],
  ],
  ['AWSTimestamp', [0, 1767323045, -1], ['a', 1.5, null]],
  ['AWSEmail', ['a@b.co', 'a+b@c.d.e'], ['a', 'a@b', '@b.co', 'a b@c.de']],
  [
    'AWSURL',
    ['https://a.b/c', 'http://localhost:4000', 'mailto:a@b.c'],
    ['a', '/a', 'http://a b', 'http://a//b', 'http://a/b//c'],
  ],
  ['AWSPhone', ['+44 20 7946 0958', '555-0100'], ['abc', '+', '1']],
  ['AWSIPAddress', ['127.0.0.1', '::1', '10.0.0.0/8', '2001:db8::/32'], ['256.1.1.1', '10.0.0.0/33', 'x']],
  ['AWSJSON', ['{"a":1}', '1', '"x"', 'null'], ['{', {}, 'x']],
])('%s takes what it names and refuses the rest', (name, good, bad) => {
  const { parseValue } = scalars[name]!;
  for (const value of good) expect(() => parseValue!(value)).not.toThrow();
  for (const value of bad) expect(() => parseValue!(value)).toThrow(/^Unable to parse/);
});

test('JSON reaches resolvers parsed and leaves as one text, however often', () => {
  const { parseValue, serialize } = scalars['AWSJSON']!;
  expect(parseValue!('{"a":[1]}')).toEqual({ a: [1] });
  expect(serialize!({ a: 1 })).toBe('{"a":1}');
  expect(serialize!(serialize!({ a: 1 }))).toBe('{"a":1}');
});
