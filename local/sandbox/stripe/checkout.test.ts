import { afterEach, beforeEach, expect, it } from 'vitest';
import { SESSION, startShop } from './testing.ts';

let shop: Awaited<ReturnType<typeof startShop>>;
beforeEach(async () => {
  shop = await startShop();
});
afterEach(() => shop.stop());

const open = async () => {
  const { id, url } = await shop.stripe.checkout.sessions.create(SESSION);
  return { id, url: url! };
};
const page = async (url: string) => (await fetch(url)).text();
const intentOf = async (id: string) =>
  shop.stripe.checkout.sessions.retrieve(id, { expand: ['payment_intent.latest_charge'] });

it('shows what is bought and for how much, with a way to pay and one back', async () => {
  const { url } = await open();
  const text = await page(url);
  expect(text).toContain('A &lt;Month&gt;');
  expect(text).toContain('Pay ₹499.00');
  expect(text).toContain(`href="${SESSION.cancel_url}"`);
});

it('leads whoever has paid on, also the second time, and takes the money once', async () => {
  const { id, url } = await open();
  for (const answer of [await shop.sandbox.submit(url), await shop.sandbox.submit(url)]) {
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe(`http://shop.example/done?order=${id}#there`);
  }
  expect(await shop.stripe.refunds.list()).toMatchObject({ data: [] });
  const stories = await shop.sandbox.call('GET', '/sandbox/stripe/sessions');
  expect(stories).toMatchObject([{ id, charges: [{ status: 'succeeded' }] }]);
  expect(await page(url)).toContain('paid already');
});

it('says why a payment failed, and lets the person try again', async () => {
  const { id, url } = await open();
  const failed = await shop.sandbox.submit(url, 'failure');
  expect(failed.headers.get('location')).toBe(new URL(url).pathname);
  expect(await page(url)).toContain('Your card was declined.');
  expect(await intentOf(id)).toMatchObject({
    ...{ status: 'open', payment_status: 'unpaid' },
    payment_intent: { status: 'requires_payment_method', latest_charge: { status: 'failed' } },
  });
  await shop.sandbox.submit(url);
  expect(await intentOf(id)).toMatchObject({
    ...{ status: 'complete', payment_status: 'paid' },
    payment_intent: { last_payment_error: null, latest_charge: { status: 'succeeded' } },
  });
});

it('takes no payment from another page, for another outcome, or for no session', async () => {
  const { id, url } = await open();
  const post = (address: string, outcome: string, headers = {}) =>
    fetch(address, { method: 'POST', redirect: 'manual', headers, body: new URLSearchParams({ outcome }) });
  for (const origin of ['http://evil.example', 'null'])
    expect((await post(url, 'success', { origin })).status).toBe(403);
  expect((await post(url, 'perhaps')).status).toBe(400);
  expect((await post(`${url}x`, 'success')).status).toBe(404);
  expect(await intentOf(id)).toMatchObject({ status: 'open', payment_intent: null });
  expect((await post(url, 'success', { origin: shop.sandbox.url })).status).toBe(303);
});

it('is shown in no frame, and leads nowhere but to the shop', async () => {
  const { url } = await open();
  const policy = (await fetch(url)).headers.get('content-security-policy');
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).toContain("form-action 'self' http://shop.example;");
});
