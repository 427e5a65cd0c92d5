import { createHmac } from 'node:crypto';
import { validatePaymentVerification } from 'razorpay/dist/utils/razorpay-utils.js';
import { afterEach, describe, expect, test } from 'vitest';
import { PLANS } from '../../../../model/plans.ts';
import { RequestError } from '../../request-error.ts';
import { ProviderError } from '../provider.ts';
import { failureOf, KEYS, orderOf, secretHolding, serve, settingsOf, type TestServer } from '../testing.ts';
import { razorpayProvider } from './provider.ts';

const [PLAN] = PLANS;
const PAYMENT = {
  ...{ id: 'pay_1', entity: 'payment', amount: 49_900, currency: 'INR', status: 'captured' },
  ...{ order_id: 'order_1', captured: true, amount_refunded: 0 },
};
const CAPTURED = {
  kind: 'CAPTURED',
  payment: { id: 'pay_1', amountMinor: 49_900, currency: 'INR' },
};
const REFUNDS = {
  items: [
    { id: 'rfnd_3', amount: 5_000, status: 'pending', created_at: 3 },
    { id: 'rfnd_2', amount: 40_000, status: 'processed', created_at: 2 },
    { id: 'rfnd_1', amount: 9_900, status: 'processed', created_at: 1 },
  ],
};
const REFUNDED = { ...CAPTURED, kind: 'REFUNDED', refundId: 'rfnd_2', refundedMinor: 49_900 };

let server: TestServer | undefined;
afterEach(() => server?.stop());

/** Razorpay, answering at each path what is said here. */
const razorpay = async (answers: Record<string, unknown>, secret = secretHolding(KEYS)) => {
  server = await serve(({ method, path }) => {
    const body = answers[`${method} ${path}`];
    return body === undefined ? { status: 404, body: {} } : { body };
  });
  return { ...razorpayProvider(settingsOf({ api: server.url, secret })), asked: server.asked };
};
const sign = (content: string, secret = KEYS.razorpay.keySecret) =>
  createHmac('sha256', secret).update(content).digest('hex');
const RIGHT = sign('order_1|pay_1');

describe('an order', () => {
  const made = { id: 'order_1', amount: 49_900, currency: 'INR', receipt: 'r1', status: 'created' };

  test('is made at the plan’s price in paise, and captured without further ado', async () => {
    const { createOrder, asked } = await razorpay({ 'POST /v1/orders': made });
    expect(await createOrder(PLAN!, 'r1')).toEqual({
      ...{ id: 'order_1', reference: 'order_1', providerKeyId: 'rzp_test_a' },
      checkoutScriptUrl: 'https://checkout.test/checkout.js',
    });
    expect(JSON.parse(asked[0]!.body)).toMatchObject({
      ...{ amount: 49_900, currency: 'INR', receipt: 'r1' },
      payment: { capture: 'automatic' },
    });
  });

  test.each([
    ['at another price', { ...made, amount: 100 }],
    ['in another currency', { ...made, currency: 'USD' }],
    ['without an id', { ...made, id: null }],
    ['with its price in words', { ...made, amount: '49900' }],
  ])('made %s is none', async (_, answer) => {
    const { createOrder } = await razorpay({ 'POST /v1/orders': answer });
    await expect(createOrder(PLAN!, 'r1')).rejects.toThrow(ProviderError);
  });

  test('is not made without keys', async () => {
    for (const secret of [
      secretHolding({}),
      secretHolding(null),
      secretHolding({ razorpay: { keyId: 'k' } }),
    ]) {
      const { createOrder } = razorpayProvider(settingsOf({ secret }));
      await expect(createOrder(PLAN!, 'r1')).rejects.toThrow(ProviderError);
    }
  });
});

describe('a confirmation', () => {
  const answers = { 'GET /v1/payments/pay_1': PAYMENT };

  test('is signed over our order and the payment, and the payment is looked at', async () => {
    expect(
      validatePaymentVerification({ order_id: 'order_1', payment_id: 'pay_1' }, RIGHT, 'hush-razorpay'),
    ).toBe(true);
    const { confirm } = await razorpay(answers);
    expect(await confirm(orderOf({}), { paymentId: 'pay_1', signature: RIGHT })).toEqual([CAPTURED]);
  });

  test.each([
    ['cut short', RIGHT.slice(1)],
    ['in capitals', RIGHT.toUpperCase()],
    ['empty', ''],
    ['of another order', sign('order_2|pay_1')],
    ['of another payment', sign('order_1|pay_2')],
    ['of both the other way round', sign('pay_1|order_1')],
    ['by another secret', sign('order_1|pay_1', 'other')],
    ['by an empty secret', sign('order_1|pay_1', '')],
    ['by the webhook’s secret', sign('order_1|pay_1', KEYS.razorpay.webhookSecret)],
    ['with a letter changed', RIGHT.slice(0, -1) + (RIGHT.endsWith('0') ? '1' : '0')],
  ])('is refused when the signature is %s, and nobody is asked', async (_, signature) => {
    const { confirm, asked } = await razorpay(answers);
    const { error, logged } = await failureOf(confirm(orderOf({}), { paymentId: 'pay_1', signature }));
    expect(error).toBeInstanceOf(RequestError);
    expect(error).toMatchObject({ type: 'PaymentRejected' });
    expect(logged).not.toContain('hush');
    expect(asked).toEqual([]);
  });

  test.each([
    ['authorized', false],
    ['failed', false],
    ['created', false],
    // It says both; it is not believed.
    ['authorized', true],
  ])('says nothing while the payment is %s', async (status, captured) => {
    const { confirm } = await razorpay({ 'GET /v1/payments/pay_1': { ...PAYMENT, status, captured } });
    expect(await confirm(orderOf({}), { paymentId: 'pay_1', signature: RIGHT })).toEqual([]);
  });

  test('says how much was paid, whatever the order was: the order decides', async () => {
    const { confirm } = await razorpay({
      'GET /v1/payments/pay_1': { ...PAYMENT, amount: 100, currency: 'USD' },
    });
    const [fact] = await confirm(orderOf({}), { paymentId: 'pay_1', signature: RIGHT });
    expect(fact!.payment).toEqual({ id: 'pay_1', amountMinor: 100, currency: 'USD' });
  });

  test.each([
    ['another payment', { ...PAYMENT, id: 'pay_2' }],
    ['another order’s payment', { ...PAYMENT, order_id: 'order_2' }],
    ['something else', { ...PAYMENT, amount: null }],
  ])('is not believed when Razorpay answers with %s', async (_, payment) => {
    const { confirm } = await razorpay({ 'GET /v1/payments/pay_1': payment });
    await expect(confirm(orderOf({}), { paymentId: 'pay_1', signature: RIGHT })).rejects.toThrow(
      ProviderError,
    );
  });

  test('may be signed with a key that was replaced a moment ago', async () => {
    const old = { razorpay: { ...KEYS.razorpay, keySecret: 'old' } };
    const { confirm } = await razorpay(answers, secretHolding(old, KEYS));
    expect(await confirm(orderOf({}), { paymentId: 'pay_1', signature: RIGHT })).toEqual([CAPTURED]);
  });

  test('names no path of its own', async () => {
    const paymentId = '../orders/order_1';
    const { confirm, asked } = await razorpay({});
    const signature = sign(`order_1|${paymentId}`);
    await expect(confirm(orderOf({}), { paymentId, signature })).rejects.toThrow(ProviderError);
    expect(asked[0]!.path).toBe('/v1/payments/..%2Forders%2Forder_1');
  });
});

describe('what is known of an order', () => {
  const of = async (payments: unknown[], refunds?: unknown) => {
    const { factsOf } = await razorpay({
      'GET /v1/orders/order_1/payments': { items: payments },
      'GET /v1/payments/pay_1/refunds?count=100': refunds,
    });
    return factsOf(orderOf({}));
  };

  test('is nothing before it is paid, and the one payment that was taken then', async () => {
    expect(await of([])).toEqual([]);
    const failed = { ...PAYMENT, id: 'pay_0', status: 'failed', captured: false };
    expect(await of([failed, PAYMENT])).toEqual([CAPTURED]);
  });

  test('has the refunds that were carried out, and the last of them', async () => {
    const refunded = { ...PAYMENT, status: 'refunded', amount_refunded: 54_900 };
    expect(await of([refunded], REFUNDS)).toEqual([CAPTURED, REFUNDED]);
    const part = { ...PAYMENT, amount_refunded: 5_000 };
    expect(await of([part], { items: REFUNDS.items.slice(0, 1) })).toEqual([CAPTURED]);
  });

  test('has the last of several refunds of one second, as its event has it', async () => {
    const items = REFUNDS.items.map((refund) => ({ ...refund, created_at: 1 }));
    expect(await of([{ ...PAYMENT, amount_refunded: 54_900 }], { items })).toEqual([CAPTURED, REFUNDED]);
  });

  test('is not believed when it is another order’s, or has another shape', async () => {
    await expect(of([{ ...PAYMENT, order_id: 'order_2' }])).rejects.toThrow(ProviderError);
    await expect(of([null])).rejects.toThrow(ProviderError);
    await expect(of([{ ...PAYMENT, amount_refunded: 1 }], {})).rejects.toThrow(ProviderError);
  });
});
