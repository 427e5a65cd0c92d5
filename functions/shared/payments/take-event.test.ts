import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LEDGER, orderPartition } from '../../../model/payment-keys.ts';
import type { PaymentFact, PaymentOrderRow } from '../../../model/payment-order.ts';
import { captured, disputed, orderOf, refunded } from '../../../model/testing-payments.ts';
import { NOW } from '../testing.ts';
import { readMembership, readOrder } from './accounts.ts';
import { addOrder } from './orders.ts';
import { replayKept, takeEvent } from './take-event.ts';
import { asItIs, sharedAccounts } from './testing-accounts.ts';

const accounts = await sharedAccounts();

let orders = 0;
/** An order of somebody's that is not noted yet. */
function newOrder(changes: Partial<PaymentOrderRow> = {}): PaymentOrderRow {
  orders += 1;
  return orderOf(`order_${orders}`, { userId: `payer-${orders}`, ...changes });
}

const take = ({ provider, reference }: PaymentOrderRow, facts: readonly PaymentFact[], id = 'evt_1') =>
  takeEvent(accounts, provider, { id, type: 'told', reference, facts }, NOW);
const keptOf = async ({ provider, reference }: PaymentOrderRow) =>
  (await accounts.rows(orderPartition(provider, reference))).filter(({ record }) => record !== 'OWNER');
const isMember = async ({ userId }: PaymentOrderRow) => {
  const membership = await readMembership(accounts, userId);
  return membership !== undefined && !membership.revokedAt;
};

describe('an event', () => {
  test('finds its order by what the provider calls it', async () => {
    const order = newOrder({ provider: 'stripe', reference: 'receipt-1' });
    await addOrder(accounts, order);
    expect(await take({ ...order, provider: 'razorpay' }, [captured(order)])).toBe('KEPT');
    expect(await take(order, [captured(order)])).toBe('APPLIED');
    expect(await isMember(order)).toBe(true);
    expect(await take(order, [captured(order)])).toBe('NO_NEWS');
    expect(await keptOf(order)).toEqual([]);
  });

  test('that does not fit is said to', async () => {
    const order = newOrder();
    await addOrder(accounts, order);
    expect(await take(order, [captured({ ...order, amountMinor: 1 })])).toBe('REFUSED');
    expect(await isMember(order)).toBe(false);
  });

  test.each([
    ['about no order', { facts: [captured(orderOf('a'))] }],
    ['without a fact', { reference: 'order_a', facts: [] }],
  ])('%s costs not even a read', async (_, event) => {
    accounts.around = () => Promise.reject(new Error('asked'));
    expect(await takeEvent(accounts, 'razorpay', { id: 'e', type: 't', ...event }, NOW)).toBe('NOTHING');
  });
});

describe('an event before its order', () => {
  test('is kept for 30 days', async () => {
    const order = newOrder();
    expect(await take(order, [captured(order)])).toBe('KEPT');
    expect(await take(order, [captured(order)])).toBe('KEPT');
    expect(await keptOf(order)).toEqual([
      {
        ...{ userId: orderPartition('razorpay', order.id), record: 'EVENT#razorpay#evt_1' },
        ...{ eventId: 'evt_1', type: 'told', facts: [captured(order)] },
        keptAt: '2026-01-31T09:30:00.000Z',
        forgetAt: Date.parse('2026-03-02T09:30:00.000Z') / 1_000,
      },
    ]);
  });

  test('is applied when the order is there, with all others, and forgotten', async () => {
    const order = newOrder();
    await take(order, [refunded(order)], 'evt_refund');
    await take(order, [captured(order)], 'evt_captured');
    await take(order, [captured({ ...order, amountMinor: 1 })], 'evt_other');
    await addOrder(accounts, order);
    expect(await replayKept(accounts, order, NOW)).toEqual([
      { eventId: 'evt_captured', taken: 'APPLIED' },
      { eventId: 'evt_other', taken: 'REFUSED' },
      { eventId: 'evt_refund', taken: 'APPLIED' },
    ]);
    expect(await readOrder(accounts, order.userId, order.id)).toMatchObject({ status: 'REFUNDED' });
    expect(await keptOf(order)).toEqual([]);
    expect(await replayKept(accounts, order, NOW)).toEqual([]);
  });

  test('is applied with the next one, when whoever made the order died before they did', async () => {
    const order = newOrder();
    await take(order, [refunded(order)], 'evt_refund');
    await addOrder(accounts, order);
    expect(await take(order, [captured(order)], 'evt_captured')).toBe('NO_NEWS');
    // It is not in the index any more: nobody else would come back to it.
    const row = await readOrder(accounts, order.userId, order.id);
    expect(row).toMatchObject({ status: 'REFUNDED' });
    expect(row).not.toHaveProperty('open');
    expect(await isMember(order)).toBe(false);
  });

  test('is applied and not kept when the order comes at the very moment', async () => {
    const order = newOrder();
    const meanwhile = [() => addOrder(accounts, order)];
    accounts.around = async (call, command) => {
      const between = command === 'TransactWriteItemsCommand' ? meanwhile.pop() : undefined;
      if (between) await between();
      return call();
    };
    expect(await take(order, [captured(order)])).toBe('APPLIED');
    expect(await keptOf(order)).toEqual([]);
    expect(await isMember(order)).toBe(true);
  });

  test('counts whenever it comes: the order, its events and the replay in any order and at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const order = newOrder();
        accounts.around = (call) => scheduler.schedule(Promise.resolve()).then(call);
        const all = Promise.all([
          addOrder(accounts, order).then(() => replayKept(accounts, order, NOW)),
          take(order, [captured(order)], 'evt_captured'),
          take(order, [captured(order)], 'evt_paid'),
        ]);
        await scheduler.waitFor(all);
        accounts.around = asItIs;
        expect(await isMember(order)).toBe(true);
        expect(await keptOf(order)).toEqual([]);
        const rows = await accounts.rows(order.userId);
        expect(rows.filter(({ record }) => record.startsWith(LEDGER))).toHaveLength(1);
      }),
      { numRuns: 10 },
    );
  });
});

describe('an order', () => {
  test('is added once: nobody takes it over', async () => {
    const order = newOrder();
    await addOrder(accounts, order);
    await expect(addOrder(accounts, { ...order, userId: 'thief' })).rejects.toThrow('already');
    await take(order, [disputed(order, 'WON')]);
    await expect(addOrder(accounts, order)).rejects.toThrow('already');
    expect(await isMember(order)).toBe(true);
    expect(await accounts.rows('thief')).toEqual([]);
  });
});
