import { describe, expect, test } from 'vitest';
import {
  refusalOf,
  withFact,
  type DisputeState,
  type PaymentFact,
  type PaymentOrderRow,
} from './payment-order.ts';
import { captured, disputed, JANUARY, orderOf, paymentOf, refunded } from './testing-payments.ts';

const ORDER = orderOf('order_1');
const FEBRUARY = '2026-02-14T00:00:00.000Z';
const after = (facts: readonly PaymentFact[], order: PaymentOrderRow = ORDER) =>
  facts.reduce((known, fact) => withFact(known, fact, JANUARY), order);

describe('an order that is paid', () => {
  test('is granted when that is heard, and nobody need ask about it any more', () => {
    const { open: _open, checkAt: _checkAt, ...rest } = ORDER;
    expect(after([captured(ORDER)])).toEqual({
      ...rest,
      status: 'PAID',
      paymentId: 'pay_order_1',
      grantedAt: JANUARY,
    });
  });

  test('is the very same row when it is told again', () => {
    const paid = after([captured(ORDER)]);
    expect(withFact(paid, captured(ORDER), FEBRUARY)).toBe(paid);
  });
});

describe('refunds', () => {
  test('of a part leave it paid', () =>
    expect(after([captured(ORDER), refunded(ORDER, 0.5)])).toMatchObject({
      status: 'PAID',
      refundedMinor: 24_950,
    }));

  test('of all of it revoke, from when that is heard', () => {
    const paid = after([captured(ORDER), refunded(ORDER, 0.5)]);
    const gone = withFact(paid, refunded(ORDER), FEBRUARY);
    expect(gone).toMatchObject({ status: 'REFUNDED', grantedAt: JANUARY, revokedAt: FEBRUARY });
  });

  test('tell of the payment, if nothing else did', () =>
    expect(after([refunded(ORDER)])).toMatchObject({
      status: 'REFUNDED',
      paymentId: 'pay_order_1',
      grantedAt: JANUARY,
      revokedAt: JANUARY,
    }));

  test('that are told late take nothing back', () => {
    const gone = after([refunded(ORDER)]);
    expect(withFact(gone, refunded(ORDER, 0.5), FEBRUARY)).toBe(gone);
    expect(withFact(gone, captured(ORDER), FEBRUARY)).toBe(gone);
  });
});

describe('disputes', () => {
  test.each<[DisputeState[], string]>([
    [['OPEN'], 'DISPUTED'],
    [['OPEN', 'WON'], 'PAID'],
    [['WON', 'OPEN'], 'PAID'],
    [['OPEN', 'LOST'], 'REFUNDED'],
    [['LOST', 'OPEN'], 'REFUNDED'],
    [['WON', 'LOST'], 'REFUNDED'],
    [['LOST', 'WON'], 'REFUNDED'],
    [['LOST', 'WON', 'WON'], 'REFUNDED'],
  ])('%j: %s', (states, status) =>
    expect(after(states.map((state) => disputed(ORDER, state)))).toMatchObject({ status }),
  );

  test('that are open revoke until they are won', () => {
    const open = after([captured(ORDER), disputed(ORDER, 'OPEN')]);
    expect(open.revokedAt).toBe(JANUARY);
    const won = withFact(open, disputed(ORDER, 'WON'), FEBRUARY);
    expect(won).toMatchObject({ status: 'PAID', grantedAt: JANUARY });
    expect(won).not.toHaveProperty('revokedAt');
  });

  test('that are lost have revoked since they were opened', () => {
    const open = after([captured(ORDER), disputed(ORDER, 'OPEN')]);
    expect(withFact(open, disputed(ORDER, 'LOST'), FEBRUARY)).toMatchObject({
      status: 'REFUNDED',
      revokedAt: JANUARY,
    });
  });

  test('each stand alone: one that is won helps not against another', () =>
    expect(after([disputed(ORDER, 'OPEN', 'a'), disputed(ORDER, 'WON', 'b')])).toMatchObject({
      status: 'DISPUTED',
    }));
});

describe('a fact is refused', () => {
  const PAID = after([captured(ORDER)]);
  const of = (changes: object): PaymentFact => ({
    kind: 'CAPTURED',
    payment: { ...paymentOf(ORDER), ...changes },
  });

  test.each([
    ['another currency', ORDER, { currency: 'USD' }, 'OTHER_CURRENCY'],
    ['a minor unit less', ORDER, { amountMinor: 49_899 }, 'OTHER_AMOUNT'],
    ['a minor unit more', ORDER, { amountMinor: 49_901 }, 'OTHER_AMOUNT'],
    ['another payment than the one known', PAID, { id: 'pay_2' }, 'OTHER_PAYMENT'],
  ])('for %s', (_, order, changes, refusal) => expect(refusalOf(order, of(changes))).toBe(refusal));

  test('for nothing else', () => {
    expect(refusalOf(ORDER, captured(ORDER))).toBeUndefined();
    expect(refusalOf(PAID, refunded(ORDER))).toBeUndefined();
  });
});
