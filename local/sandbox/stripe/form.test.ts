import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeForm } from './form.ts';

const decoded = (text: string) =>
  JSON.parse(JSON.stringify(decodeForm(new URLSearchParams(text)))) as unknown;

it.each([
  ['a=1&b=2', { a: '1', b: '2' }],
  ['a[b][0][c]=1&a[b][1][c]=2', { a: { b: { 0: { c: '1' }, 1: { c: '2' } } } }],
  ['a[]=1&a[]=2', { a: { 0: '1', 1: '2' } }],
  ['a%5Bb%5D=%E2%82%B9+1', { a: { b: '₹ 1' } }],
  ['a=1&a[b]=2', { a: { b: '2' } }],
  ['[a]=1&b[c=2&d]=3', { '[a]': '1', 'b[c': '2', 'd]': '3' }],
  ['', {}],
])('%s', (text, form) => expect(decoded(text)).toEqual(form));

it('is nothing but what was sent, whatever the names', () => {
  decodeForm(new URLSearchParams('__proto__[polluted]=1&constructor[prototype][polluted]=1'));
  expect({}).not.toHaveProperty('polluted');
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string(), fc.string())), (pairs) => {
      decodeForm(new URLSearchParams(pairs));
    }),
  );
});
