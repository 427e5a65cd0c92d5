import { afterEach, describe, expect, test } from 'vitest';
import { PLANS } from '../../../../model/plans.ts';
import { ProviderError } from '../provider.ts';
import { failureOf, KEYS, orderOf, secretHolding, serve, settingsOf, type Script } from '../testing.ts';
import type { TestServer } from '../testing.ts';
import { stripeClient } from './client.ts';
import { readIntent } from './intent.ts';
import { stripeProvider } from './provider.ts';
import { CAPTURED, INTENT, PAYMENT, RECEIPT, REFUND, refunded, SESSION } from './testing.ts';

const [PLAN] = PLANS;
const ORDER = orderOf({ id: 'cs_test_a1', provider: 'stripe', reference: RECEIPT });
const CONFIRMATION = { paymentId: 'cs_test_a1', signature: '' };

const servers: TestServer[] = [];
afterEach(async () => {
  for (const { stop } of servers.splice(0)) await stop();
});

const serving = async (script: Script) => {
  const server = await serve(script);
  servers.push(server);
  return server;
};
const stripe = async (script: Script) => {
  const { url, asked } = await serving(script);
  return { ...stripeProvider(settingsOf({ api: url })), asked };
};
const answering = (body: unknown) => stripe(() => ({ body }));

describe('an order', () => {
  const made = { ...SESSION, status: 'open', payment_status: 'unpaid', payment_intent: null };

  test('is a checkout session at the plan’s price, which its events will name by our receipt', async () => {
    const { createOrder, asked } = await answering(made);
    expect(await createOrder(PLAN!, RECEIPT)).toEqual({
      ...{ id: 'cs_test_a1', reference: RECEIPT, providerKeyId: 'pk_test_a' },
      checkoutUrl: 'https://checkout.stripe.com/c/pay/cs_test_a1',
    });
    const [{ method, path, headers, body }] = asked as [(typeof asked)[0]];
    expect([method, path]).toEqual(['POST', '/v1/checkout/sessions']);
    expect(headers).toMatchObject({ 'idempotency-key': RECEIPT, authorization: 'Bearer sk_test_hush' });
    expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
      ...{ mode: 'payment', client_reference_id: RECEIPT },
      ...{ 'metadata[receipt]': RECEIPT, 'metadata[plan]': 'monthly' },
      'payment_intent_data[metadata][receipt]': RECEIPT,
      'payment_intent_data[metadata][plan]': 'monthly',
      'adaptive_pricing[enabled]': 'false',
      'line_items[0][quantity]': '1',
      'line_items[0][price_data][currency]': 'inr',
      'line_items[0][price_data][unit_amount]': '49900',
      'line_items[0][price_data][product_data][name]': 'Monthly',
      success_url: 'https://playhead.test/membership?lang=hi&order={CHECKOUT_SESSION_ID}#plans',
      cancel_url: 'https://playhead.test/membership?lang=hi#plans',
    });
  });

  test('is made once, however often the call is made again', async () => {
    const { createOrder, asked } = await stripe((_, index) =>
      index < 2 ? { status: 503, body: {} } : { body: made },
    );
    await createOrder(PLAN!, RECEIPT);
    expect(asked.map(({ headers }) => headers['idempotency-key'])).toEqual([RECEIPT, RECEIPT, RECEIPT]);
  });

  test.each([
    ['at another price', { ...made, amount_total: 100 }],
    ['in another currency', { ...made, currency: 'usd' }],
    ['for another order', { ...made, client_reference_id: 'other' }],
    ['without a page', { ...made, url: null }],
    ['without an id', { ...made, id: 7 }],
  ])('made %s is none', async (_, answer) => {
    const { createOrder } = await answering(answer);
    await expect(createOrder(PLAN!, RECEIPT)).rejects.toThrow(ProviderError);
  });

  test('is not made without keys', async () => {
    for (const part of [undefined, {}, { ...KEYS.stripe, webhookSecret: '' }]) {
      const { createOrder } = stripeProvider(settingsOf({ secret: secretHolding({ stripe: part }) }));
      await expect(createOrder(PLAN!, RECEIPT)).rejects.toThrow(ProviderError);
    }
  });
});

describe('a confirmation', () => {
  const session = (changes: object) => ({ ...SESSION, payment_intent: INTENT, ...changes });

  test('is worth what Stripe says of our own session', async () => {
    const { confirm, asked } = await answering(session({}));
    expect(await confirm(ORDER, { paymentId: 'cs_other', signature: 'forged' })).toEqual([CAPTURED]);
    expect(decodeURIComponent(asked[0]!.path)).toBe(
      '/v1/checkout/sessions/cs_test_a1?expand[0]=payment_intent.latest_charge.refunds',
    );
  });

  test.each([
    ['is not paid', session({ payment_status: 'unpaid', payment_intent: null })],
    ['cost nothing', session({ payment_status: 'no_payment_required', payment_intent: null })],
    ['is paid by and by', session({ payment_intent: { ...INTENT, status: 'processing' } })],
  ])('is worth nothing while the session %s', async (_, answer) => {
    const { confirm } = await answering(answer);
    expect(await confirm(ORDER, CONFIRMATION)).toEqual([]);
  });

  test('tells what was refunded since, but not what was only asked for', async () => {
    // The latest first; of one second.
    const half = { ...REFUND, id: 're_2', amount: 25_000 };
    const { confirm } = await answering(
      session({
        payment_intent: refunded(half, { ...REFUND, amount: 24_900 }, { ...REFUND, status: 'pending' }),
      }),
    );
    expect(await confirm(ORDER, CONFIRMATION)).toEqual([
      CAPTURED,
      { kind: 'REFUNDED', payment: PAYMENT, refundId: 're_2', refundedMinor: 49_900 },
    ]);
  });

  test.each([
    ['another order’s session', session({ client_reference_id: 'other' })],
    ['a session without its payment', session({ payment_intent: 'pi_1' })],
    ['something else', session({ payment_intent: { ...INTENT, amount_received: '49900' } })],
    ['a failure that says nothing', '{}'],
    ['a page', '<html>'],
    ['nothing', ''],
    ['null', 'null'],
    ['a list', '[]'],
  ])('is not believed when Stripe answers with %s', async (_, answer) => {
    const { confirm } = await answering(answer);
    const { error } = await failureOf(confirm(ORDER, CONFIRMATION));
    expect(error).toBeInstanceOf(ProviderError);
  });
});

describe('Stripe’s API', () => {
  test.each([400, 401, 402, 404, 429])(
    'is not asked again after %i, and none of its words is told',
    async (status) => {
      const error = { type: 'invalid_request_error', message: 'Invalid API Key: sk_test_hush', code: 'bad' };
      const { factsOf, asked } = await stripe(() => ({ status, body: { error } }));
      const { error: thrown, logged } = await failureOf(factsOf(ORDER));
      expect(thrown).toBeInstanceOf(ProviderError);
      expect(logged).toContain(String(status));
      expect(logged).not.toContain('hush');
      expect(asked).toHaveLength(1);
    },
  );

  test('is asked three times, and no more', async () => {
    const { factsOf, asked } = await stripe(() => ({ status: 500, body: { error: { message: 'hush' } } }));
    const { logged } = await failureOf(factsOf(ORDER));
    expect(logged).not.toContain('hush');
    expect(asked).toHaveLength(3);
  });

  test('leads nowhere else: the key stays here', async () => {
    const elsewhere = await serving(() => ({ body: { ...SESSION, payment_intent: INTENT } }));
    const { factsOf } = await stripe(() => ({
      ...{ status: 307, headers: { location: `${elsewhere.url}/v1/x` } },
      body: { ...SESSION, payment_intent: INTENT },
    }));
    const { error } = await failureOf(factsOf(ORDER));
    expect(error).toBeInstanceOf(ProviderError);
    expect(elsewhere.asked).toEqual([]);
  });

  test('that does not answer is left after a while', async () => {
    const { url, asked } = await serving(() => null);
    const impatient = stripeClient(url, KEYS.stripe, { timeout: 200, maxNetworkRetries: 1 });
    const { error, logged } = await failureOf(readIntent(impatient, 'pi_1'));
    expect(error).toBeInstanceOf(ProviderError);
    expect(logged).not.toContain('hush');
    expect(asked).toHaveLength(2);
  });
});
