import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { KEYS, startSandbox } from '../../../local/sandbox/testing.ts';
import { launchBrowser } from '../../support/browser.ts';

/* A person in a real browser, on the page of a merchant, and of the sandbox. */

let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let merchant: Server;
let merchantUrl: string;
let browser: Browser;
let page: Page;

/** As the documentation of Razorpay shows it. */
const merchantPage = (order: string) => `<!doctype html><title>Shop</title><button id="pay">Buy</button>
  <output id="said"></output><script src="${sandbox.url}/v1/checkout.js"></script><script>
  const say = (what) => (said.value = JSON.stringify(what));
  const checkout = new Razorpay({
    key: '${KEYS.keyId}', order_id: '${order}', amount: '100', currency: 'INR', name: 'A <Shop> & more',
    description: 'One month', prefill: { email: 'ann@example.com', contact: '+911234567890' },
    theme: { color: '#7a1fa2' }, handler: say, modal: { ondismiss: () => say('dismissed') },
    ...(new URLSearchParams(location.search).has('callback') && { callback_url: '/callback' }),
  });
  checkout.on('payment.failed', (response) => say(response));
  document.getElementById('pay').onclick = () => checkout.open();
  </script>`;

beforeAll(async () => {
  sandbox = await startSandbox();
  await sandbox.register();
  merchant = createServer((request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    if (request.method === 'POST') request.pipe(response);
    else response.end(merchantPage(request.url!.slice(1).split('?')[0]!));
  }).listen(0, '127.0.0.1');
  await once(merchant, 'listening');
  merchantUrl = `http://localhost:${(merchant.address() as AddressInfo).port}`;
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  merchant.close();
  merchant.closeAllConnections();
  await sandbox.stop();
});
beforeEach(async () => {
  page = await browser.newPage();
  return () => page.close();
});

interface Order {
  readonly id: string;
  readonly status: string;
  readonly payments: readonly Readonly<Record<string, unknown>>[];
}

async function createOrder(options: object = {}): Promise<string> {
  const basic = Buffer.from(`${KEYS.keyId}:${KEYS.keySecret}`).toString('base64');
  const response = await fetch(`${sandbox.url}/v1/orders`, {
    method: 'POST',
    headers: { authorization: `Basic ${basic}`, 'content-type': 'application/json' },
    body: JSON.stringify({ amount: 49_900, currency: 'INR', receipt: 'r-1', ...options }),
  });
  return ((await response.json()) as { id: string }).id;
}
const orderOf = async (id: string) =>
  (await sandbox.call<Order[]>('GET', '/sandbox/razorpay/orders')).find((order) => order.id === id)!;
const frame = () => page.frameLocator('iframe.razorpay-checkout-frame');
const said = async () => {
  await page.waitForFunction(() => document.querySelector('output')!.value !== '');
  return JSON.parse(await page.locator('output').innerText()) as unknown;
};
/** By the page's keyboard: the frame is gone before it could say that its key was released. */
async function escape(): Promise<void> {
  await frame().getByRole('button', { name: 'Fail' }).focus();
  await page.keyboard.press('Escape');
}
async function open(id: string, query = ''): Promise<void> {
  await page.goto(`${merchantUrl}/${id}${query}`);
  await page.click('#pay');
  await frame().getByRole('heading', { name: 'A <Shop> & more' }).waitFor();
}

describe('the checkout', () => {
  it('shows what is paid and for what, and hands the signed payment to the page', async () => {
    const id = await createOrder();
    await open(id);
    expect(await frame().getByRole('main').innerText()).toMatch(/₹499\.00[^]*order_[^]*r-1/);
    await frame().getByRole('button', { name: 'Pay ₹499.00' }).click();
    const { payments } = await orderOf(id);
    expect(await said()).toEqual({
      ...{ razorpay_payment_id: payments[0]!['id'], razorpay_order_id: id },
      razorpay_signature: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(payments).toMatchObject([
      { status: 'captured', email: 'ann@example.com', contact: '+911234567890', description: 'One month' },
    ]);
    expect(await page.locator('iframe').count()).toBe(0);
  });

  it('tells of a failed payment, and lets the person try again', async () => {
    const id = await createOrder();
    await open(id);
    await frame().getByRole('button', { name: 'Fail' }).click();
    expect(await said()).toMatchObject({
      error: { code: 'BAD_REQUEST_ERROR', reason: 'payment_declined', metadata: { order_id: id } },
    });
    expect(await frame().getByRole('alert').innerText()).toMatch('declined');
    await page.evaluate(() => (document.querySelector('output')!.value = ''));
    await frame().getByRole('button', { name: 'Pay' }).click();
    expect(await said()).toMatchObject({ razorpay_order_id: id });
  });

  it.each([
    ['by its button', () => frame().getByRole('button', { name: 'Close' }).click()],
    ['by the Escape key', escape],
  ])('is closed %s without a payment, and can be opened again', async (_how, close) => {
    const id = await createOrder();
    await open(id);
    await close();
    expect(await said()).toBe('dismissed');
    expect(await orderOf(id)).toMatchObject({ status: 'created', payments: [] });
    await page.click('#pay');
    await frame().getByRole('button', { name: 'Pay' }).waitFor();
  });

  it('loses nothing of what a person does before it is there', async () => {
    const id = await createOrder();
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    await page.route('**/v1/checkout/frame.js', (route) => held.then(() => route.continue()));
    await open(id);
    const fail = frame().getByRole('button', { name: 'Fail' });
    expect(await fail.isDisabled()).toBe(true);
    release();
    await fail.click();
    await frame().getByRole('alert').filter({ hasText: 'declined' }).waitFor();
  });

  it('goes to the callback address with the payment, when there is one', async () => {
    const id = await createOrder();
    await open(id, '?callback');
    await frame().getByRole('button', { name: 'Pay' }).click();
    await page.waitForURL(`${merchantUrl}/callback`);
    expect(await page.content()).toContain(`razorpay_order_id=${id}`);
  });

  it('believes no message but its own frame’s', async () => {
    const id = await createOrder();
    await open(id);
    await page.evaluate(() => window.postMessage({ type: 'paid', response: { forged: true } }, '*'));
    await frame().getByRole('button', { name: 'Close' }).click();
    expect(await said()).toBe('dismissed');
  });

  it('says when there is nothing to pay', async () => {
    const id = await createOrder();
    await sandbox.pay(id);
    await open(id);
    expect(await frame().getByRole('main').innerText()).toMatch('paid already');
    expect(await frame().getByRole('button', { name: 'Pay' }).count()).toBe(0);
  });
});

describe('the dashboard', () => {
  /** The newest order is the first. */
  const card = () => page.getByRole('article').first();
  const press = async (name: string) => {
    await Promise.all([page.waitForEvent('load'), card().getByRole('button', { name }).click()]);
  };

  it('captures, refunds in part and in full, and opens and settles disputes', async () => {
    const id = await createOrder({ payment: { capture: 'manual' } });
    await sandbox.pay(id);
    await page.goto(sandbox.url);
    await press('Capture');
    await card().getByLabel('Part in INR').fill('99.50');
    await press('Refund a part');
    expect(await card().innerText()).toMatch('₹99.50 of ₹499.00 refunded');
    await press('Open a dispute');
    await press('Contest');
    await press('Lose the dispute');
    await press('Refund:');
    const { payments } = await orderOf(id);
    expect(payments).toMatchObject([
      { status: 'refunded', amount_refunded: 49_900, disputes: [{ status: 'lost' }], refunds: [{}, {}] },
    ]);
  });

  it('says why something cannot be done', async () => {
    const id = await createOrder();
    const { razorpay_payment_id: payment } = await sandbox.pay(id);
    await page.goto(sandbox.url);
    await sandbox.call('POST', `/sandbox/razorpay/payments/${payment}/refund`);
    await card().getByRole('button', { name: 'Refund:' }).click();
    await page.getByText('The payment has been fully refunded already').waitFor();
  });

  it('switches the webhook, its events and all deliveries, and sends again', async () => {
    await sandbox.register({ url: 'http://merchant.localhost:1/' });
    await page.goto(sandbox.url);
    const flip = (name: string) =>
      Promise.all([page.waitForEvent('load'), page.getByRole('checkbox', { name, exact: true }).click()]);
    await flip('Hold all deliveries');
    await page.getByText('Events', { exact: true }).click();
    await flip('payment.authorized');
    await sandbox.pay(await createOrder());
    await page.reload();
    const row = page.getByRole('row', { name: 'payment.captured' });
    expect(await page.getByRole('row', { name: 'payment.authorized' }).count()).toBe(0);
    await Promise.all([page.waitForEvent('load'), row.getByRole('button').click()]);
    expect(await row.innerText()).toMatch(/held\s+1\s+connect ECONNREFUSED/);
    await flip('Tell it of what happens');
    expect(await sandbox.call('GET', '/sandbox/account')).toMatchObject({
      razorpay: { webhook: { enabled: false } },
    });
  });
});
