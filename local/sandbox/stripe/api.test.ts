import Stripe from 'stripe';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sdk, SESSION, startShop } from './testing.ts';

let now: number;
let shop: Awaited<ReturnType<typeof startShop>>;
let stripe: Stripe;
beforeEach(async () => {
  now = 1_800_000_000_000;
  shop = await startShop({ clock: { now: () => now } });
  ({ stripe } = shop);
});
afterEach(() => shop.stop());

const create = (changes: object = {}, options?: Stripe.RequestOptions) =>
  stripe.checkout.sessions.create({ ...SESSION, ...changes }, options);
const retrieve = (id: string, ...expand: string[]) => stripe.checkout.sessions.retrieve(id, { expand });

describe('a checkout session', () => {
  it('is made from a form, and found again', async () => {
    const session = await create();
    const { lastResponse, ...plain } = session;
    expect(lastResponse).toMatchObject({ statusCode: 200, requestId: expect.stringMatching(/^req_\w+$/) });
    expect(plain).toEqual({
      ...{ id: expect.stringMatching(/^cs_test_a1\w{56}$/), object: 'checkout.session', livemode: false },
      ...{ adaptive_pricing: { enabled: false }, amount_subtotal: 49_900, amount_total: 49_900 },
      ...{ cancel_url: SESSION.cancel_url, success_url: SESSION.success_url, currency: 'inr' },
      ...{ client_reference_id: 'receipt-1', metadata: { plan: 'monthly ₹' }, mode: 'payment' },
      ...{ customer: null, customer_details: null, customer_email: null, payment_method_types: ['card'] },
      ...{ created: now / 1000, expires_at: now / 1000 + 86_400, payment_intent: null },
      ...{ payment_status: 'unpaid', status: 'open', url: `${shop.sandbox.url}/c/pay/${session.id}` },
      total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    });
    expect(await retrieve(session.id)).toEqual(plain);
    expect(await stripe.checkout.sessions.listLineItems(session.id)).toMatchObject({
      data: [{ description: 'A <Month>', quantity: 1, amount_total: 49_900, currency: 'inr' }],
    });
  });

  it('that is paid has an intent, whose charge and refunds are shown as asked for', async () => {
    const { id, intent, charge } = await shop.sell();
    const path = 'payment_intent.latest_charge.refunds';
    expect(await retrieve(id)).toMatchObject({
      ...{ status: 'complete', payment_status: 'paid', payment_intent: intent, url: null },
    });
    expect(await retrieve(id, path, 'line_items')).toMatchObject({
      line_items: { data: [{ quantity: 1 }] },
      payment_intent: {
        ...{ id: intent, status: 'succeeded', amount: 49_900, amount_received: 49_900, currency: 'inr' },
        metadata: { receipt: 'receipt-1' },
        latest_charge: {
          ...{ id: charge, paid: true, refunded: false, metadata: { receipt: 'receipt-1' } },
          refunds: { object: 'list', data: [], url: `/v1/charges/${charge}/refunds` },
        },
      },
    });
    const bare = await stripe.charges.retrieve(charge);
    expect(bare).not.toHaveProperty('refunds');
    expect(await stripe.paymentIntents.retrieve(intent, { expand: ['latest_charge'] })).toMatchObject({
      latest_charge: { id: charge, payment_intent: intent },
    });
    expect(await retrieve((await create()).id, path)).toMatchObject({ payment_intent: null });
    await expect(retrieve(id, 'payment_intent.colour')).rejects.toThrow('cannot be expanded (colour)');
    await expect(retrieve(id, 'a.b.c.d.e')).rejects.toThrow('more than 4 levels');
  });

  it('is listed with others, the newest first, page by page', async () => {
    const { id: paid, intent } = await shop.sell();
    const [second, third] = [await create(), await create()];
    const list = (options: Stripe.Checkout.SessionListParams) => stripe.checkout.sessions.list(options);
    const ids = async (options: Stripe.Checkout.SessionListParams) =>
      (await list(options)).data.map(({ id }) => id);
    expect(await ids({})).toEqual([third.id, second.id, paid]);
    expect(await ids({ payment_intent: intent })).toEqual([paid]);
    expect(await ids({ status: 'open' })).toEqual([third.id, second.id]);
    expect(await list({ limit: 2 })).toMatchObject({ has_more: true });
    expect(await list({ limit: 2, starting_after: second.id })).toMatchObject({
      ...{ has_more: false, data: [{ id: paid }] },
    });
    const [first] = (await list({ status: 'complete', expand: ['data.payment_intent'] })).data;
    expect(first).toMatchObject({ payment_intent: { id: intent } });
    await expect(list({ limit: 101 })).rejects.toThrow('between 1 and 100');
    await expect(list({ starting_after: 'cs_none' })).rejects.toMatchObject({ param: 'starting_after' });
  });

  it('can be ended, and is over then', async () => {
    const { id, url } = await create();
    expect(await stripe.checkout.sessions.expire(id)).toMatchObject({ status: 'expired', url: null });
    await shop.sandbox.submit(url!);
    expect(await retrieve(id)).toMatchObject({ status: 'expired', payment_status: 'unpaid' });
    await expect(stripe.checkout.sessions.expire(id)).rejects.toThrow('has a status of expired');
  });

  it.each([
    [{ mode: undefined }, 'parameter_missing', 'mode'],
    [{ mode: 'subscription' }, undefined, 'mode'],
    [{ line_items: [] }, 'parameter_missing', 'line_items'],
    [
      { line_items: [{ price_data: SESSION.line_items[0].price_data }] },
      'parameter_missing',
      'line_items[0][quantity]',
    ],
    [{ line_items: 'one' }, undefined, 'line_items'],
    [{ success_url: 'somewhere' }, 'url_invalid', 'success_url'],
    [{ success_url: undefined }, 'parameter_missing', 'success_url'],
    [{ cancel_url: 'javascript:alert(1)' }, 'url_invalid', 'cancel_url'],
    [{ client_reference_id: 'r'.repeat(201) }, 'parameter_invalid_string', 'client_reference_id'],
    [{ metadata: { long: 'n'.repeat(501) } }, undefined, 'metadata'],
    [
      { metadata: Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`n${i}`, 'x'])) },
      undefined,
      'metadata',
    ],
    [{ expires_at: 1_800_000_060 }, undefined, 'expires_at'],
    [{ expires_at: 'soon' }, 'parameter_invalid_integer', 'expires_at'],
    [{ adaptive_pricing: { enabled: 'perhaps' } }, undefined, 'adaptive_pricing[enabled]'],
    [{ subscription_data: {}, discounts: [{ coupon: 'c' }] }, 'parameter_unknown', 'discounts'],
    [
      { payment_intent_data: { capture_method: 'manual' } },
      'parameter_unknown',
      'payment_intent_data[capture_method]',
    ],
  ])('cannot be made with %j', async (changes, code, param) => {
    const error = await create(changes).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Stripe.errors.StripeInvalidRequestError);
    expect(error).toMatchObject({ statusCode: 400, param });
    expect((error as Stripe.errors.StripeError).code).toBe(code);
    expect((await stripe.checkout.sessions.list()).data).toEqual([]);
  });

  it.each([
    [49, 'amount_too_small'],
    [100_000_000, 'amount_too_large'],
  ])('cannot be made for %i', async (unit_amount, code) => {
    const [item] = SESSION.line_items;
    const line_items = [{ ...item, price_data: { ...item.price_data, unit_amount } }];
    await expect(create({ line_items })).rejects.toMatchObject({ code });
  });

  it('is of one currency', async () => {
    const [item] = SESSION.line_items;
    const other = { ...item, price_data: { ...item.price_data, currency: 'usd' } };
    await expect(create({ line_items: [item, other] })).rejects.toThrow('same currency');
  });
});

describe('an idempotency key', () => {
  const key = { idempotencyKey: 'receipt-1' };

  it('makes one thing, however often it is asked for, whatever became of it', async () => {
    const first = await create({}, key);
    await shop.sandbox.submit(first.url!);
    const again = await create({}, key);
    expect(again).toEqual(first);
    expect(again.lastResponse.headers['idempotent-replayed']).toBe('true');
    expect((await stripe.checkout.sessions.list()).data).toHaveLength(1);
  });

  it('is for one request', async () => {
    await create({}, key);
    await expect(create({ client_reference_id: 'other' }, key)).rejects.toBeInstanceOf(
      Stripe.errors.StripeIdempotencyError,
    );
    const { charge } = await shop.sell();
    await expect(stripe.refunds.create({ charge }, key)).rejects.toThrow('only be used with the same');
    expect((await stripe.charges.retrieve(charge)).amount_refunded).toBe(0);
  });

  it('may be used again for what was refused, and after a day', async () => {
    await expect(create({ mode: 'setup' }, key)).rejects.toThrow('Invalid mode');
    const { id } = await create({}, key);
    now += 86_400_000;
    expect((await create({}, key)).id).not.toBe(id);
  });
});

describe('a refund', () => {
  it('is of a part or of the rest, and never of more than was paid', async () => {
    const { id, intent, charge } = await shop.sell();
    const part = await stripe.refunds.create({
      payment_intent: intent,
      amount: 10_000,
      metadata: { why: '?' },
    });
    expect(part).toMatchObject({
      ...{ object: 'refund', amount: 10_000, status: 'succeeded', charge, payment_intent: intent },
      metadata: { why: '?' },
    });
    expect(await stripe.charges.retrieve(charge)).toMatchObject({ amount_refunded: 10_000, refunded: false });
    await expect(stripe.refunds.create({ charge, amount: 39_901 })).rejects.toThrow(
      'greater than unrefunded',
    );
    await expect(stripe.refunds.create({ charge, amount: 0 })).rejects.toMatchObject({ param: 'amount' });
    const rest = await stripe.refunds.create({ charge, expand: ['charge'] });
    expect(rest).toMatchObject({ amount: 39_900, charge: { amount_refunded: 49_900, refunded: true } });
    await expect(stripe.refunds.create({ charge })).rejects.toMatchObject({
      code: 'charge_already_refunded',
    });
    const { data } = await stripe.refunds.list({ payment_intent: intent });
    expect(data.map(({ amount }) => amount)).toEqual([39_900, 10_000]);
    expect(await stripe.refunds.retrieve(part.id)).toMatchObject({ amount: 10_000 });
    expect(await retrieve(id, 'payment_intent.latest_charge.refunds')).toMatchObject({
      payment_intent: { latest_charge: { refunds: { data: [{ amount: 39_900 }, { amount: 10_000 }] } } },
    });
  });

  it('is of a charge that was paid', async () => {
    const { id, url } = await create();
    await shop.sandbox.submit(url!, 'failure');
    const { payment_intent } = await retrieve(id);
    await expect(stripe.refunds.create({ payment_intent: payment_intent as string })).rejects.toThrow(
      'was not successful',
    );
    await expect(stripe.refunds.create({})).rejects.toThrow('payment_intent or charge');
    await expect(stripe.refunds.create({ payment_intent: 'pi_none' })).rejects.toMatchObject({
      ...{ code: 'resource_missing', param: 'payment_intent' },
    });
  });

  it('is not of money that a bank has taken back', async () => {
    const { charge } = await shop.sell();
    const { id } = await shop.sandbox.call<{ id: string }>(
      'POST',
      `/sandbox/stripe/charges/${charge}/dispute`,
    );
    await expect(stripe.refunds.create({ charge })).rejects.toMatchObject({ code: 'charge_disputed' });
    await shop.sandbox.call('POST', `/sandbox/stripe/disputes/${id}/win`);
    expect(await stripe.refunds.create({ charge })).toMatchObject({ amount: 49_900 });
  });
});

describe('a dispute', () => {
  it('is read, listed and given up', async () => {
    const { charge, intent } = await shop.sell();
    const open = () => shop.sandbox.call<{ id: string }>('POST', `/sandbox/stripe/charges/${charge}/dispute`);
    const { id } = await open();
    await expect(open()).rejects.toThrow('disputed already');
    expect(await stripe.disputes.retrieve(id)).toMatchObject({
      ...{ status: 'needs_response', amount: 49_900, charge, payment_intent: intent },
    });
    expect((await stripe.disputes.list({ charge })).data).toMatchObject([{ id }]);
    expect(await stripe.disputes.close(id)).toMatchObject({ status: 'lost' });
    await expect(stripe.disputes.close(id)).rejects.toThrow('it was lost');
    expect(await stripe.charges.retrieve(charge)).toMatchObject({ disputed: true });
  });
});

describe('the API', () => {
  it('is for who has the secret key', async () => {
    await expect(sdk(shop.sandbox.url, 'sk_test_other').refunds.list()).rejects.toBeInstanceOf(
      Stripe.errors.StripeAuthenticationError,
    );
    await expect(sdk(shop.sandbox.url, 'sk_test_other').refunds.list()).rejects.not.toThrow('sk_test');
  });

  it('says in Stripe’s words what there is not', async () => {
    const none = { statusCode: 404, code: 'resource_missing' };
    await expect(retrieve('cs_none')).rejects.toMatchObject({ ...none, param: 'session' });
    await expect(stripe.paymentIntents.retrieve('pi_none')).rejects.toMatchObject({
      ...none,
      param: 'intent',
    });
    await expect(stripe.charges.retrieve('ch_none')).rejects.toThrow("No such charge: 'ch_none'");
    await expect(stripe.customers.list()).rejects.toMatchObject({ statusCode: 404 });
  });
});
