import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import type { LedgerRow } from '../../../model/ledger-row.ts';
import { membershipOf } from '../../../model/membership-periods.ts';
import { eventRecord, LEDGER } from '../../../model/payment-keys.ts';
import type { PaymentFact, PaymentOrderRow } from '../../../model/payment-order.ts';
import { captured, disputed, orderOf, paymentOf, refunded } from '../../../model/testing-payments.ts';
import { NOW } from '../testing.ts';
import { readMembership, readMembershipAndOrders, readOrder } from './accounts.ts';
import { applyFacts, type FactSource } from './apply-facts.ts';
import { addOrder } from './orders.ts';
import { sharedAccounts } from './testing-accounts.ts';

const accounts = await sharedAccounts();

let people = 0;
/** A person with orders that wait for their payment. */
async function personWith(count: number): Promise<PaymentOrderRow[]> {
  people += 1;
  const userId = `payer-${people}`;
  const orders = Array.from({ length: count }, (_, index) => orderOf(`order_${people}_${index}`, { userId }));
  for (const order of orders) await addOrder(accounts, order);
  return orders;
}

const DAY_MS = 86_400_000;
const day = (days: number) => new Date(NOW + days * DAY_MS).toISOString();
const confirmed = { toldBy: 'CONFIRMATION' };
const event = (id: string): FactSource => ({
  toldBy: id,
  event: { provider: 'razorpay', id, type: 'payment.captured' },
});
const apply = (
  { userId: ownerId, id: orderId }: PaymentOrderRow,
  facts: readonly PaymentFact[],
  source: FactSource = confirmed,
  now = NOW,
) => applyFacts(accounts, { ownerId, orderId }, facts, source, now);
const ledgerOf = async (userId: string) =>
  (await accounts.rows(userId)).filter(({ record }) => record.startsWith(LEDGER)) as unknown as LedgerRow[];
const changesOf = async (userId: string) =>
  (await ledgerOf(userId)).map(({ change, cause }) => `${change} ${cause}`);

describe('a payment', () => {
  test('makes a member of who made the order, and says why in the ledger', async () => {
    const [order] = (await personWith(1)) as [PaymentOrderRow];
    const { userId, id } = order;
    const applied = await apply(order, [captured(order)], event('evt_first'));
    expect(applied).toMatchObject({ news: true, order: { status: 'PAID', version: 2 } });
    expect(await readOrder(accounts, userId, id)).toEqual(applied.order);
    expect(applied.membership).toEqual({
      ...{ userId, record: 'MEMBERSHIP', planId: 'monthly', version: 1 },
      startedAt: day(0),
      endsAt: day(30),
    });
    expect(await readMembership(accounts, userId)).toEqual(applied.membership);
    expect(await ledgerOf(userId)).toEqual(applied.entries);
    expect(applied.entries).toEqual([
      {
        ...{ userId, record: `LEDGER#${day(0)}#${id}#0`, id: `${id}#0` },
        ...{ change: 'GRANTED', cause: 'PAYMENT', causeId: `pay_${id}`, paymentId: `pay_${id}`, orderId: id },
        ...{ planId: 'monthly', durationDays: 30, amountMinor: 49_900, currency: 'INR' },
        ...{ endsAt: day(30), occurredAt: day(0), toldBy: 'evt_first' },
      },
    ]);
  });

  test('is written down once, with the event that told of it', async () => {
    const [order] = (await personWith(1)) as [PaymentOrderRow];
    await apply(order, [captured(order)], event('evt_once'));
    const rows = await accounts.rows(order.userId);
    expect(rows.find(({ record }) => record === eventRecord('razorpay', 'evt_once'))).toMatchObject({
      ...{ eventId: 'evt_once', type: 'payment.captured', orderId: order.id, takenAt: day(0) },
      facts: [captured(order)],
    });
    // The same event, its twin `order.paid`, the client's confirmation and the provider's own word: no news.
    for (const source of [event('evt_once'), event('evt_twin'), confirmed, { toldBy: 'RECONCILIATION' }])
      expect(await apply(order, [captured(order)], source, NOW + DAY_MS)).toMatchObject({
        ...{ news: false, entries: [], membership: { endsAt: day(30) } },
      });
    expect(await accounts.rows(order.userId)).toEqual(rows);
  });

  test('is not undone by another body under an event’s id: what it told is what it told first', async () => {
    const [order] = (await personWith(1)) as [PaymentOrderRow];
    await apply(order, [captured(order)], event('evt_first'));
    const rows = await accounts.rows(order.userId);
    expect(await apply(order, [refunded(order)], event('evt_first'))).toMatchObject({
      ...{ news: false, order: { status: 'PAID' } },
    });
    expect(await accounts.rows(order.userId)).toEqual(rows);
  });

  test('renews from the end of what was paid before', async () => {
    const [first, second] = (await personWith(2)) as [PaymentOrderRow, PaymentOrderRow];
    await apply(first, [captured(first)]);
    const { membership, entries } = await apply(second, [captured(second)], confirmed, NOW + 10 * DAY_MS);
    expect(membership).toMatchObject({ startedAt: day(0), endsAt: day(60), version: 2 });
    expect(entries).toMatchObject([{ change: 'GRANTED', endsAt: day(60) }]);
  });

  test('that went back takes the membership with it', async () => {
    const [order] = (await personWith(1)) as [PaymentOrderRow];
    await apply(order, [captured(order)]);
    await apply(order, [refunded(order, 0.5)], event('evt_part'), NOW + DAY_MS);
    expect(await readMembership(accounts, order.userId)).toMatchObject({ endsAt: day(30) });
    const { membership, entries } = await apply(order, [refunded(order)], confirmed, NOW + 2 * DAY_MS);
    expect(membership).toMatchObject({ endsAt: day(2), revokedAt: day(2) });
    expect(entries).toMatchObject([{ change: 'REVOKED', cause: 'REFUND' }]);
    expect(entries[0]).not.toHaveProperty('endsAt');
    expect(await changesOf(order.userId)).toEqual(['GRANTED PAYMENT', 'REVOKED REFUND']);
  });

  test('that was refunded before it was heard of grants nothing', async () => {
    const [order] = (await personWith(1)) as [PaymentOrderRow];
    await apply(order, [refunded(order)]);
    await apply(order, [captured(order)]);
    expect(await readMembership(accounts, order.userId)).toMatchObject({ revokedAt: day(0) });
    expect(await changesOf(order.userId)).toEqual(['GRANTED PAYMENT', 'REVOKED REFUND']);
  });

  test('that is disputed again within one instant has an entry for each dispute', async () => {
    const [order] = (await personWith(1)) as [PaymentOrderRow];
    await apply(order, [disputed(order, 'WON', 'disp_2')]);
    await apply(order, [disputed(order, 'WON', 'disp_1')]);
    expect(await changesOf(order.userId)).toHaveLength(5);
  });
});

describe('what does not fit its order', () => {
  const other = (order: PaymentOrderRow, changes: object): PaymentFact => ({
    kind: 'CAPTURED',
    payment: { ...paymentOf(order), ...changes },
  });

  test('is noted with the event, once, and grants nothing', async () => {
    const [order] = (await personWith(1)) as [PaymentOrderRow];
    const facts = [other(order, { amountMinor: 1 })];
    expect(await apply(order, facts, event('evt_cheap'))).toMatchObject({ refusal: 'OTHER_AMOUNT' });
    const rows = await accounts.rows(order.userId);
    expect(rows.map(({ record, refusal }) => [record.split('#')[0], refusal])).toEqual([
      ['EVENT', 'OTHER_AMOUNT'],
      ['ORDER', undefined],
    ]);
    expect(await apply(order, facts, event('evt_cheap'))).toMatchObject({ news: false });
    expect(await accounts.rows(order.userId)).toEqual(rows);
  });

  test('is not written at all when no event told of it', async () => {
    const [order] = (await personWith(1)) as [PaymentOrderRow];
    const rows = await accounts.rows(order.userId);
    const told = await apply(order, [other(order, { currency: 'USD' })]);
    expect(told).toMatchObject({ refusal: 'OTHER_CURRENCY', news: false, order });
    expect(await accounts.rows(order.userId)).toEqual(rows);
  });

  test('holds up nothing that does', async () => {
    const [order] = (await personWith(1)) as [PaymentOrderRow];
    const told = await apply(order, [other(order, { amountMinor: 1 }), captured(order)], event('evt_mixed'));
    expect(told).toMatchObject({ refusal: 'OTHER_AMOUNT', news: true, order: { status: 'PAID' } });
  });

  test('can be about nobody else’s order', async () => {
    const [order] = (await personWith(1)) as [PaymentOrderRow];
    const [mine] = (await personWith(1)) as [PaymentOrderRow];
    await expect(apply({ ...order, userId: mine.userId }, [captured(order)])).rejects.toThrow('no order');
  });
});

describe('at once', () => {
  test('twenty tell of five orders, and each order counts once', async () => {
    const orders = await personWith(5);
    const all = orders.flatMap((order, index) => [
      apply(order, [captured(order)], event(`evt_${index}_captured`)),
      apply(order, [captured(order)], event(`evt_${index}_captured`)),
      apply(order, [captured(order)], event(`evt_${index}_paid`)),
      apply(order, [captured(order)]),
    ]);
    const news = (await Promise.all(all)).filter((applied) => applied.news);
    expect(news).toHaveLength(5);
    const { userId } = orders[0]!;
    expect(await readMembership(accounts, userId)).toMatchObject({ endsAt: day(150), version: 5 });
    expect(await changesOf(userId)).toEqual(Array(5).fill('GRANTED PAYMENT'));
    const ends = (await ledgerOf(userId)).map(({ endsAt }) => endsAt);
    expect(ends.toSorted()).toEqual([30, 60, 90, 120, 150].map(day).toSorted());
  });

  test('two are paid, and one of them is refunded in between', async () => {
    const [first, second] = (await personWith(2)) as [PaymentOrderRow, PaymentOrderRow];
    await apply(first, [captured(first)]);
    await Promise.all([apply(second, [captured(second)]), apply(first, [refunded(first)])]);
    const rows = await readMembershipAndOrders(accounts, first.userId);
    expect(rows.membership).toMatchObject(membershipOf(rows.orders)!);
    expect(rows.membership).toMatchObject({ endsAt: day(30), version: 3 });
  });

  test('who has read rows that are written by then reads them again', async () => {
    const [first, second] = (await personWith(2)) as [PaymentOrderRow, PaymentOrderRow];
    const meanwhile = [() => apply(second, [captured(second)]), () => apply(first, [refunded(first, 0.5)])];
    accounts.around = async (call, command) => {
      const between = command === 'TransactWriteItemsCommand' ? meanwhile.shift() : undefined;
      if (between) await between();
      return call();
    };
    await apply(first, [captured(first)]);
    expect(await readMembership(accounts, first.userId)).toMatchObject({ endsAt: day(60), version: 2 });
    expect(await readOrder(accounts, first.userId, first.id)).toMatchObject({ refundedMinor: 24_950 });
    expect(await changesOf(first.userId)).toHaveLength(2);
  });

  test('an order that somebody mends by hand meanwhile stays mended', async () => {
    const [order] = (await personWith(1)) as [PaymentOrderRow];
    const meanwhile = [() => accounts.put({ ...order, durationDays: 31, version: 2 })];
    accounts.around = async (call, command) => {
      if (command === 'TransactWriteItemsCommand') await meanwhile.pop()?.();
      return call();
    };
    expect(await apply(order, [captured(order)])).toMatchObject({
      order: { durationDays: 31, version: 3 },
      membership: { endsAt: day(31) },
    });
  });
});

describe('the transaction', () => {
  const canceled = (...codes: string[]) =>
    new TransactionCanceledException({
      message: 'canceled',
      $metadata: {},
      CancellationReasons: codes.map((Code) => ({ Code })),
    });
  const failing = (errors: Error[]) => {
    accounts.around = (call, command) => {
      const error = command === 'TransactWriteItemsCommand' ? errors.shift() : undefined;
      return error ? Promise.reject(error) : call();
    };
  };

  test('is made again when others write the same rows, or DynamoDB has too much to do', async () => {
    const [order] = (await personWith(1)) as [PaymentOrderRow];
    failing([canceled('None', 'TransactionConflict', 'None'), canceled('ThrottlingError', 'None', 'None')]);
    expect(await apply(order, [captured(order)])).toMatchObject({ news: true });
  });

  test('is given up when it is wrong', async () => {
    const [order] = (await personWith(1)) as [PaymentOrderRow];
    failing([canceled('None', 'ValidationError', 'None')]);
    await expect(apply(order, [captured(order)])).rejects.toThrow('canceled');
    expect(await changesOf(order.userId)).toEqual([]);
  });

  test('is given up when somebody always comes first', async () => {
    const [order] = (await personWith(1)) as [PaymentOrderRow];
    accounts.around = (call, command) =>
      command === 'TransactWriteItemsCommand'
        ? Promise.reject(canceled('TransactionConflict', 'None', 'None'))
        : call();
    await expect(apply(order, [captured(order)])).rejects.toThrow('Others wrote the same rows');
  });

  test('is not made for nothing', async () => {
    const [order] = (await personWith(1)) as [PaymentOrderRow];
    const commands: string[] = [];
    accounts.around = (call, command) => {
      commands.push(command);
      return call();
    };
    expect(await apply(order, [])).toMatchObject({ news: false, order });
    expect(commands).toEqual(['QueryCommand']);
  });
});
