import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { BROKEN, context, OWNER, publicRow, STRANGER } from '../testing/context.ts';
import { EarlyReturn, raised } from '../testing/outcomes.ts';
import { NOW } from '../testing/utils.ts';
import { request, response } from './checkMembership.ts';

const LATER = '2026-01-31T09:30:00.001Z';

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe('a membership', () => {
  test('is read, as it is now, for a premium video of somebody else’s alone', () => {
    const asked = (access: 'FREE' | 'PREMIUM', identity: object) => () =>
      request(context({ identity, stash: { video: publicRow({ access }) } }));
    expect(asked('PREMIUM', STRANGER)()).toEqual({
      operation: 'GetItem',
      key: { userId: STRANGER.sub, record: 'MEMBERSHIP' },
      consistentRead: true,
    });
    expect(asked('PREMIUM', OWNER)).toThrow(EarlyReturn);
    expect(asked('FREE', STRANGER)).toThrow(EarlyReturn);
  });

  test.each<[string, object | null, string | undefined]>([
    ['holds', { endsAt: LATER }, undefined],
    ['is over at its very end', { endsAt: NOW }, 'MembershipRequired'],
    ['was revoked', { endsAt: LATER, revokedAt: NOW }, 'MembershipRequired'],
    ['is not there', null, 'MembershipRequired'],
  ])('that %s', (_, result, type) => {
    expect(raised(() => response(context({ result })))?.type).toBe(type);
  });

  test('is not made of trouble', () => {
    expect(raised(() => response(context(BROKEN)))).toMatchObject({ type: 'Unavailable' });
  });
});
