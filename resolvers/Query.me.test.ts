import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import * as me from './Query.me.ts';
import * as profile from './Query.profile.ts';
import { BROKEN, context, OWNER } from './testing/context.ts';
import { raised } from './testing/outcomes.ts';
import { NOW } from './testing/utils.ts';

const ROW = {
  ...{ userId: 'owner', record: 'PROFILE', displayName: 'Ada', createdAt: '2026-01-31T09:30:00.000Z' },
};
const { displayName, createdAt } = ROW;
const MEMBERSHIP = {
  ...{ userId: 'owner', record: 'MEMBERSHIP', planId: 'monthly', version: 1 },
  ...{ startedAt: '2026-01-01T00:00:00.000Z', endsAt: '2026-02-01T00:00:00.000Z' },
};
const answered = (...accounts: (object | null)[]) => ({ result: { data: { accounts } } });

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe('me', () => {
  const asked = (...selectionSetList: string[]) => me.request(context({ info: { selectionSetList } }));
  const read = (...records: string[]) => ({
    operation: 'BatchGetItem',
    tables: {
      accounts: { keys: records.map((record) => ({ userId: 'owner', record })), consistentRead: true },
    },
  });

  test('is the row of whoever asks, as it is now, and the membership only if that is selected', () => {
    expect(asked('id', 'profile', 'profile/id')).toEqual(read('PROFILE'));
    for (const name of ['membership', 'paid'])
      expect(asked('id', 'profile/id', name, `${name}/status`)).toEqual(read('PROFILE', 'MEMBERSHIP'));
  });

  test('is what the row says', () => {
    expect(me.response(context(answered(ROW)))).toEqual({
      id: 'owner',
      profile: { id: 'owner', displayName, createdAt },
      membership: null,
    });
  });

  test('without a row is made of the token, its address apart', () => {
    const identity = { ...OWNER, claims: { name: 'ada@example.com', preferred_username: 'ada' } };
    expect(me.response(context({ identity, ...answered(null, null) }))).toEqual({
      id: 'owner',
      profile: { id: 'owner', displayName: 'ada', createdAt: null },
      membership: null,
    });
  });

  test('is nobody while the table is in trouble', () => {
    expect(raised(() => me.response(context(BROKEN)))).toMatchObject({ type: 'Unavailable' });
  });

  test.each([
    ['ACTIVE', {}],
    ['EXPIRED', { endsAt: NOW }],
    ['REVOKED', { revokedAt: NOW }],
  ])('may have a membership that is %s', (status, changes) => {
    const { endsAt: expiresAt, startedAt, planId } = { ...MEMBERSHIP, ...changes };
    expect(me.response(context(answered(ROW, { ...MEMBERSHIP, ...changes })))).toMatchObject({
      membership: { planId, status, startedAt, expiresAt },
    });
  });

  test.each([
    { endsAt: undefined },
    { endsAt: 'never' },
    { startedAt: 7 },
    { planId: 7 },
    { revokedAt: 'x' },
  ])('has no membership that somebody broke: %j', (changes) => {
    expect(me.response(context(answered(ROW, { ...MEMBERSHIP, ...changes })))).toMatchObject({
      membership: null,
    });
    expect(console.error).toHaveBeenCalledOnce();
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
