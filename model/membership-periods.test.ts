import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { membershipOf } from './membership-periods.ts';
import { withFact, type PaymentOrderRow } from './payment-order.ts';
import { captured, disputed, orderOf, refunded } from './testing-payments.ts';

const DAY_MS = 86_400_000;
const START = Date.parse('2026-01-01T00:00:00.000Z');
const day = (days: number) => new Date(START + days * DAY_MS).toISOString();

/** An order that was granted on a day, and taken back on another. */
function granted(id: string, from: number, revoked?: number, durationDays = 30): PaymentOrderRow {
  const order = orderOf(id, { durationDays, planId: `plan of ${id}` });
  const paid = withFact(order, captured(order), day(from));
  return revoked === undefined ? paid : withFact(paid, refunded(order), day(revoked));
}

describe('membershipOf', () => {
  test('is none without a payment', () => {
    expect(membershipOf([])).toBeUndefined();
    expect(membershipOf([orderOf('a')])).toBeUndefined();
  });

  test('lasts the days of its order, from when that was granted', () =>
    expect(membershipOf([granted('a', 0)])).toEqual({
      planId: 'plan of a',
      startedAt: day(0),
      endsAt: day(30),
    }));

  test('is renewed from its end', () =>
    expect(membershipOf([granted('a', 0), granted('b', 10, undefined, 365)])).toEqual({
      planId: 'plan of b',
      startedAt: day(0),
      endsAt: day(395),
    }));

  test('counts both of two that are paid in one instant', () =>
    expect(membershipOf([granted('b', 0), granted('a', 0)])).toMatchObject({ endsAt: day(60) }));

  test('goes on when it is renewed at the very end, and begins anew a moment later', () => {
    expect(membershipOf([granted('a', 0), granted('b', 30)])).toMatchObject({ startedAt: day(0) });
    expect(membershipOf([granted('a', 0), granted('b', 30.001)])).toMatchObject({
      startedAt: day(30.001),
      endsAt: day(60.001),
    });
  });

  test('is revoked at once when its only order is', () =>
    expect(membershipOf([granted('a', 0, 10)])).toEqual({
      planId: 'plan of a',
      startedAt: day(0),
      endsAt: day(10),
      revokedAt: day(10),
    }));

  test('loses the days of the one that was refunded, and no others', () => {
    expect(membershipOf([granted('a', 0), granted('b', 10, 20)])).toEqual(membershipOf([granted('a', 0)]));
    expect(membershipOf([granted('a', 0, 20), granted('b', 10)])).toEqual(membershipOf([granted('b', 10)]));
  });

  test('is revoked when what is left is over by then', () =>
    expect(membershipOf([granted('a', 0), granted('b', 10, 45)])).toMatchObject({
      planId: 'plan of b',
      endsAt: day(45),
      revokedAt: day(45),
    }));

  test('that was over when its money went back ended when it did', () => {
    expect(membershipOf([granted('a', 0, 40)])).toMatchObject({ endsAt: day(30), revokedAt: day(40) });
    // What went back before gave no days by then.
    expect(membershipOf([granted('a', 0, 5), granted('b', 6, 45)])).toMatchObject({ endsAt: day(36) });
    expect(membershipOf([granted('a', 0, 30)])).toMatchObject({ endsAt: day(30), revokedAt: day(30) });
  });

  test('is not revoked when what went back was over long before', () =>
    expect(membershipOf([granted('a', 0, 100), granted('b', 50)])).toEqual({
      planId: 'plan of b',
      startedAt: day(50),
      endsAt: day(80),
    }));

  test('that was revoked begins anew with the next order', () => {
    const state = membershipOf([granted('a', 0, 10), granted('b', 50)]);
    expect(state).toEqual({ planId: 'plan of b', startedAt: day(50), endsAt: day(80) });
  });

  test('is as it was when a dispute is won', () => {
    const paid = granted('a', 0);
    const open = withFact(paid, disputed(paid, 'OPEN'), day(5));
    expect(membershipOf([open])).toMatchObject({ revokedAt: day(5) });
    expect(membershipOf([withFact(open, disputed(paid, 'WON'), day(9))])).toEqual(membershipOf([paid]));
  });

  const order = fc
    .record({ from: fc.nat(60), days: fc.constantFrom(30, 365), revoked: fc.option(fc.nat(90)) })
    .map(({ from, days, revoked }) => ({
      ...{ from, days },
      revoked: revoked === null ? undefined : from + revoked,
    }));
  const orders = fc
    .array(order, { maxLength: 6 })
    .map((all) => all.map(({ from, revoked, days }, index) => granted(`o${index}`, from, revoked, days)));

  test('is the same in whatever order the orders are read', () =>
    fc.assert(
      fc.property(
        orders.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
        ),
        ([all, shuffled]) => {
          expect(membershipOf(shuffled)).toEqual(membershipOf(all));
        },
      ),
    ));

  test('never ends before all days that were paid are over, and gives none twice', () =>
    fc.assert(
      fc.property(orders, (all) => {
        const paid = all.filter(({ status }) => status === 'PAID');
        const state = membershipOf(all);
        if (!state || state.revokedAt !== undefined) {
          expect(all.every(({ revokedAt, status }) => status === 'PAID' && !revokedAt)).toBe(
            all.length === 0,
          );
          return;
        }
        const days = paid.reduce((sum, { durationDays }) => sum + durationDays, 0);
        const first = Math.min(...paid.map(({ grantedAt }) => Date.parse(grantedAt!)));
        const last = Math.max(...paid.map(({ grantedAt }) => Date.parse(grantedAt!)));
        const end = Date.parse(state.endsAt);
        expect(end).toBeGreaterThanOrEqual(first + days * DAY_MS);
        expect(end).toBeLessThanOrEqual(last + days * DAY_MS);
      }),
    ));
});
