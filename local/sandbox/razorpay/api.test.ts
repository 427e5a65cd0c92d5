import Razorpay from 'razorpay';
import { validatePaymentVerification } from 'razorpay/dist/utils/razorpay-utils.js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { KEYS, startSandbox, startWebhook, WEBHOOK_SECRET } from '../testing.ts';

/** The unmodified SDK, turned to the sandbox in the only way there is: its base URL is a private field. */
function sdk(url: string, keys = KEYS) {
  const instance = new Razorpay({ key_id: keys.keyId, key_secret: keys.keySecret });
  const { api } = instance as unknown as { api: { rq: { defaults: { baseURL: string } } } };
  api.rq.defaults.baseURL = url;
  return instance;
}

let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let webhook: Awaited<ReturnType<typeof startWebhook>>;
let razorpay: Razorpay;
beforeEach(async () => {
  sandbox = await startSandbox();
  webhook = await startWebhook();
  await sandbox.register(webhook);
  razorpay = sdk(sandbox.url);
});
afterEach(async () => {
  await sandbox.stop();
  await webhook.stop();
});

const ORDER = { amount: 49_900, currency: 'INR', receipt: 'receipt-1', notes: { plan: 'monthly ₹' } };
const told = (count: number) =>
  vi.waitFor(() => expect(webhook.told).toHaveLength(count), { timeout: 5_000 });

describe('the SDK', () => {
  it('makes orders and finds them again', async () => {
    const order = await razorpay.orders.create(ORDER);
    expect(order).toEqual({
      ...ORDER,
      id: expect.stringMatching(/^order_[A-Za-z0-9]{14}$/),
      entity: 'order',
      amount_paid: 0,
      amount_due: 49_900,
      offer_id: null,
      status: 'created',
      attempts: 0,
      created_at: expect.any(Number),
    });
    const other = await razorpay.orders.create({ amount: 100, currency: 'USD' });
    expect(other).toMatchObject({ receipt: null, notes: [] });
    expect(await razorpay.orders.fetch(order.id)).toEqual(order);
    expect(await razorpay.orders.all()).toEqual({ entity: 'collection', count: 2, items: [other, order] });
    expect(await razorpay.orders.all({ receipt: 'receipt-1' })).toMatchObject({ items: [order] });
    expect(await razorpay.orders.edit(order.id, { notes: { a: 'b' } })).toMatchObject({ notes: { a: 'b' } });
    expect(await razorpay.orders.fetchPayments(order.id)).toMatchObject({ count: 0, items: [] });
  });

  it('sees an order go from created by way of attempted to paid', async () => {
    const { id } = await razorpay.orders.create(ORDER);
    await expect(sandbox.pay(id, 'failure')).rejects.toThrow('declined');
    expect(await razorpay.orders.fetch(id)).toMatchObject({
      status: 'attempted',
      attempts: 1,
      amount_paid: 0,
    });
    const { razorpay_payment_id: paid } = await sandbox.pay(id);
    expect(await razorpay.orders.fetch(id)).toMatchObject({
      ...{ status: 'paid', attempts: 2, amount_paid: 49_900, amount_due: 0 },
    });
    const { items } = await razorpay.orders.fetchPayments(id);
    expect(items.map(({ status, captured, error_reason }) => [status, captured, error_reason])).toEqual([
      ['captured', true, null],
      ['failed', false, 'payment_declined'],
    ]);
    expect(await razorpay.payments.fetch(paid)).toMatchObject({
      order_id: id,
      amount: 49_900,
      fee: 1178,
      tax: 180,
    });
    await expect(sandbox.pay(id)).rejects.toThrow('Payment already done for this order.');
  });

  it('captures what was only authorized', async () => {
    const { id } = await razorpay.orders.create({ ...ORDER, payment: { capture: 'manual' } });
    const { razorpay_payment_id: payment } = await sandbox.pay(id);
    expect(await razorpay.payments.fetch(payment)).toMatchObject({ status: 'authorized', captured: false });
    await expect(razorpay.payments.capture(payment, 100, 'INR')).rejects.toMatchObject({ statusCode: 400 });
    expect(await razorpay.payments.capture(payment, 49_900, 'INR')).toMatchObject({ status: 'captured' });
    expect(await razorpay.orders.fetch(id)).toMatchObject({ status: 'paid' });
    await expect(razorpay.payments.capture(payment, 49_900, 'INR')).rejects.toMatchObject({
      error: { description: 'This payment has already been captured' },
    });
  });

  it('refunds in parts and in full, and never more than was paid', async () => {
    const { id } = await razorpay.orders.create(ORDER);
    const { razorpay_payment_id: payment } = await sandbox.pay(id);
    const part = await razorpay.payments.refund(payment, { amount: 10_000 });
    expect(part).toMatchObject({
      entity: 'refund',
      amount: 10_000,
      payment_id: payment,
      status: 'processed',
    });
    expect(await razorpay.payments.fetch(payment)).toMatchObject({
      ...{ status: 'captured', amount_refunded: 10_000, refund_status: 'partial' },
    });
    await expect(razorpay.payments.refund(payment, { amount: 39_901 })).rejects.toMatchObject({
      error: { description: 'The total refund amount is greater than the refund payment amount' },
    });
    const rest = await razorpay.payments.refund(payment, {});
    expect(rest).toMatchObject({ amount: 39_900 });
    expect(await razorpay.payments.fetch(payment)).toMatchObject({
      ...{ status: 'refunded', amount_refunded: 49_900, refund_status: 'full', captured: true },
    });
    await expect(razorpay.payments.refund(payment, {})).rejects.toMatchObject({ statusCode: 400 });
    expect(await razorpay.payments.fetchMultipleRefund(payment)).toMatchObject({ items: [rest, part] });
    expect(await razorpay.refunds.fetch(part.id)).toEqual(part);
  });

  it.each([
    ['a wrong secret', { ...KEYS, keySecret: 'other' }],
    ['another key', { ...KEYS, keyId: 'rzp_test_other' }],
  ])('is refused with %s', async (_what, keys) => {
    await expect(sdk(sandbox.url, keys).orders.all()).rejects.toMatchObject({
      ...{ statusCode: 401, error: { code: 'BAD_REQUEST_ERROR', description: 'Authentication failed' } },
    });
  });

  it('is told that an id does not exist', async () => {
    const error = { code: 'BAD_REQUEST_ERROR', description: 'The id provided does not exist' };
    await expect(razorpay.orders.fetch('order_none')).rejects.toMatchObject({ statusCode: 400, error });
    await expect(razorpay.orders.fetchPayments('order_none')).rejects.toMatchObject({ error });
    await expect(razorpay.payments.refund('pay_none', {})).rejects.toMatchObject({ error });
  });

  it.each([
    [{}, 'amount'],
    [{ amount: 100.5, currency: 'INR' }, 'amount'],
    [{ amount: '1e3', currency: 'INR' }, 'amount'],
    [{ amount: 99, currency: 'INR' }, 'amount'],
    [{ amount: -100, currency: 'INR' }, 'amount'],
    [{ amount: 100, currency: 1 }, 'currency'],
    [{ amount: 100, currency: 'inr' }, 'currency'],
    [{ ...ORDER, receipt: 'r'.repeat(41) }, 'receipt'],
    [{ ...ORDER, notes: Object.fromEntries(Array.from({ length: 16 }, (_, i) => [`n${i}`, ''])) }, 'notes'],
    [{ ...ORDER, notes: { long: 'n'.repeat(257) } }, 'notes'],
    [{ ...ORDER, notes: 'text' }, 'notes'],
  ])('cannot make an order of %j', async (order, field) => {
    const create = razorpay.orders.create(order as typeof ORDER);
    await expect(create).rejects.toMatchObject({
      statusCode: 400,
      error: { code: 'BAD_REQUEST_ERROR', field },
    });
    expect(await razorpay.orders.all()).toMatchObject({ count: 0 });
  });

  it('is told of what is not handled', async () => {
    const order = { ...ORDER, transfers: [] };
    await expect(razorpay.orders.create(order)).rejects.toMatchObject({
      error: { reason: 'extra_field_sent' },
    });
    await expect(razorpay.customers.all()).rejects.toMatchObject({ statusCode: 400 });
  });
});

describe('signatures', () => {
  it('of the checkout pass the SDK’s own check, for this order alone', async () => {
    const { id } = await razorpay.orders.create(ORDER);
    const { razorpay_payment_id: payment_id, razorpay_signature } = await sandbox.pay(id);
    const check = (order_id: string) =>
      validatePaymentVerification({ order_id, payment_id }, razorpay_signature, KEYS.keySecret);
    expect(check(id)).toBe(true);
    expect(check('order_other')).toBe(false);
  });

  it.each([undefined, 2])('of webhooks pass the SDK’s own check, indented by %j', async (indent) => {
    await sandbox.register({ ...webhook, ...(indent && { indent }) });
    await sandbox.pay((await razorpay.orders.create(ORDER)).id);
    await told(3);
    for (const { body, headers } of webhook.told) {
      expect(body.includes('\n')).toBe(indent !== undefined);
      expect(body).toContain('monthly ₹');
      const signature = String(headers['x-razorpay-signature']);
      expect(Razorpay.validateWebhookSignature(body, signature, WEBHOOK_SECRET)).toBe(true);
      expect(Razorpay.validateWebhookSignature(`${body} `, signature, WEBHOOK_SECRET)).toBe(false);
    }
  });
});

describe('webhooks', () => {
  it('are told of one payment by two events, each with its own id and everything as it was', async () => {
    const { razorpay: account } = await sandbox.register(webhook);
    const { id } = await razorpay.orders.create(ORDER);
    const { razorpay_payment_id } = await sandbox.pay(id);
    await told(3);
    const payment = await razorpay.payments.fetch(razorpay_payment_id);
    const documents = Object.fromEntries(webhook.told.map(({ event, body }) => [event, JSON.parse(body)]));
    const common = { entity: 'event', account_id: account!.id, created_at: expect.any(Number) };
    expect(documents).toEqual({
      'payment.authorized': {
        ...{ ...common, event: 'payment.authorized', contains: ['payment'] },
        payload: {
          payment: { entity: { ...payment, status: 'authorized', captured: false, fee: null, tax: null } },
        },
      },
      'payment.captured': {
        ...{ ...common, event: 'payment.captured', contains: ['payment'] },
        payload: { payment: { entity: payment } },
      },
      'order.paid': {
        ...{ ...common, event: 'order.paid', contains: ['payment', 'order'] },
        payload: { payment: { entity: payment }, order: { entity: await razorpay.orders.fetch(id) } },
      },
    });
    const ids = webhook.told.map(({ headers }) => headers['x-razorpay-event-id']);
    expect(new Set(ids).size).toBe(3);
  });

  it('are told of failures, refunds and disputes', async () => {
    const { id } = await razorpay.orders.create(ORDER);
    await expect(sandbox.pay(id, 'failure')).rejects.toThrow();
    const { razorpay_payment_id: payment } = await sandbox.pay(id);
    await razorpay.payments.refund(payment, { amount: 1 });
    const dispute = () =>
      sandbox.call<{ id: string }>('POST', `/sandbox/razorpay/payments/${payment}/dispute`);
    const step = (of: string, name: string) =>
      sandbox.call('POST', `/sandbox/razorpay/disputes/${of}/${name}`);
    const first = await dispute();
    await expect(dispute()).rejects.toThrow('under dispute already');
    await step(first.id, 'under_review');
    await step(first.id, 'action_required');
    await step(first.id, 'win');
    await expect(step(first.id, 'lose')).rejects.toThrow('won already');
    const second = await dispute();
    expect(await step(second.id, 'lose')).toMatchObject({ status: 'lost', amount_deducted: 49_900 });
    await told(12);
    expect(webhook.told.map(({ event }) => event).sort()).toEqual([
      'order.paid',
      'payment.authorized',
      'payment.captured',
      'payment.dispute.action_required',
      'payment.dispute.created',
      'payment.dispute.created',
      'payment.dispute.lost',
      'payment.dispute.under_review',
      'payment.dispute.won',
      'payment.failed',
      'refund.created',
      'refund.processed',
    ]);
    const lost = webhook.told.find(({ event }) => event === 'payment.dispute.lost')!;
    expect(JSON.parse(lost.body)).toMatchObject({
      contains: ['payment', 'dispute'],
      payload: { dispute: { entity: { id: second.id, payment_id: payment, status: 'lost' } } },
    });
  });
});
