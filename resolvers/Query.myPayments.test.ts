import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { PLANS } from '../model/plans.ts';
import * as myPayments from './Query.myPayments.ts';
import * as plans from './Query.plans.ts';
import { BROKEN, context, OWNER } from './testing/context.ts';
import { raised } from './testing/outcomes.ts';

const ENTRY = {
  ...{ id: 'order_1#GRANTED', change: 'GRANTED', cause: 'PAYMENT', orderId: 'order_1', paymentId: 'pay_1' },
  ...{ planId: 'monthly', durationDays: 30, amountMinor: 49_900, currency: 'INR' },
  occurredAt: '2026-01-31T09:30:00.000Z',
};
const ROW = {
  ...{ userId: OWNER.sub, record: 'LEDGER#2026-01-31T09:30:00.000Z#order_1#0', causeId: 'pay_1' },
  ...{ ...ENTRY, endsAt: '2026-03-02T09:30:00.000Z', toldBy: 'evt_1' },
};
const SHOWN = { ...ENTRY, expiresAt: ROW.endsAt };

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe('myPayments', () => {
  test('is one query of the caller’s ledger as it is now, the latest first', () => {
    expect(myPayments.request(context({ args: { limit: 5, nextToken: 't' } }))).toEqual({
      operation: 'Query',
      query: { userId: { eq: OWNER.sub }, record: { beginsWith: 'LEDGER#' } },
      ...{ scanIndexForward: false, consistentRead: true, limit: 5, nextToken: 't' },
    });
    expect(myPayments.request(context())).toMatchObject({ limit: 20, nextToken: null });
  });

  const answer = (items: readonly object[], nextToken?: string) =>
    myPayments.response(context({ result: { items, nextToken } }));

  test('says what was written, and no more', () => {
    const { endsAt: _, ...revoked } = { ...ROW, change: 'REVOKED' };
    expect(answer([ROW, revoked], 'next')).toEqual({
      items: [SHOWN, { ...ENTRY, change: 'REVOKED', expiresAt: null }],
      nextToken: 'next',
    });
    expect(answer([])).toEqual({ items: [], nextToken: null });
  });

  test.each([
    ...[{ id: 7 }, { change: 'GIVEN' }, { cause: 'LUCK' }, { amountMinor: 1.5 }],
    ...[{ occurredAt: 'now' }, { endsAt: 'never' }],
  ])('leaves out an entry that somebody broke: %j', (broken) => {
    expect(answer([{ ...ROW, ...broken }, ROW]).items).toEqual([SHOWN]);
    expect(console.error).toHaveBeenCalledOnce();
  });

  test.each([{ limit: 0 }, { limit: 101 }, { nextToken: '' }])('is not asked for with %j', (args) => {
    expect(raised(() => myPayments.request(context({ args })))).toMatchObject({ type: 'BadRequest' });
  });

  const refusal = (part: object) => raised(() => myPayments.response(context(part)));

  test.each([
    'The provided starting key is outside query boundaries based on provided conditions',
    'The provided starting key does not match the range key predicate',
    'The query can return at most one row and cannot be restarted',
  ])('refuses a token that is of another list, or somebody else’s: %s', (message) => {
    const foreign = { error: { message } };
    expect(refusal({ ...foreign, args: { nextToken: 't' } })).toMatchObject({ type: 'BadRequest' });
    expect(refusal(foreign)).toMatchObject({ type: 'Unavailable' });
  });

  test('blames no token for a table in trouble', () => {
    expect(refusal({ ...BROKEN, args: { nextToken: 't' } })).toMatchObject({ type: 'Unavailable' });
  });
});

test('plans are what the installation says', () => {
  expect(plans.response(context({ env: { PLANS: JSON.stringify(PLANS) } }))).toEqual(PLANS);
});
