import { describe, expect, it } from 'vitest';
import { isSubscription, withOwnOperation } from './fetcher.ts';
import { authorization, claimsOf, type Person } from './identity.ts';

const person = (expires: number): Person => ({
  kind: 'person',
  username: 'ann',
  groups: [],
  sub: '1',
  accessToken: `until ${expires}`,
  expires,
  renew: async () => person(Date.now() + 3_600_000),
});

describe('a request', () => {
  const query = 'query A { a } subscription B { b }';

  it('goes to the socket when the chosen operation is a subscription', () => {
    expect(isSubscription({ query, operationName: 'A' })).toBe(false);
    expect(isSubscription({ query, operationName: 'B' })).toBe(true);
    expect(isSubscription({ query: 'subscription { b }' })).toBe(true);
  });

  it('is not sent under the name of an operation that it does not have', () => {
    expect(withOwnOperation({ query, operationName: 'B' })).toEqual({ query, operationName: 'B' });
    expect(withOwnOperation({ query, operationName: 'Gone' })).toEqual({ query });
    expect(withOwnOperation({ query, operationName: '' })).toEqual({ query });
  });

  it('carries the key of a guest, the token of a person, and a new token when it is about to end', async () => {
    expect(await authorization({ kind: 'guest' }, 'key')).toEqual({ 'x-api-key': 'key' });
    expect(await authorization({ kind: 'guest' }, undefined)).toEqual({});
    const later = Date.now() + 600_000;
    expect(await authorization(person(later), 'key')).toEqual({ Authorization: `until ${later}` });
    const renewed = await authorization(person(Date.now() + 1000), 'key');
    expect(renewed['Authorization']).not.toBe(`until ${Date.now() + 1000}`);
  });
});

it('the claims of a token are read whatever letters they hold', () => {
  const claims = { sub: 'ü', exp: 1, 'cognito:groups': ['ÿ>?'] };
  const token = `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`;
  expect(claimsOf(token)).toEqual(claims);
});
