import { expect, test } from 'vitest';
import * as me from './Query.me.ts';
import * as profile from './Query.profile.ts';
import { context, OWNER } from './testing/context.ts';

const ROW = {
  ...{ userId: 'owner', record: 'PROFILE', displayName: 'Ada', createdAt: '2026-01-31T09:30:00.000Z' },
};
const { displayName, createdAt } = ROW;

test('me is the row of whoever asks, as it is now', () => {
  expect(me.request(context())).toMatchObject({
    key: { userId: 'owner', record: 'PROFILE' },
    consistentRead: true,
  });
  expect(me.response(context({ result: ROW }))).toEqual({
    id: 'owner',
    profile: { id: 'owner', displayName, createdAt },
  });
});

test('me without a row is made of the token, its address apart', () => {
  const identity = { ...OWNER, claims: { name: 'ada@example.com', preferred_username: 'ada' } };
  expect(me.response(context({ identity, result: null }))).toEqual({
    id: 'owner',
    profile: { id: 'owner', displayName: 'ada', createdAt: null },
  });
});

test('a profile is what its row says, and null without one', () => {
  expect(profile.response(context({ result: ROW }))).toEqual({ id: 'owner', displayName, createdAt });
  expect(profile.response(context({ result: null }))).toBeNull();
});

test.each(['', 'x'.repeat(5_000)])('of no person that there can be, nobody is looked up', (id) => {
  expect(profile.request(context({ args: { id } }))).toMatchObject({
    key: { userId: '-', record: 'PROFILE' },
  });
});
