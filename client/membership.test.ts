import { describe, expect, it } from 'vitest';
import { isActive, isLonger, wouldLastUntil, type KnownMembership } from './membership.ts';

const NOW = Date.parse('2026-11-22T12:00:00.000Z');
const membership = (
  status: NonNullable<KnownMembership>['status'],
  expiresAt = '2026-12-01T12:00:00.000Z',
): NonNullable<KnownMembership> => ({
  planId: 'monthly',
  status,
  startedAt: '2026-11-01T12:00:00.000Z',
  expiresAt,
});

describe('a membership', () => {
  it.each([
    ['that is active holds', membership('ACTIVE'), true],
    [
      'holds no longer than it says, however long ago it was read',
      membership('ACTIVE', '2026-11-22T12:00:00.000Z'),
      false,
    ],
    ['that was revoked does not hold, whatever its end', membership('REVOKED'), false],
    ['that nobody has does not hold', null, false],
    ['that nobody has asked about does not hold', undefined, false],
  ])('%s', (_what, known, expected) => expect(isActive(known, NOW)).toBe(expected));

  it('that is renewed goes on from its end, and one that is over begins now', () => {
    const plan = { durationDays: 30 };
    const until = (known: KnownMembership) => new Date(wouldLastUntil(known, plan, NOW)).toISOString();
    expect(until(membership('ACTIVE'))).toBe('2026-12-31T12:00:00.000Z');
    expect(until(membership('EXPIRED', '2026-11-20T12:00:00.000Z'))).toBe('2026-12-22T12:00:00.000Z');
    expect(until(membership('REVOKED'))).toBe('2026-12-22T12:00:00.000Z');
    expect(until(null)).toBe('2026-12-22T12:00:00.000Z');
  });

  it.each([
    ['the first', null, membership('ACTIVE'), true],
    ['a renewal', membership('ACTIVE'), membership('ACTIVE', '2026-12-31T12:00:00.000Z'), true],
    ['one after the end', membership('EXPIRED'), membership('ACTIVE'), true],
    ['nothing new', membership('ACTIVE'), membership('ACTIVE'), false],
    ['a refund', membership('ACTIVE'), membership('REVOKED', '2026-12-31T12:00:00.000Z'), false],
    [
      'days that were taken back',
      membership('ACTIVE', '2026-12-31T12:00:00.000Z'),
      membership('ACTIVE'),
      false,
    ],
    ['no answer', membership('ACTIVE'), undefined, false],
  ])('has grown by %s: %#', (_what, before, after, expected) =>
    expect(isLonger(before, after)).toBe(expected),
  );
});
