import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { launchBrowser } from './support/browser.ts';
import { fixture } from './support/fixtures.ts';
import { becomes, ended } from './support/membership.ts';
import { newPerson, type Person } from './support/people.ts';
import { rowsOf } from './support/rows.ts';
import { settled, uploadFile } from './support/videos.ts';

const outputs = inject('outputs');
const { webUrl, paymentsUrl } = outputs.custom.playhead;

let browser: Browser;
let id: string;
const complaints: string[] = [];
beforeAll(async () => {
  browser = await launchBrowser();
  const owner = await newPerson(outputs);
  id = await uploadFile(outputs, owner, await fixture('short'), {
    ...{ title: 'Harbour at dusk', kind: 'LONG', visibility: 'PUBLIC', access: 'PREMIUM' },
  });
  expect(await settled(outputs, owner, id)).toMatchObject({ status: 'READY' });
});
afterAll(() => browser?.close());

/** Somebody before the wall of the premium video, in a browser of their own. */
async function visitor(): Promise<{ page: Page; orders: string[]; masters: string[] }> {
  const page = await (await browser.newContext({ locale: 'en-IN' })).newPage();
  const orders: string[] = [];
  const masters: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (new URL(request.url()).pathname.endsWith('.m3u8')) masters.push(request.url());
  });
  page.on('response', async (response) => {
    if (!response.request().postData()?.includes('createPaymentOrder')) return;
    const { data } = (await response.json()) as { data: { createPaymentOrder: { id: string } } };
    orders.push(data.createPaymentOrder.id);
  });
  await page.goto(`${webUrl}#/video/${id}`);
  await page.getByTestId('wall').waitFor();
  return { page, orders, masters };
}

async function signInFromTheWall(page: Page, { username, password }: Person): Promise<void> {
  await page.getByRole('link', { name: 'Sign in to become a member' }).click();
  await page.getByLabel('User name').fill(username);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
}

/** The provider's window over the page. */
const checkout = (page: Page) => page.frameLocator('iframe.razorpay-checkout-frame');

async function pay(page: Page): Promise<void> {
  await page.getByTestId('buy-monthly').click();
  await checkout(page).getByRole('button', { name: /^Pay / }).click();
}

/** Waits until the video plays by itself past a second; answers with where it is. */
async function plays(page: Page, least: number): Promise<number> {
  const position = await page.waitForFunction((past) => {
    const video = document.querySelector<HTMLVideoElement>('[data-testid=player]');
    return video && !video.paused && video.currentTime > past ? video.currentTime : undefined;
  }, least);
  return Number(await position.jsonValue());
}

/** Nothing of it leads sideways, words that only readers have included. */
async function fitsAPhone(page: Page): Promise<void> {
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
}

const says = (page: Page, words: string) => page.getByTestId('purchase').filter({ hasText: words }).waitFor();

describe('a premium video in a real browser', () => {
  it('plays for who pays, after closing and failing, until the money goes back, and again', async () => {
    const { page, orders, masters } = await visitor();
    expect(await page.getByTestId('player').count()).toBe(0);
    await page.getByTestId('wall').getByText('₹499.00').waitFor();
    await signInFromTheWall(page, await newPerson(outputs));

    await page.getByTestId('buy-monthly').click();
    await checkout(page).getByRole('button', { name: 'Close' }).click();
    await says(page, 'nothing has changed');
    // The keyboard goes on where it was.
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe(
      'buy-monthly',
    );

    await page.getByTestId('buy-monthly').click();
    await checkout(page).getByRole('button', { name: 'Fail' }).click();
    await checkout(page).getByRole('alert').filter({ hasText: /\w/ }).waitFor();
    await checkout(page).getByRole('button', { name: 'Close' }).click();
    await says(page, 'did not go through');
    expect(masters).toEqual([]);

    await pay(page);
    await plays(page, 0.5);
    expect(orders).toHaveLength(1);
    await page.locator('#session').getByRole('link', { name: 'Member', exact: true }).waitFor();
    const left = await page.evaluate(() => {
      const video = document.querySelector<HTMLVideoElement>('[data-testid=player]')!;
      video.pause();
      return video.currentTime;
    });

    const dashboard = await page.context().newPage();
    await dashboard.goto(paymentsUrl);
    await dashboard
      .locator('article', { has: dashboard.locator(`[id="${orders[0]}"]`) })
      .getByRole('button', { name: /^Refund: / })
      .click();
    const [master] = masters;
    await vi.waitFor(async () => expect((await fetch(master!)).status).toBe(403), { timeout: 30_000 });
    await fitsAPhone(dashboard);
    await dashboard.close();
    // As when they come back to the window.
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await page.getByTestId('wall').getByText('Your membership was revoked').waitFor();

    await pay(page);
    expect(await plays(page, left)).toBeGreaterThan(left);
    expect(orders).toHaveLength(2);

    await page.locator('#session').getByRole('link', { name: 'Member', exact: true }).click();
    await page.getByTestId('membership-state').filter({ hasText: 'You are a member until' }).waitFor();
    const ledger = page.getByTestId('ledger').getByRole('listitem');
    await ledger.nth(2).waitFor();
    expect(await ledger.locator('.what').allTextContents()).toEqual([
      ...['Paid: Monthly', 'Refunded: Monthly', 'Paid: Monthly'],
    ]);
    await fitsAPhone(page);
    await page.getByRole('link', { name: 'Studio' }).click();
    await page.getByRole('heading', { name: 'Your videos' }).waitFor();
    await fitsAPhone(page);
    await page.context().close();
    expect(complaints).toEqual([]);
  });

  it('plays for who has paid, although the page can confirm nothing', async () => {
    const { page } = await visitor();
    await signInFromTheWall(page, await newPerson(outputs));
    await page.route(
      (url) => url.pathname.endsWith('/graphql'),
      (route) => (route.request().postData()?.includes('confirmPayment') ? route.abort() : route.continue()),
    );
    await pay(page);
    await plays(page, 0.5);
    await page.context().close();
    expect(complaints).toEqual([]);
  });

  it('stops for who watches when their membership ends, and has asked for more before', async () => {
    const rows = await rowsOf(outputs);
    const person = await newPerson(outputs);
    // The grant ends with it: that is what the player goes by.
    await becomes(rows, person.sub, { endsAt: new Date(Date.now() + 65_000).toISOString() });
    const { page } = await visitor();
    await page.clock.install();
    await signInFromTheWall(page, person);
    await page.getByTestId('player').waitFor();
    await page.evaluate(() => document.querySelector<HTMLVideoElement>('[data-testid=player]')!.play());
    await plays(page, 0.5);
    await becomes(rows, person.sub, ended.lapsed());
    rows.close();
    await page.clock.fastForward(60_000);
    await page.getByTestId('wall').getByText('Your membership ended').waitFor();
    await page.context().close();
    expect(complaints).toEqual([]);
  });
});
