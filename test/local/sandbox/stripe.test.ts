import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { SESSION, startShop } from '../../../local/sandbox/stripe/testing.ts';
import { launchBrowser } from '../../support/browser.ts';

/* A person in a real browser, at Stripe's page, and at the sandbox's dashboard. */

let shop: Awaited<ReturnType<typeof startShop>>;
let merchant: Server;
let merchantUrl: string;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  shop = await startShop();
  merchant = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Shop</title>');
  }).listen(0, '127.0.0.1');
  await once(merchant, 'listening');
  merchantUrl = `http://localhost:${(merchant.address() as AddressInfo).port}`;
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  merchant.close();
  merchant.closeAllConnections();
  await shop.stop();
});
beforeEach(async () => {
  page = await browser.newPage();
  return () => page.close();
});

const create = () =>
  shop.stripe.checkout.sessions.create({
    ...SESSION,
    success_url: `${merchantUrl}/done?order={CHECKOUT_SESSION_ID}`,
    cancel_url: `${merchantUrl}/basket`,
  });

it('is led back to the shop, before paying and afterwards', async () => {
  const { id, url } = await create();
  await page.goto(url!);
  await page.getByRole('link', { name: 'Back' }).click();
  await page.waitForURL(`${merchantUrl}/basket`);
  await page.goto(url!);
  await page.getByRole('button', { name: 'Fail' }).click();
  await page.getByText('Your card was declined.').waitFor();
  await page.getByRole('button', { name: 'Pay ₹499.00' }).click();
  await page.waitForURL(`${merchantUrl}/done?order=${id}`);
});

it('refunds a part, and opens and loses a dispute', async () => {
  const { charge } = await shop.sell();
  await page.goto(shop.sandbox.url);
  const card = page.getByRole('article').filter({ hasText: charge });
  const press = async (name: string) => {
    await Promise.all([page.waitForEvent('load'), card.getByRole('button', { name }).click()]);
  };
  await card.getByLabel('Part in INR').fill('99.50');
  await press('Refund a part');
  expect(await card.innerText()).toMatch('₹99.50 of ₹499.00 refunded');
  await press('Open a dispute');
  await press('Contest');
  await press('Lose the dispute');
  expect(await card.getByRole('button').count()).toBe(0);
  expect((await shop.stripe.disputes.list({ charge })).data).toMatchObject([{ status: 'lost' }]);
});

it('lets a session expire, and says why something cannot be done', async () => {
  const { id, url } = await create();
  await page.goto(shop.sandbox.url);
  const expire = page.getByRole('button', { name: `Expire: ${id}` });
  await shop.sandbox.submit(url!);
  await expire.click();
  await page.getByText('has a status of complete').waitFor();
  const other = await create();
  await page.reload();
  await Promise.all([
    page.waitForEvent('load'),
    page.getByRole('button', { name: `Expire: ${other.id}` }).click(),
  ]);
  expect(await shop.stripe.checkout.sessions.retrieve(other.id)).toMatchObject({ status: 'expired' });
});
