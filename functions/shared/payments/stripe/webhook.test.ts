import fc from 'fast-check';
import Stripe from 'stripe';
import { afterEach, describe, expect, test } from 'vitest';
import { NOW } from '../../testing.ts';
import type { WebhookRequest } from '../provider.ts';
import { failureOf, KEYS, refusal, secretHolding, serve, settingsOf, type TestServer } from '../testing.ts';
import { stripeProvider } from './provider.ts';
import { CAPTURED, CHARGE, DISPUTE, INTENT, PAYMENT, RECEIPT, REFUND, refunded, SESSION } from './testing.ts';

const { webhookSecret } = KEYS.stripe;

/** Stripe, too, sends its events prettily written. */
const eventOf = (type: string, object: object) =>
  JSON.stringify(
    {
      ...{ id: 'evt_1', object: 'event', api_version: '2026-01-28', type, note: 'सदस्यता' },
      data: { object },
    },
    null,
    2,
  );
const PAID = eventOf('checkout.session.completed', SESSION);

const sign = (payload: string, secret = webhookSecret, timestamp = NOW / 1_000) =>
  Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });

const requestOf = (body: string | Buffer, signature?: string): WebhookRequest => ({
  headers: {
    'content-type': 'application/json; charset=utf-8',
    'stripe-signature': signature ?? sign(body.toString()),
  },
  body: Buffer.from(body),
});

const provider = stripeProvider(settingsOf({}));
const withKeys = (stripe: unknown, later = stripe) =>
  stripeProvider(settingsOf({ secret: secretHolding({ stripe }, { stripe: later }) }));

let server: TestServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

/** An event that is read while Stripe answers so when it is asked for the payment intent. */
const read = async (type: string, object: object, intent: unknown = INTENT) => {
  server = await serve(() => ({ body: intent }));
  const event = await stripeProvider(settingsOf({ api: server.url })).readEvent(
    requestOf(eventOf(type, object)),
  );
  return { event, asked: server.asked };
};

describe('the body', () => {
  test('is taken as it came in', async () => {
    expect(await provider.readEvent(requestOf(PAID))).toEqual({
      ...{ id: 'evt_1', type: 'checkout.session.completed', reference: RECEIPT },
      facts: [CAPTURED],
    });
  });

  test('is refused when it was written again, or came in Base64', async () => {
    const again = JSON.stringify(JSON.parse(PAID));
    for (const body of [again, Buffer.from(PAID).toString('base64'), `\ufeff${PAID}`, ''])
      expect(await refusal(provider, requestOf(body, sign(PAID)))).toBe(400);
  });

  test('is refused with any one byte changed', async () => {
    const right = Buffer.from(PAID);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(right.length - 1),
        fc.integer({ min: 1, max: 255 }),
        async (index, difference) => {
          const body = Buffer.from(right);
          body[index]! ^= difference;
          expect(await refusal(provider, requestOf(body, sign(PAID)))).toBe(400);
        },
      ),
      { numRuns: 500 },
    );
  });

  test.each(['{"id":', '[]', 'null', '{}', '{"id":"evt_1"}', '{"id":"evt_1","type":"charge.refunded"}'])(
    'is refused when it is signed and says %s',
    async (body) => {
      expect(await refusal(provider, requestOf(body))).toBe(400);
    },
  );

  // The SDK reads what is no UTF-8 as something that others write, too: the bytes are not what was signed.
  test('is refused when it is no UTF-8', async () => {
    const [before, after] = PAID.split('सदस्यता') as [string, string];
    const sent = Buffer.concat([Buffer.from(before), Buffer.from([0xff]), Buffer.from(after)]);
    const like = sign(`${before}\ufffd${after}`);
    expect(Stripe.webhooks.constructEvent(sent, like, webhookSecret, 300, undefined, NOW)).toMatchObject({
      id: 'evt_1',
    });
    expect(await refusal(provider, requestOf(sent, like))).toBe(400);
  });

  test('is at most 256 KiB, and JSON by its type', async () => {
    expect(await refusal(provider, requestOf(PAID.padEnd(256 * 1024 + 1)))).toBe(413);
    const { headers, body } = requestOf(PAID);
    const form = { ...headers, 'content-type': 'application/x-www-form-urlencoded' };
    expect(await refusal(provider, { headers: form, body })).toBe(415);
  });
});

describe('the signature', () => {
  test('holds for five minutes', async () => {
    const aged = (seconds: number) =>
      refusal(provider, requestOf(PAID, sign(PAID, webhookSecret, NOW / 1_000 - seconds)));
    expect(await aged(300)).toBeUndefined();
    for (const seconds of [301, 3_600, NOW / 1_000 - 1]) expect(await aged(seconds)).toBe(400);
  });

  test.each([
    ['empty', () => ''],
    ['without its time', (right: string) => right.slice(right.indexOf('v1='))],
    ['nothing but its time', (right: string) => right.slice(0, right.indexOf(','))],
    ['cut short', (right: string) => right.slice(0, -1)],
    ['in capitals', (right: string) => right.toUpperCase()],
    ['of another time', (right: string) => right.replace(/t=\d+/, `t=${NOW / 1_000 + 1}`)],
    ['of another scheme', (right: string) => right.replace('v1=', 'v0=')],
    ['far too long', (right: string) => right + `,v1=${'0'.repeat(64)}`.repeat(1_000)],
  ])('is refused when it is %s', async (_, alter) => {
    expect(await refusal(provider, requestOf(PAID, alter(sign(PAID))))).toBe(400);
  });

  test('is refused with any one letter changed', async () => {
    const right = sign(PAID);
    const letter = fc.integer({ min: 0, max: 0xff }).map((code) => String.fromCharCode(code));
    await fc.assert(
      fc.asyncProperty(fc.nat(right.length - 1), letter, async (index, other) => {
        fc.pre(right[index] !== other);
        const signature = right.slice(0, index) + other + right.slice(index + 1);
        expect(await refusal(provider, requestOf(PAID, signature))).toBe(400);
      }),
      { numRuns: 500 },
    );
  });

  test('may be one of several: Stripe has two secrets for a while', async () => {
    const both = `${sign(PAID, 'whsec_other')},${sign(PAID).split(',')[1]}`;
    expect(await refusal(provider, requestOf(PAID, both))).toBeUndefined();
  });

  test('may be the previous secret’s, or that of one that was replaced a moment ago', async () => {
    const renewed = { ...KEYS.stripe, webhookSecret: 'whsec_new' };
    expect(await refusal(withKeys(renewed), requestOf(PAID))).toBe(400);
    const previousWebhookSecret = webhookSecret;
    expect(await refusal(withKeys({ ...renewed, previousWebhookSecret }), requestOf(PAID))).toBeUndefined();
    expect(await refusal(withKeys(renewed, KEYS.stripe), requestOf(PAID))).toBeUndefined();
  });

  test('is nobody’s without a secret: nothing is believed', async () => {
    const without = (secret: unknown) => withKeys({ ...KEYS.stripe, webhookSecret: secret });
    for (const secret of ['', ' ', null, undefined])
      expect(await refusal(without(secret), requestOf(PAID))).toBe(503);
    expect(await refusal(withKeys(undefined), requestOf(PAID))).toBe(503);
  });

  test('and the secret are in nothing that could be logged', async () => {
    const forged = sign(PAID, 'whsec_other');
    const { logged } = await failureOf(provider.readEvent(requestOf(PAID, forged)));
    for (const word of ['hush', forged, sign(PAID).split('v1=')[1]!]) expect(logged).not.toContain(word);
  });
});

describe('an event', () => {
  test('tells of a payment that took its time', async () => {
    const { event, asked } = await read('checkout.session.async_payment_succeeded', SESSION);
    expect(event).toMatchObject({ reference: RECEIPT, facts: [CAPTURED] });
    expect(asked).toEqual([]);
  });

  test('tells of a refund: which, and how much has gone back so far', async () => {
    const refund = { ...REFUND, amount: 10_000 };
    const { event, asked } = await read(
      'charge.refunded',
      { ...CHARGE, amount_refunded: 10_000 },
      refunded(refund),
    );
    expect(event).toMatchObject({ type: 'charge.refunded', reference: RECEIPT });
    expect(event.facts).toEqual([
      CAPTURED,
      { kind: 'REFUNDED', payment: PAYMENT, refundId: 're_1', refundedMinor: 10_000 },
    ]);
    expect(decodeURIComponent(asked[0]!.path)).toBe(
      '/v1/payment_intents/pi_1?expand[0]=latest_charge.refunds',
    );
  });

  test('tells of a refund that was carried out later', async () => {
    const { event } = await read('refund.updated', REFUND, refunded(REFUND));
    expect(event.facts.map(({ kind }) => kind)).toEqual(['CAPTURED', 'REFUNDED']);
  });

  test.each([
    ['created', 'needs_response', 'OPEN'],
    ['updated', 'under_review', 'OPEN'],
    ['funds_withdrawn', 'needs_response', 'OPEN'],
    ['updated', 'appeal_under_review', 'OPEN'],
    ['funds_reinstated', 'won', 'WON'],
    ['closed', 'won', 'WON'],
    ['closed', 'lost', 'LOST'],
  ])('tells of a dispute: %s as %s is %s', async (what, status, state) => {
    const { event } = await read(`charge.dispute.${what}`, { ...DISPUTE, status });
    expect(event.reference).toBe(RECEIPT);
    expect(event.facts).toEqual([CAPTURED, { kind: 'DISPUTED', payment: PAYMENT, disputeId: 'dp_1', state }]);
  });

  test.each(['warning_needs_response', 'warning_under_review', 'warning_closed', 'prevented', 'toString'])(
    'takes nothing back for an inquiry: %s',
    async (status) => {
      const { event } = await read('charge.dispute.created', { ...DISPUTE, status });
      expect(event.facts).toEqual([CAPTURED]);
    },
  );

  test.each([
    ['payment_intent.succeeded', INTENT],
    ['checkout.session.expired', SESSION],
    ['checkout.session.completed', { ...SESSION, payment_status: 'unpaid' }],
    ['checkout.session.completed', { ...SESSION, payment_status: 'no_payment_required' }],
    ['checkout.session.completed', { ...SESSION, payment_intent: null }],
    ['checkout.session.completed', { ...SESSION, client_reference_id: null }],
    ['charge.refunded', { ...CHARGE, payment_intent: null }],
  ])('says nothing about money: %s', async (type, object) => {
    const { event, asked } = await read(type, object);
    expect(event).toEqual({ id: 'evt_1', type, facts: [] });
    expect(asked).toEqual([]);
  });

  test.each([
    ['of somebody else’s payment', { ...INTENT, metadata: {} }],
    ['of a payment that was not taken', { ...INTENT, status: 'canceled' }],
  ])('says nothing about money when it is %s', async (_, intent) => {
    const { event } = await read('charge.refunded', CHARGE, intent);
    expect(event).toEqual({ id: 'evt_1', type: 'charge.refunded', facts: [] });
  });

  test('is to be sent again when Stripe cannot say more of it now', async () => {
    server = await serve(() => ({ status: 500, body: {} }));
    const asking = stripeProvider(settingsOf({ api: server.url }));
    expect(await refusal(asking, requestOf(eventOf('charge.refunded', CHARGE)))).toBe(503);
    expect(server.asked).toHaveLength(1);
  });
});
