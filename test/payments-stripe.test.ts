import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { launchBrowser } from './support/browser.ts';
import { graphql } from './support/graphql.ts';
import { CONFIRM, createOrder, standing, type Order, type Standing } from './support/payments.ts';
import { newPerson, type Person } from './support/people.ts';
import { newPlace, removePlace, startStack, type Outputs, type RunningStack } from './support/stack.ts';
import { stripeOf, type StripePayments } from './support/stripe.ts';

/**
 * The second provider, on a stack that differs from the others in one parameter: what clients ask and what they get is the
 * same, and the answers are put together by the same resolvers.
 */
const place = await newPlace();
let stack: RunningStack;
let outputs: Outputs;
let stripe: StripePayments;
let ann: Person;
let ben: Person;
beforeAll(async () => {
  stack = await startStack(place, ['--payments', 'stripe']);
  ({ outputs } = stack);
  [stripe, ann, ben] = await Promise.all([stripeOf(outputs), newPerson(outputs), newPerson(outputs)]);
});
afterAll(async () => {
  await stack.stop();
  await removePlace(place);
});

const NOTHING = { membership: null, ledger: [] };
const GRANTED = { change: 'GRANTED', cause: 'PAYMENT' };
const becomes = (person: Person, expected: object) =>
  vi.waitFor(async () => expect(await standing(outputs, person)).toMatchObject(expected), {
    ...{ timeout: 20_000, interval: 100 },
  });
const confirming = (person: Person, { id }: Order) => {
  const input = { orderId: id, paymentId: id, signature: '' };
  return graphql<{ confirmPayment: Standing['membership'] }>(outputs, person, CONFIRM, { input });
};
const errorOf = async (person: Person, order: Order) =>
  (await confirming(person, order)).errors?.[0]?.errorType;
/** Somebody who has become a member. */
async function member() {
  const person = await newPerson(outputs);
  const order = await createOrder(outputs, person);
  await stripe.pay(order);
  await becomes(person, { membership: { status: 'ACTIVE' } });
  const { ledger } = await standing(outputs, person);
  return { person, order, paymentId: ledger[0]!.paymentId };
}

describe('an order', () => {
  it('is paid at a page of Stripe’s, which leads back, and makes a member once', async () => {
    const order = await createOrder(outputs, ann);
    const { paymentsUrl, webUrl } = outputs.custom.playhead;
    expect(order).toEqual({
      ...{ id: expect.stringMatching(/^cs_test_\w+$/), planId: 'monthly', amountMinor: 49_900 },
      ...{ currency: 'INR', provider: 'stripe', status: 'CREATED', checkoutScriptUrl: null },
      providerKeyId: expect.stringMatching(/^pk_test_\w+$/),
      checkoutUrl: `${paymentsUrl}/c/pay/${order.id}`,
    });
    expect(await standing(outputs, ann)).toEqual(NOTHING);
    expect(await stripe.pay(order)).toBe(`${webUrl}?order=${order.id}`);
    await becomes(ann, { membership: { planId: 'monthly', status: 'ACTIVE' } });

    const first = await standing(outputs, ann);
    const { payment_intent } = await stripe.sdk.checkout.sessions.retrieve(order.id);
    expect(first.ledger).toEqual([{ ...GRANTED, orderId: order.id, paymentId: payment_intent }]);
    expect((await confirming(ann, order)).data).toMatchObject({ confirmPayment: first.membership });
    const body = await stripe.eventOf(order, 'checkout.session.completed');
    expect(await stripe.tell(body, stripe.sign(body))).toBe(200);
    expect(await standing(outputs, ann)).toEqual(first);
  });

  it('makes a member by a confirmation that Stripe bears out, and its own events add nothing', async () => {
    const person = await newPerson(outputs);
    const order = await createOrder(outputs, person);
    expect(await errorOf(person, order)).toBe('NotReady');
    expect(await errorOf(ben, order)).toBe('NotFound');
    let confirmed: Standing['membership'] | undefined;
    await stripe.untold(async () => {
      await stripe.pay(order);
      confirmed = (await confirming(person, order)).data.confirmPayment;
    });
    expect(confirmed).toMatchObject({ planId: 'monthly', status: 'ACTIVE' });
    const { membership, ledger } = await standing(outputs, person);
    expect(membership).toEqual(confirmed);
    expect(ledger).toMatchObject([GRANTED]);
  });
});

describe('a membership', () => {
  it('is revoked when all of its money has gone back', async () => {
    const { person, order, paymentId: payment_intent } = await member();
    await stripe.sdk.refunds.create({ payment_intent, amount: 10_000 });
    await stripe.sdk.refunds.create({ payment_intent });
    await becomes(person, { membership: { status: 'REVOKED' } });
    expect((await standing(outputs, person)).ledger).toMatchObject([
      { change: 'REVOKED', cause: 'REFUND' },
      GRANTED,
    ]);
    expect(await errorOf(person, order)).toBe('PaymentRejected');
  });

  it('is revoked while its payment is disputed, and given back when that is won', async () => {
    const { person, paymentId } = await member();
    const { latest_charge } = await stripe.sdk.paymentIntents.retrieve(paymentId);
    const { id } = await stripe.sandbox('POST', `stripe/charges/${String(latest_charge)}/dispute`);
    await becomes(person, { membership: { status: 'REVOKED' } });
    await stripe.sandbox('POST', `stripe/disputes/${String(id)}/win`);
    await becomes(person, { membership: { status: 'ACTIVE' } });
    const { ledger } = await standing(outputs, person);
    expect(ledger.map(({ change }) => change)).toEqual(['RESTORED', 'REVOKED', 'GRANTED']);
  });
});

describe('the webhook', () => {
  it('takes nothing but the body as it came, signed a moment ago with its secret or the one before', async () => {
    const order = await createOrder(outputs, ben);
    await stripe.untold(async () => {
      await stripe.pay(order);
      const body = await stripe.eventOf(order, 'checkout.session.completed');
      const genuine = stripe.sign(body);
      const wrong: readonly [string, string][] = [
        [JSON.stringify(JSON.parse(body)), genuine],
        [body.replace('49900', '49901'), genuine],
        [Buffer.from(body).toString('base64'), genuine],
        [body, stripe.sign(body, 0, 'a guess')],
        [body, stripe.sign(body, 301)],
        [body, genuine.replace(/t=\d+/, 't=1')],
        [body, genuine.toUpperCase()],
        [body, genuine.slice(0, -1)],
        [body, genuine.replace('v1', 'v0')],
        [body, ''],
      ];
      const answers = wrong.map(([text, signature]) => stripe.tell(text, signature));
      expect(new Set(await Promise.all(answers))).toEqual(new Set([400]));
      expect(await standing(outputs, ben)).toEqual(NOTHING);
      expect(await stripe.tell(body, stripe.sign(body, 290))).toBe(200);
      expect(await standing(outputs, ben)).toMatchObject({ membership: { status: 'ACTIVE' } });
    });
    // What the sandbox itself told since is signed with the secret before, and was taken.
    expect((await standing(outputs, ben)).ledger).toMatchObject([GRANTED]);
  });
});

describe('the web page', () => {
  it('leads to Stripe’s page and takes up the purchase where one comes back to', async () => {
    const browser = await launchBrowser();
    try {
      const page = await (await browser.newContext({ locale: 'en-IN' })).newPage();
      const { username, password } = await newPerson(outputs);
      const buy = page.getByTestId('buy-monthly');
      const membership = `${outputs.custom.playhead.webUrl}#/membership`;
      await page.goto(membership);
      await page.getByRole('link', { name: 'Sign in to become a member' }).click();
      await page.getByLabel('User name').fill(username);
      await page.getByLabel('Password').fill(password);
      await page.getByRole('button', { name: 'Sign in' }).click();

      await buy.click();
      await page.getByRole('link', { name: 'Back' }).click();
      await page.waitForURL(membership);
      await page.getByText('You are not a member yet.').waitFor();

      await buy.click();
      await page.getByRole('button', { name: 'Pay ₹499.00' }).click();
      await page.waitForURL(membership);
      await page.getByTestId('purchase').filter({ hasText: 'Thank you. You are a member' }).waitFor();
      await page.getByText('You are a member until').first().waitFor();
    } finally {
      await browser.close();
    }
  });
});
