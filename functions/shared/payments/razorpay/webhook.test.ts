import { readFileSync } from 'node:fs';
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import Razorpay from 'razorpay';
import { describe, expect, test } from 'vitest';
import type { PaymentEvent, WebhookRequest } from '../provider.ts';
import { failureOf, KEYS, refusal, secretHolding, settingsOf } from '../testing.ts';
import { razorpayProvider } from './provider.ts';

const { webhookSecret } = KEYS.razorpay;
const fixture = (event: string) => readFileSync(new URL(`fixtures/${event}.json`, import.meta.url));
const ORDER_PAID = fixture('order.paid');

const signed = (body: Buffer, secret = webhookSecret) =>
  createHmac('sha256', secret).update(body).digest('hex');

const requestOf = (body: Buffer, headers: WebhookRequest['headers'] = {}): WebhookRequest => ({
  headers: {
    'content-type': 'application/json',
    'x-razorpay-event-id': 'evt_1',
    'x-razorpay-signature': signed(body),
    ...headers,
  },
  body,
});

const provider = razorpayProvider(settingsOf({}));
const withKeys = (razorpay: unknown, later = razorpay) =>
  razorpayProvider(settingsOf({ secret: secretHolding({ razorpay }, { razorpay: later }) }));

/** An event of the documentation with something changed. */
type Change = (event: {
  event: string;
  payload: Record<string, { entity: Record<string, unknown> }>;
}) => void;
const changed = (name: string, change: Change) => {
  const event = JSON.parse(fixture(name).toString());
  change(event);
  return Buffer.from(JSON.stringify(event));
};
const read = (name: string, change: Change = () => undefined): Promise<PaymentEvent> =>
  provider.readEvent(requestOf(changed(name, change)));

describe('the body', () => {
  test('is taken as it came in, byte by byte, with its blanks, its escapes and its letters', async () => {
    expect(Razorpay.validateWebhookSignature(ORDER_PAID.toString(), signed(ORDER_PAID), webhookSecret)).toBe(
      true,
    );
    expect(ORDER_PAID.toString()).toContain('गौरव');
    expect(await provider.readEvent(requestOf(ORDER_PAID))).toEqual({
      ...{ id: 'evt_1', type: 'order.paid', reference: 'order_DESlLckIVRkHWj' },
      facts: [{ kind: 'CAPTURED', payment: { id: 'pay_DESlfW9H8K9uqM', amountMinor: 100, currency: 'INR' } }],
    });
  });

  test.each([
    ['written again', (text: string) => JSON.stringify(JSON.parse(text))],
    ['written again as prettily', (text: string) => JSON.stringify(JSON.parse(text), null, 2)],
    ['in Base64', (text: string) => Buffer.from(text).toString('base64')],
    ['with other line ends', (text: string) => text.replaceAll('\n', '\r\n')],
    ['without its last line end', (text: string) => text.trimEnd()],
    ['with a mark before it', (text: string) => `\ufeff${text}`],
    ['empty', () => ''],
  ])('is refused when it came %s', async (_, alter) => {
    const body = Buffer.from(alter(ORDER_PAID.toString()));
    const signature = { 'x-razorpay-signature': signed(ORDER_PAID) };
    expect(body.equals(ORDER_PAID)).toBe(false);
    expect(Razorpay.validateWebhookSignature(body.toString(), signed(ORDER_PAID), webhookSecret)).toBe(false);
    expect(await refusal(provider, requestOf(body, signature))).toBe(400);
  });

  test('is refused with any one byte changed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(ORDER_PAID.length - 1),
        fc.integer({ min: 1, max: 255 }),
        async (index, difference) => {
          const body = Buffer.from(ORDER_PAID);
          body[index]! ^= difference;
          const signature = { 'x-razorpay-signature': signed(ORDER_PAID) };
          expect(await refusal(provider, requestOf(body, signature))).toBe(400);
        },
      ),
      { numRuns: 500 },
    );
  });

  test.each([
    ['no JSON', '{"event":'],
    ['no object', '[]'],
    ['nothing', 'null'],
    ['an event without a name', '{"entity":"event"}'],
    ['an event of money without a payment', '{"event":"payment.captured","payload":{}}'],
    [
      'a payment without an amount',
      changed('order.paid', (e) => delete e.payload['payment']!.entity['amount']),
    ],
    ['half a unit of money', changed('order.paid', (e) => (e.payload['payment']!.entity['amount'] = 0.5))],
    ['no UTF-8', Buffer.from([0x22, 0xff, 0x22])],
  ])('is refused when it is signed and says %s', async (_, body) => {
    expect(await refusal(provider, requestOf(Buffer.from(body)))).toBe(400);
  });

  test('is at most 256 KiB, and JSON by its type', async () => {
    const padded = (length: number) =>
      Buffer.concat([ORDER_PAID, Buffer.alloc(length - ORDER_PAID.length, ' ')]);
    expect(await refusal(provider, requestOf(padded(256 * 1024)))).toBeUndefined();
    expect(await refusal(provider, requestOf(padded(256 * 1024 + 1)))).toBe(413);
    const as = (type: string | undefined) =>
      refusal(provider, requestOf(ORDER_PAID, { 'content-type': type }));
    for (const type of ['application/json', 'application/json; charset=utf-8', 'Application/JSON'])
      expect(await as(type)).toBeUndefined();
    for (const type of [
      undefined,
      '',
      'text/plain',
      'application/jsonp',
      'application/x-www-form-urlencoded',
    ])
      expect(await as(type)).toBe(415);
  });
});

describe('the signature', () => {
  test.each([
    ['missing', () => undefined],
    ['empty', () => ''],
    ['cut short', (right: string) => right.slice(0, -1)],
    ['in capitals', (right: string) => right.toUpperCase()],
    ['longer', (right: string) => `${right}0`],
    ['followed by a line end', (right: string) => `${right}\n`],
    ['sent twice', (right: string) => `${right},${right}`],
    ['in Base64', (right: string) => Buffer.from(right, 'hex').toString('base64')],
  ])('is refused when it is %s, without a look at the secret', async (_, alter) => {
    const unread = razorpayProvider(
      settingsOf({
        secret: {
          read: () => Promise.reject(new Error('It was read.')),
          readAgain: () => Promise.reject(new Error('It was read.')),
        },
      }),
    );
    const signature = { 'x-razorpay-signature': alter(signed(ORDER_PAID)) };
    expect(await refusal(unread, requestOf(ORDER_PAID, signature))).toBe(400);
  });

  test('is refused with any one letter changed', async () => {
    const right = signed(ORDER_PAID);
    const letter = fc.integer({ min: 0, max: 0xff }).map((code) => String.fromCharCode(code));
    await fc.assert(
      fc.asyncProperty(fc.nat(right.length - 1), letter, async (index, other) => {
        fc.pre(right[index] !== other);
        const signature = right.slice(0, index) + other + right.slice(index + 1);
        expect(await refusal(provider, requestOf(ORDER_PAID, { 'x-razorpay-signature': signature }))).toBe(
          400,
        );
      }),
      { numRuns: 500 },
    );
  });

  test('is refused when another secret made it, the key’s own or an empty one', async () => {
    for (const secret of ['other', KEYS.razorpay.keySecret, ''])
      expect(
        await refusal(
          provider,
          requestOf(ORDER_PAID, { 'x-razorpay-signature': signed(ORDER_PAID, secret) }),
        ),
      ).toBe(400);
  });

  test('may be the previous secret’s, as long as there is one', async () => {
    const byOld = requestOf(ORDER_PAID, { 'x-razorpay-signature': signed(ORDER_PAID, 'old') });
    const keys = { ...KEYS.razorpay, webhookSecret: 'new' };
    expect(await refusal(withKeys({ ...keys, previousWebhookSecret: 'old' }), byOld)).toBeUndefined();
    expect(await refusal(withKeys(keys), byOld)).toBe(400);
    const byNobody = requestOf(ORDER_PAID, { 'x-razorpay-signature': signed(ORDER_PAID, '') });
    for (const previousWebhookSecret of ['', ' ', null])
      expect(await refusal(withKeys({ ...keys, previousWebhookSecret }), byNobody)).toBe(400);
  });

  test('may be that of a secret that was replaced a moment ago', async () => {
    const replaced = withKeys({ ...KEYS.razorpay, webhookSecret: 'old' }, KEYS.razorpay);
    expect(await refusal(replaced, requestOf(ORDER_PAID))).toBeUndefined();
  });

  test.each([
    ['no secret', undefined],
    ['an empty one', { ...KEYS.razorpay, webhookSecret: '' }],
    ['a blank one', { ...KEYS.razorpay, webhookSecret: ' ' }],
    ['one that is no text', { ...KEYS.razorpay, webhookSecret: 7 }],
  ])('is nobody’s with %s: nothing is believed', async (_, keys) => {
    for (const secret of ['', ' ', '7', 'undefined', webhookSecret]) {
      const signature = { 'x-razorpay-signature': signed(ORDER_PAID, secret) };
      expect(await refusal(withKeys(keys), requestOf(ORDER_PAID, signature))).toBe(503);
    }
  });

  test('and the secret are in nothing that could be logged', async () => {
    const { logged } = await failureOf(
      provider.readEvent(requestOf(ORDER_PAID, { 'x-razorpay-signature': signed(ORDER_PAID, 'other') })),
    );
    for (const word of ['hush', signed(ORDER_PAID, 'other'), signed(ORDER_PAID)])
      expect(logged).not.toContain(word);
  });
});

describe('an event', () => {
  test('has an id that fits into a key', async () => {
    for (const id of [undefined, '', 'a b', 'a#b', 'x'.repeat(101)])
      expect(await refusal(provider, requestOf(ORDER_PAID, { 'x-razorpay-event-id': id }))).toBe(400);
  });

  test('is the account’s own, where one is named', async () => {
    const ours = (accountId: string) => withKeys({ ...KEYS.razorpay, accountId });
    expect(await refusal(ours('acc_BFQ7uQEaa7j2z7'), requestOf(ORDER_PAID))).toBeUndefined();
    expect(await refusal(ours('acc_other'), requestOf(ORDER_PAID))).toBe(400);
  });

  test('tells of a refund: which, and how much has gone back so far', async () => {
    const event = await provider.readEvent(requestOf(fixture('refund.processed')));
    expect(event).toMatchObject({ type: 'refund.processed', reference: 'order_FPoIeimWki9j8A' });
    expect(event.facts).toEqual([
      {
        ...{ kind: 'REFUNDED', refundId: 'rfnd_FS8TWyPrCsa0OB', refundedMinor: 190_000 },
        payment: { id: 'pay_FPoJKWQQ8lK13n', amountMinor: 500_000, currency: 'INR' },
      },
    ]);
  });

  const payment = { id: 'pay_EFtmUsbwpXwBHI', amountMinor: 5_297_600, currency: 'INR' };
  test.each([
    ['created', 0, 'OPEN'],
    ['under_review', 0, 'OPEN'],
    ['action_required', 0, 'OPEN'],
    ['won', 0, 'WON'],
    ['lost', 39_000, 'LOST'],
    ['closed', 0, 'WON'],
    ['closed', 39_000, 'LOST'],
  ])('tells of a dispute: %s with %i deducted is %s', async (what, deducted, state) => {
    const event = await read('payment.dispute.created', (told) => {
      told.event = `payment.dispute.${what}`;
      told.payload['dispute']!.entity['amount_deducted'] = deducted;
    });
    expect(event.reference).toBe('order_EFtkA6f5jdkfud');
    expect(event.facts).toEqual([{ kind: 'DISPUTED', payment, disputeId: 'disp_EsIAlDcoUr8CaQ', state }]);
  });

  test.each([
    ['payment.authorized', { status: 'authorized', captured: false }],
    ['payment.failed', { status: 'failed', captured: false }],
    ['refund.created', {}],
    ['toString', {}],
    ['payment.captured', { order_id: null }],
    ['payment.captured', { status: 'authorized', captured: false }],
    // Of what was never taken: Razorpay gives back by itself what was not captured in time.
    ['refund.processed', { captured: false }],
  ])('says nothing about money: %s, %j', async (type, entity) => {
    const event = await read('refund.processed', (told) => {
      told.event = type;
      Object.assign(told.payload['payment']!.entity, entity);
    });
    expect(event).toEqual({ id: 'evt_1', type, facts: [] });
  });

  test('is refused when its refund or dispute is another payment’s', async () => {
    for (const [name, part] of [
      ['refund.processed', 'refund'],
      ['payment.dispute.created', 'dispute'],
    ] as const) {
      const body = changed(name, (told) => (told.payload[part]!.entity['payment_id'] = 'pay_other'));
      expect(await refusal(provider, requestOf(body))).toBe(400);
    }
  });
});
