import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { VIDEOS, type ResultOf } from '../client/index.ts';
import { launchBrowser } from './support/browser.ts';
import { fixture } from './support/fixtures.ts';
import { ask } from './support/graphql.ts';
import { newPerson, type Person } from './support/people.ts';
import { settled, uploadFile } from './support/videos.ts';

const outputs = inject('outputs');
const { webUrl } = outputs.custom.playhead;
/** Nothing else in the stack has this genre: the feed of these tests is theirs alone. */
const genre = `Genre ${process.pid} ${Date.now() % 1_000_000}`;
const feedUrl = `${webUrl}#/?genre=${encodeURIComponent(genre)}`;

let browser: Browser;
let owner: Person;
let id: string;
const complaints: string[] = [];
beforeAll(async () => {
  browser = await launchBrowser();
  owner = await newPerson(outputs);
  id = await uploadFile(outputs, owner, await fixture('clip'), {
    title: 'Harbour at dusk',
    kind: 'LONG',
    description: 'The last ferry of the day.',
    genres: [genre],
    language: 'en',
    visibility: 'PUBLIC',
  });
  expect(await settled(outputs, owner, id)).toMatchObject({ status: 'READY' });
  // The feed follows the video's row.
  const listed = () => ask<ResultOf<typeof VIDEOS>>(outputs, 'guest', VIDEOS, { genre });
  await vi.waitFor(async () => expect((await listed()).videos.items).toHaveLength(1), { timeout: 30_000 });
});
afterAll(() => browser?.close());

/** Somebody's own browser: nothing is shared with the others. */
async function visitor(url: string, size = { width: 1280, height: 800 }): Promise<Page> {
  const context = await browser.newContext({ viewport: size });
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(url);
  return page;
}

async function signIn(
  page: Page,
  { username, password }: Pick<Person, 'username' | 'password'>,
): Promise<void> {
  await page.locator('#session').getByRole('link', { name: 'Sign in' }).click();
  await page.getByLabel('User name').fill(username);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
}

const likes = (page: Page, count: string) =>
  page
    .getByTestId('like-count')
    .filter({ hasText: new RegExp(`^${count}$`) })
    .waitFor();

/** Plays until the video is past a second that a test asks for. */
const playPast = (page: Page, seconds: number) =>
  page.waitForFunction((least) => {
    const video = document.querySelector<HTMLVideoElement>('[data-testid=player]');
    if (video?.paused) void video.play().catch((error: Error) => error.message);
    return (video?.currentTime ?? 0) > least;
  }, seconds);

describe('the web page', () => {
  it('shows a guest the feed, and a like of somebody else as it happens', async () => {
    const guest = await visitor(feedUrl);
    await guest.getByRole('link', { name: 'Harbour at dusk' }).click();
    await guest.getByRole('heading', { name: 'Harbour at dusk' }).waitFor();
    await guest.getByText('The last ferry of the day.').waitFor();
    await playPast(guest, 1);
    await likes(guest, '0');

    const person = await visitor(feedUrl);
    await signIn(person, await newPerson(outputs));
    await person.goto(`${webUrl}#/video/${id}`);
    await person.getByTestId('like').click();
    await person.getByLabel('4 stars').check({ force: true });
    await likes(person, '1');
    await likes(guest, '1');
    await guest.getByTestId('rating').filter({ hasText: '★ 4.0 (1 rating)' }).waitFor();

    // A guest who wants to like is shown the way in.
    await guest.getByTestId('like').click();
    await guest.getByLabel('User name').waitFor();
    await guest.context().close();

    await person.goto(`${webUrl}#/liked`);
    await person.getByRole('link', { name: 'Harbour at dusk' }).click();
    await person.getByTestId('like').click();
    await likes(person, '0');
    await person.context().close();
    expect(complaints).toEqual([]);
  });

  it('goes on where somebody stopped, on any device', async () => {
    const viewer = await newPerson(outputs);
    const page = await visitor(`${webUrl}#/video/${id}`);
    await signIn(page, viewer);
    await playPast(page, 3);
    const noted = page.waitForResponse((response) =>
      Boolean(response.request().postData()?.includes('recordProgress')),
    );
    await page.evaluate(() => document.querySelector<HTMLVideoElement>('[data-testid=player]')?.pause());
    const answer = (await (await noted).json()) as { data: { recordProgress: { positionSeconds: number } } };
    const { positionSeconds } = answer.data.recordProgress;
    expect(positionSeconds).toBeGreaterThan(3);

    await page.goto(webUrl);
    await page.getByTestId('watching-shelf').getByRole('link', { name: 'Harbour at dusk' }).click();
    await page.reload();
    const position = await page.waitForFunction(() => {
      const video = document.querySelector<HTMLVideoElement>('[data-testid=player]');
      return video && video.readyState >= video.HAVE_CURRENT_DATA ? video.currentTime : undefined;
    });
    expect(await position.jsonValue()).toBeCloseTo(positionSeconds, 0);
    await page.context().close();
    expect(complaints).toEqual([]);
  });

  it('lets an owner change a video and their name, and delete the video for good', async () => {
    const other = await uploadFile(outputs, owner, await fixture('short'), {
      title: 'A draft',
      genres: [genre],
      visibility: 'PUBLIC',
    });
    await settled(outputs, owner, other);
    const page = await visitor(`${webUrl}#/video/${other}`, { width: 390, height: 844 });
    await page.getByRole('heading', { name: 'A draft' }).waitFor();
    expect(await page.getByTestId('edit').count()).toBe(0);
    await signIn(page, owner);

    await page.getByTestId('edit').click();
    await page.getByRole('dialog').getByLabel('Title').fill('');
    await page.getByRole('dialog').getByLabel('Title').fill('The finished cut');
    await page.getByRole('dialog').getByLabel('Language').fill('not a language');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('dialog').getByRole('alert').filter({ hasText: 'language' }).waitFor();
    await page.getByRole('dialog').getByLabel('Language').fill('pt-BR');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'The finished cut' }).waitFor();

    await page.locator('.details .person').click();
    await page.getByTestId('rename').click();
    await page.getByRole('dialog').getByLabel('What others see').fill('Ada of the Harbour');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Ada of the Harbour' }).waitFor();
    await page.getByRole('link', { name: 'The finished cut' }).click();

    await page.getByTestId('delete').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('heading', { name: 'New video' }).waitFor();
    const { video } = await ask<{ video: unknown }>(
      outputs,
      owner,
      'query($id: ID!) { video(id: $id) { id } }',
      { id: other },
    );
    expect(video).toBeNull();
    await page.context().close();
    expect(complaints).toEqual([]);
  });
});
