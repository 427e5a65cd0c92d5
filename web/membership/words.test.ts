import { describe, expect, it } from 'vitest';
import type { KnownMembership } from '../../client/index.ts';
import { entryWords, planWords, purchaseWords, stateWords } from './words.ts';

const NOW = Date.parse('2026-11-22T12:00:00.000Z');
const PLAN = { id: 'monthly', name: 'Monthly', amountMinor: 49_900, currency: 'INR', durationDays: 30 };
const membership = (
  status: NonNullable<KnownMembership>['status'],
  expiresAt: string,
): NonNullable<KnownMembership> => ({
  planId: 'monthly',
  status,
  startedAt: '2026-11-01T12:00:00.000Z',
  expiresAt,
});
const ACTIVE = membership('ACTIVE', '2026-12-10T12:00:00.000Z');

describe('what is said of a membership', () => {
  it.each([
    [null, 'not a member yet'],
    [ACTIVE, 'a member until December 10, 2026'],
    [membership('EXPIRED', '2026-11-20T12:00:00.000Z'), 'ended on November 20, 2026'],
    // Read while it was active, looked at afterwards.
    [membership('ACTIVE', '2026-11-20T12:00:00.000Z'), 'ended on November 20, 2026'],
    [membership('REVOKED', '2026-11-21T12:00:00.000Z'), 'revoked on November 21, 2026'],
  ])('%j', (known, words) => expect(stateWords(known, NOW).heading).toContain(words));

  it('until when a renewal would last; the first one says how long', () => {
    expect(planWords(PLAN, ACTIVE, NOW)).toBe('30 days more: until January 9, 2027');
    expect(planWords(PLAN, null, NOW)).toBe('30 days');
    expect(planWords({ ...PLAN, durationDays: 1 }, undefined, NOW)).toBe('1 day');
  });
});

describe('what is said of a payment', () => {
  it('that failed is why, and that nothing is lost', () => {
    expect(purchaseWords({ step: 'closed', failure: 'The bank said no' })).toBe(
      'The payment did not go through: The bank said no. Nothing was taken.',
    );
    expect(purchaseWords({ step: 'closed', failure: 'Declined!' })).toContain('Declined! Nothing');
  });

  it('whose window was closed is that nothing has changed', () =>
    expect(purchaseWords({ step: 'closed' })).toContain('nothing has changed'));

  it('that the server refused is in its own words', () =>
    expect(purchaseWords({ step: 'problem', error: new Error('Too many orders wait.') })).toBe(
      'Too many orders wait.',
    ));

  it('that is done is until when it lasts', () =>
    expect(purchaseWords({ step: 'done', membership: ACTIVE })).toContain('until December 10, 2026'));
});

describe('what is said of an entry of the ledger', () => {
  const entry = {
    ...{ id: 'e', orderId: 'o', paymentId: 'p', planId: 'monthly', durationDays: 30, amountMinor: 49_900 },
    ...{ currency: 'INR', occurredAt: '2026-11-22T12:00:00.000Z' },
  };

  it.each([
    ['GRANTED', 'PAYMENT', '2026-12-22T12:00:00.000Z', 'Paid: Monthly', '+30 days, until December 22, 2026'],
    ['REVOKED', 'REFUND', null, 'Refunded: Monthly', '−30 days, no membership left'],
    ['REVOKED', 'DISPUTE', null, 'Disputed: Monthly', '−30 days, no membership left'],
    [
      'RESTORED',
      'DISPUTE',
      '2026-12-22T12:00:00.000Z',
      'Dispute settled: Monthly',
      '+30 days, until December 22, 2026',
    ],
  ] as const)('%s by %s', (change, cause, expiresAt, what, effect) =>
    expect(entryWords({ ...entry, change, cause, expiresAt }, 'Monthly')).toEqual({ what, effect }),
  );
});
