import { describe, expect, test } from 'vitest';
import { isMember, MEMBERSHIP, membershipStatus, membershipView, type MembershipRow } from './membership.ts';

const ROW: MembershipRow = {
  userId: 'payer',
  record: MEMBERSHIP,
  planId: 'monthly',
  startedAt: '2026-01-01T00:00:00.000Z',
  endsAt: '2026-01-31T00:00:00.000Z',
  version: 1,
};
const REVOKED = { ...ROW, endsAt: '2026-01-10T00:00:00.000Z', revokedAt: '2026-01-10T00:00:00.000Z' };

describe('a membership', () => {
  test.each([
    ['a moment before its end', ROW, '2026-01-30T23:59:59.999Z', 'ACTIVE'],
    ['at its end', ROW, '2026-01-31T00:00:00.000Z', 'EXPIRED'],
    ['when it was revoked', REVOKED, '2026-01-10T00:00:00.000Z', 'REVOKED'],
    ['as a clock behind ours sees the revocation', REVOKED, '2026-01-09T00:00:00.000Z', 'REVOKED'],
  ] as const)('%s', (_, row, now, status) => {
    expect(membershipStatus(row, now)).toBe(status);
    expect(isMember(row, now)).toBe(status === 'ACTIVE');
    expect(membershipView(row, now)).toMatchObject({ status, expiresAt: row.endsAt });
  });

  test('is needed to be a member', () => {
    expect(isMember(undefined, ROW.startedAt)).toBe(false);
    expect(isMember(null, ROW.startedAt)).toBe(false);
  });
});
