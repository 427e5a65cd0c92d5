import Stripe from 'stripe';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { WEBHOOK_SECRET, type Told } from '../testing.ts';
import { SESSION, startShop } from './testing.ts';

let now: number;
const clock = { now: () => now };
let shop: Awaited<ReturnType<typeof startShop>>;
beforeEach(async () => {
  now = 1_800_000_000_000;
  shop = await startShop({ clock });
});
afterEach(() => shop.stop());

const told = (count: number) =>
  vi.waitFor(() => expect(shop.webhook.told).toHaveLength(count), { timeout: 5_000 });
const names = () => shop.webhook.told.map(({ event }) => event).sort();
/** By the SDK's own check, as it is at an instant. */
const opened = ({ body, headers }: Told, at = now, secret = WEBHOOK_SECRET) =>
  Stripe.webhooks.constructEvent(body, headers['stripe-signature']!, secret, 300, undefined, at);
const PAID = [
  ...['charge.succeeded', 'checkout.session.completed', 'payment_intent.created'],
  'payment_intent.succeeded',
];

it('are told of a payment, each with an id of its own, everything as it was then', async () => {
  const { id } = await shop.sell();
  await told(4);
  expect(names()).toEqual(PAID);
  const completed = shop.webhook.told.find(({ event }) => event === 'checkout.session.completed')!;
  const { lastResponse: _transport, ...session } = await shop.stripe.checkout.sessions.retrieve(id);
  expect(opened(completed)).toMatchObject({
    ...{ id: expect.stringMatching(/^evt_\w{24}$/), object: 'event', created: now / 1000, livemode: false },
    data: { object: session },
  });
  expect(session).toMatchObject({ client_reference_id: 'receipt-1', payment_status: 'paid' });
  expect(new Set(shop.webhook.told.map((one) => opened(one).id)).size).toBe(4);
});

it('have bodies printed prettily, signed byte by byte with the webhook’s secret', async () => {
  await shop.sell();
  await told(4);
  const [first] = shop.webhook.told;
  expect(first!.body).toMatch(/^\{\n {2}"id": "evt_/);
  expect(() => opened({ ...first!, body: JSON.stringify(JSON.parse(first!.body)) })).toThrow(
    Stripe.errors.StripeSignatureVerificationError,
  );
  expect(() => opened(first!, now, 'another')).toThrow(Stripe.errors.StripeSignatureVerificationError);
  expect(() => opened(first!, now + 301_000)).toThrow('outside the tolerance');
});

it('are told again what was not taken, the same under a fresh signature', async () => {
  shop.webhook.status = 503;
  await shop.sandbox.call('PATCH', '/sandbox/webhooks/stripe', { events: ['checkout.session.completed'] });
  await shop.sell();
  await vi.waitFor(async () => expect((await shop.sandbox.deliveries())[0]?.last).toBeDefined());
  shop.webhook.status = 200;
  now += 3_600_000;
  const { id } = (await shop.sandbox.deliveries())[0]!;
  expect(await shop.sandbox.call('POST', `/sandbox/deliveries/${id}/send`)).toMatchObject({
    state: 'DELIVERED',
  });
  const [first, last] = [shop.webhook.told[0]!, shop.webhook.told.at(-1)!];
  expect(last.body).toBe(first.body);
  expect(() => opened(first)).toThrow('outside the tolerance');
  expect(opened(last).id).toBe(id);
});

it('are told of failures, refunds and disputes', async () => {
  const { url } = await shop.stripe.checkout.sessions.create(SESSION);
  await shop.sandbox.submit(url!, 'failure');
  await told(3);
  expect(names()).toEqual(['charge.failed', 'payment_intent.created', 'payment_intent.payment_failed']);
  const { charge } = await shop.sell();
  await told(7);
  shop.webhook.told.length = 0;
  await shop.stripe.refunds.create({ charge, amount: 1 });
  const { id } = await shop.sandbox.call<{ id: string }>('POST', `/sandbox/stripe/charges/${charge}/dispute`);
  for (const step of ['contest', 'win'])
    await shop.sandbox.call('POST', `/sandbox/stripe/disputes/${id}/${step}`);
  await told(7);
  expect(names()).toEqual([
    ...['charge.dispute.closed', 'charge.dispute.created', 'charge.dispute.funds_reinstated'],
    ...['charge.dispute.funds_withdrawn', 'charge.dispute.updated', 'charge.refunded', 'refund.created'],
  ]);
  const objectOf = (name: string) =>
    opened(shop.webhook.told.find(({ event }) => event === name)!).data.object;
  expect(objectOf('charge.refunded')).toMatchObject({ id: charge, amount_refunded: 1, refunded: false });
  expect(objectOf('charge.dispute.closed')).toMatchObject({ id, status: 'won', amount: 49_899 });
});

it('are told of sessions whose time is over, also while nothing ran', async () => {
  const late = await shop.stripe.checkout.sessions.create(SESSION);
  now += 86_400_000;
  // Nobody pays too late, even before it is told.
  await shop.sandbox.submit(late.url!);
  const unseen = await shop.stripe.checkout.sessions.create(SESSION);
  await shop.restart(() => (now += 86_400_000));
  await told(2);
  const objects = shop.webhook.told.map((one) => (JSON.parse(one.body) as Stripe.Event).data.object);
  expect(objects).toMatchObject([
    { id: late.id, status: 'expired', payment_status: 'unpaid' },
    { id: unseen.id, status: 'expired' },
  ]);
});
