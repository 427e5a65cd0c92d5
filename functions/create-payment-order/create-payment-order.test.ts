import { beforeEach, describe, expect, test } from 'vitest';
import { PLANS } from '../../model/plans.ts';
import { sharedAccounts } from '../shared/payments/testing-accounts.ts';
import { captured, testProvider, type TestProvider } from '../shared/payments/testing-provider.ts';
import { NOW } from '../shared/testing.ts';
import { createPaymentOrder } from './create-payment-order.ts';

const accounts = await sharedAccounts();
let provider: TestProvider;
let errors: unknown[];
beforeEach(() => {
  provider = testProvider();
  errors = [];
  person += 1;
});

/** Each test has a person of its own, and orders of its own. */
let person = 0;
const caller = () => `person-${person}`;
const create = (planId = 'monthly', now = NOW) =>
  createPaymentOrder({
    ...{ accounts, plans: PLANS, newReceipt: () => 'receipt', now: () => now },
    provider: {
      name: 'razorpay',
      createOrder: (plan, receipt) => named(provider.createOrder(plan, receipt)),
    },
    logger: { error: (...line: unknown[]) => void errors.push(line) },
  })({ planId }, caller());
const named = async (made: ReturnType<TestProvider['createOrder']>) => {
  const { id, ...rest } = await made;
  return { ...rest, id: `${id}-${person}`, reference: `${id}-${person}` };
};

describe('an order', () => {
  test('is made at the plan’s price, noted with its owner, and asked about in ten minutes', async () => {
    expect(await create('yearly')).toEqual({
      ...{ id: `order_1-${person}`, planId: 'yearly', amountMinor: 499_900, currency: 'INR' },
      ...{ provider: 'razorpay', providerKeyId: 'rzp_test', checkoutScriptUrl: 'https://checkout.test' },
      status: 'CREATED',
    });
    expect(provider.made).toEqual(['yearly:receipt']);
    expect(await accounts.rows(caller())).toEqual([
      {
        ...{ userId: caller(), record: 'BEGUN#2026-01-31', begun: 1 },
        forgetAt: Date.parse('2026-02-02T09:30:00.000Z') / 1_000,
      },
      {
        ...{ userId: caller(), record: `ORDER#order_1-${person}`, id: `order_1-${person}` },
        ...{ provider: 'razorpay', reference: `order_1-${person}`, planId: 'yearly', durationDays: 365 },
        ...{ amountMinor: 499_900, currency: 'INR', createdAt: '2026-01-31T09:30:00.000Z' },
        ...{ status: 'CREATED', version: 1, open: expect.any(String), checkAt: NOW + 600_000 },
      },
    ]);
    expect(await accounts.rows(`ORDER#razorpay#order_1-${person}`)).toMatchObject([
      { record: 'OWNER', ownerId: caller(), orderId: `order_1-${person}` },
    ]);
  });

  test('costs three calls', async () => {
    await create();
    expect(accounts.calls).toEqual(['UpdateItemCommand', 'TransactWriteItemsCommand', 'QueryCommand']);
  });

  test('that was told of before it was noted is paid at once', async () => {
    const userId = `ORDER#razorpay#order_1-${person}`;
    const kept = { userId, record: 'EVENT#razorpay#e', eventId: 'e', type: 'order.paid' };
    await accounts.put({ ...kept, facts: [captured()] });
    await create();
    const rows = await accounts.rows(caller());
    expect(rows.map(({ record }) => record)).toContain('MEMBERSHIP');
    expect(await accounts.rows(userId)).toMatchObject([{ record: 'OWNER' }]);
    expect(errors).toEqual([]);
  });

  test('whose early event does not fit is not paid, and the log says so', async () => {
    const kept = { userId: `ORDER#razorpay#order_1-${person}`, record: 'EVENT#razorpay#e', eventId: 'e' };
    await accounts.put({ ...kept, type: 'order.paid', facts: [captured('pay', 1)] });
    await create();
    expect(errors).toEqual([
      ['An event does not fit its order', { orderId: `order_1-${person}`, eventId: 'e' }],
    ]);
  });
});

describe('no order is made', () => {
  test.each(['', 'free', 'MONTHLY', '__proto__', 'x'.repeat(5_000)])('for the plan "%s"', async (planId) => {
    await expect(create(planId)).rejects.toMatchObject({
      type: 'BadRequest',
      message: expect.stringMatching(/^planId: /),
    });
    expect([provider.made, accounts.calls]).toEqual([[], []]);
  });

  test('for who has made twenty that day, however many come at once', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 50 }, () => create()));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(20);
    expect(provider.made).toHaveLength(20);
    await expect(create()).rejects.toMatchObject({ type: 'QuotaExceeded' });
    await create('monthly', Date.parse('2026-02-01T00:00:00.000Z'));
  });

  test('while the provider is down, and its words are the log’s alone', async () => {
    provider.isDown = true;
    const refused = create();
    await expect(refused).rejects.toMatchObject({ type: 'Unavailable' });
    await expect(refused).rejects.not.toThrow(/hush/);
    expect(JSON.stringify(errors)).toContain('The payment provider could not answer');
    // Nor does it count.
    expect(await accounts.rows(caller())).toMatchObject([{ begun: 0 }]);
  });
});
