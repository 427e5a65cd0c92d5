import { describe, expect, test } from 'vitest';
import { entriesOf, ledgerId, newEntries } from './ledger.ts';
import { withFact, type PaymentFact } from './payment-order.ts';
import { captured, disputed, JANUARY, orderOf, refunded } from './testing-payments.ts';

const ORDER = orderOf('order_1');
const after = (...facts: PaymentFact[]) =>
  facts.reduce((order, fact) => withFact(order, fact, JANUARY), ORDER);
const GRANTED = { change: 'GRANTED', cause: 'PAYMENT', causeId: 'pay_order_1' };
const REVOKED = { change: 'REVOKED', cause: 'REFUND', causeId: 'pay_order_1' };
const dispute = (change: string) => ({ change, cause: 'DISPUTE', causeId: 'disp_1' });

describe('the entries of an order', () => {
  test('are none before it is paid', () => expect(entriesOf(ORDER)).toEqual([]));
  test('of a payment', () => expect(entriesOf(after(captured(ORDER)))).toEqual([GRANTED]));
  test('of a refund', () => expect(entriesOf(after(refunded(ORDER)))).toEqual([GRANTED, REVOKED]));
  test('are no more for a part that was refunded', () =>
    expect(entriesOf(after(refunded(ORDER, 0.99)))).toEqual([GRANTED]));

  test.each([
    ['OPEN', ['REVOKED']],
    ['LOST', ['REVOKED']],
    ['WON', ['REVOKED', 'RESTORED']],
  ] as const)('of a dispute: %s', (state, changes) =>
    expect(entriesOf(after(disputed(ORDER, state)))).toEqual([GRANTED, ...changes.map(dispute)]),
  );

  test('of a dispute that was won and lost after all', () =>
    expect(entriesOf(after(disputed(ORDER, 'WON'), disputed(ORDER, 'LOST')))).toEqual([
      GRANTED,
      ...['REVOKED', 'RESTORED', 'REVOKED'].map(dispute),
    ]));
});

describe('what a change adds', () => {
  test('goes on counting, so that no two entries of an order have one name', () => {
    const paid = after(captured(ORDER));
    const second = withFact(paid, disputed(ORDER, 'OPEN', 'disp_2'), JANUARY);
    const first = withFact(second, disputed(ORDER, 'OPEN', 'disp_1'), JANUARY);
    const indexes = [newEntries(ORDER, paid), newEntries(paid, second), newEntries(second, first)].map(
      (entries) => entries.map(({ index, causeId }) => [index, causeId]),
    );
    expect(indexes).toEqual([[[0, 'pay_order_1']], [[1, 'disp_2']], [[2, 'disp_1']]]);
    expect(ledgerId('order_1', 2)).toBe('order_1#2');
  });

  test('is nothing where there is no news', () => {
    const paid = after(captured(ORDER));
    expect(newEntries(paid, paid)).toEqual([]);
  });

  test('is the loss, when a dispute that was won is lost', () => {
    const won = after(disputed(ORDER, 'WON'));
    expect(newEntries(won, withFact(won, disputed(ORDER, 'LOST'), JANUARY))).toEqual([
      { ...dispute('REVOKED'), index: 3 },
    ]);
  });
});
