import { beforeEach, describe, expect, test } from 'vitest';
import type { PaymentOrderRow } from '../../model/payment-order.ts';
import { RequestError } from '../shared/request-error.ts';
import { sharedAccounts } from '../shared/payments/testing-accounts.ts';
import { captured, testProvider, type TestProvider } from '../shared/payments/testing-provider.ts';
import { orderOf } from '../shared/payments/testing.ts';
import { NOW } from '../shared/testing.ts';
import { confirmPayment } from './confirm-payment.ts';

const accounts = await sharedAccounts();
let provider: TestProvider;
let errors: unknown[];

/** Each test has an order, and its person, of its own. */
let count = 0;
let order: PaymentOrderRow;
const place = (changes: Partial<PaymentOrderRow> = {}) => {
  const id = `order_${(count += 1)}`;
  const own = { userId: `payer-${count}`, record: `ORDER#${id}`, id, reference: id };
  order = orderOf({ ...own, ...changes });
  return accounts.put(order);
};
beforeEach(async () => {
  provider = testProvider();
  await place();
  errors = [];
});

const confirm = (input: object = {}, caller = order.userId) =>
  confirmPayment({
    ...{ accounts, providers: () => provider, now: () => NOW },
    logger: { error: (...line: unknown[]) => void errors.push(line) },
  })({ input: { orderId: order.id, paymentId: 'pay_1', signature: 'signed', ...input } }, caller);

describe('a confirmation', () => {
  test('that the provider bears out makes a member, for three calls', async () => {
    provider.facts.set(order.id, [captured()]);
    expect(await confirm()).toEqual({
      ...{ planId: 'monthly', status: 'ACTIVE', startedAt: '2026-01-31T09:30:00.000Z' },
      expiresAt: '2026-03-02T09:30:00.000Z',
    });
    expect(accounts.calls).toEqual(['GetItemCommand', 'QueryCommand', 'TransactWriteItemsCommand']);
  });

  test('that comes again answers the same, and writes nothing', async () => {
    provider.facts.set(order.id, [captured()]);
    const first = await confirm();
    accounts.calls = [];
    expect(await confirm()).toEqual(first);
    expect(accounts.calls).toEqual(['GetItemCommand', 'QueryCommand']);
  });

  test('of money that has not been taken is for later', async () => {
    await expect(confirm()).rejects.toMatchObject({ type: 'NotReady' });
  });

  test('of somebody else’s order, of none, and of what can be none is answered in the same words', async () => {
    provider.facts.set(order.id, [captured()]);
    const noSuchOrder = { type: 'NotFound', message: 'There is no such order.' };
    await expect(confirm({}, 'stranger')).rejects.toMatchObject(noSuchOrder);
    for (const orderId of ['order_none', '', 'x'.repeat(3_000)])
      await expect(confirm({ orderId })).rejects.toMatchObject(noSuchOrder);
  });

  test.each(['', 'x'.repeat(101)])(
    'with the payment "%s" is a bad request, and reads nothing',
    async (paymentId) => {
      await expect(confirm({ paymentId })).rejects.toMatchObject({
        type: 'BadRequest',
        message: expect.stringMatching(/^paymentId: /),
      });
      expect(accounts.calls).toEqual([]);
    },
  );

  test.each(['REFUNDED', 'DISPUTED'] as const)(
    'of an order that is %s is refused, unasked',
    async (status) => {
      await place({ status });
      provider.facts.set(order.id, new Error('It was asked.'));
      await expect(confirm()).rejects.toMatchObject({ type: 'PaymentRejected' });
    },
  );

  test('of what was refunded by now is refused, and noted', async () => {
    const { payment } = captured();
    const refund = { kind: 'REFUNDED', payment, refundId: 'rfnd', refundedMinor: 49_900 } as const;
    provider.facts.set(order.id, [captured(), refund]);
    await expect(confirm()).rejects.toMatchObject({ type: 'PaymentRejected' });
    expect(await accounts.rows(order.userId)).toContainEqual(expect.objectContaining({ status: 'REFUNDED' }));
  });

  test('of a payment at another price grants nothing, and is an error for us', async () => {
    provider.facts.set(order.id, [captured('pay_1', 1)]);
    await expect(confirm()).rejects.toMatchObject({ type: 'PaymentRejected' });
    expect(errors).toEqual([
      ['A payment does not fit its order', { orderId: order.id, refusal: 'OTHER_AMOUNT' }],
    ]);
    expect(await accounts.rows(order.userId)).toEqual([order]);
  });

  test('that the provider did not sign is refused in its words', async () => {
    provider.facts.set(order.id, new RequestError('PaymentRejected', 'Not signed.'));
    await expect(confirm()).rejects.toMatchObject({ type: 'PaymentRejected', message: 'Not signed.' });
  });

  test('waits while the provider is down, and its words are the log’s alone', async () => {
    provider.isDown = true;
    const refused = confirm();
    await expect(refused).rejects.toMatchObject({ type: 'Unavailable' });
    await expect(refused).rejects.not.toThrow(/hush/);
    expect(errors).toHaveLength(1);
  });
});
