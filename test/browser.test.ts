import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { launchBrowser } from './support/browser.ts';
import { fixture } from './support/fixtures.ts';
import { newPerson, signIn } from './support/people.ts';
import { playback, settled, uploadFile } from './support/videos.ts';

const outputs = inject('outputs');
const { webUrl, consoleUrl } = outputs.custom.playhead;

let browser: Browser;
let page: Page;
const complaints: string[] = [];
beforeAll(async () => {
  browser = await launchBrowser();
  page = await browser.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
});
afterAll(() => browser?.close());

describe('in a real browser', () => {
  it('hls.js plays across a switch of rendition', async () => {
    const owner = await newPerson(outputs);
    const id = await uploadFile(outputs, owner, await fixture('clip'));
    expect(await settled(outputs, owner, id)).toMatchObject({ status: 'READY' });
    const { hlsUrl } = await playback(outputs, owner, id);

    await page.goto(webUrl);
    await page.addScriptTag({ path: createRequire(import.meta.url).resolve('hls.js/dist/hls.min.js') });
    const seen = await page.evaluate(playAcrossSwitch, hlsUrl);
    expect(seen.fatal).toEqual([]);
    expect(new Set(seen.levels).size).toBeGreaterThanOrEqual(2);
    expect(seen.currentTime).toBeGreaterThan(seen.switchedAt);
  });

  it('a person drops a file on the page, sees the percent rise and watches the video', async () => {
    await page.goto(webUrl);
    await page.getByTestId('sign-in-creator').click();
    await page.getByTestId('file-input').setInputFiles(await fixture('clip'));
    const percents = new Set<string>();
    await page.exposeFunction('sawPercent', (text: string) => percents.add(text));
    const notes = page.getByTestId('soon');
    await page.getByTestId('percent').first().waitFor();
    await page.evaluate(() => {
      const report = (globalThis as unknown as { sawPercent(text: string): void }).sawPercent;
      setInterval(() => {
        for (const element of document.querySelectorAll('[data-testid=percent]'))
          report(element.textContent ?? '');
      }, 100);
    });
    const player = page.getByTestId('player');
    await player.waitFor({ timeout: 150_000 });
    await page.waitForFunction(() => {
      const video = document.querySelector<HTMLVideoElement>('[data-testid=player]');
      if (video?.paused) void video.play();
      return (video?.currentTime ?? 0) > 1;
    });
    expect(percents.size).toBeGreaterThanOrEqual(3);

    // It is only playable so far. The larger renditions take over without a touch, and nothing begins anew.
    await notes.filter({ hasText: 'Better quality is on its way' }).waitFor();
    expect(await page.getByTestId('quality').textContent()).toMatch(/^(360|240|144)p$/);
    const position = await page.evaluate(() => {
      const video = document.querySelector<HTMLVideoElement>('[data-testid=player]')!;
      // So that it does not end before.
      video.playbackRate = 0.25;
      return video.currentTime;
    });
    await page.getByTestId('quality').filter({ hasText: '720p' }).waitFor({ timeout: 150_000 });
    expect(await notes.textContent()).toBe('');
    const after = await page.evaluate(() => {
      const { currentTime, paused, playbackRate } =
        document.querySelector<HTMLVideoElement>('[data-testid=player]')!;
      return { currentTime, paused, playbackRate };
    });
    expect(after).toMatchObject({ paused: false, playbackRate: 0.25 });
    expect(after.currentTime).toBeGreaterThanOrEqual(position);
    expect(complaints).toEqual([]);
  });

  it('the owner adds captions to it, and chooses them in the player', async () => {
    const choose = (name: string, text: string) =>
      page
        .getByRole('dialog')
        .locator('input[type=file]')
        .setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
    await page.getByTestId('add-captions').click();
    await page.getByRole('dialog').getByLabel('Language').fill('en');
    await page.getByLabel('What viewers see').fill('English');
    await choose('notes.txt', 'No captions.');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page
      .getByRole('dialog')
      .getByRole('alert')
      .filter({ hasText: 'neither in .vtt nor in .srt' })
      .waitFor();
    await choose('en.srt', '1\n00:00:00,000 --> 00:01:00,000\nThe last ferry of the day.\n');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.locator('[data-testid=captions] li[data-language=en][data-status=READY]').waitFor();

    await page.getByTestId('its-page').click();
    await page.getByLabel('Captions').selectOption('English');
    await page.waitForFunction(() => {
      const video = document.querySelector<HTMLVideoElement>('[data-testid=player]');
      if (video?.paused) void video.play();
      const [track] = video?.textTracks ?? [];
      const [cue] = track?.mode === 'showing' ? (track.activeCues ?? []) : [];
      return cue instanceof VTTCue && cue.text === 'The last ferry of the day.';
    });

    // A picture of what is under the pointer, and a file to keep.
    await page.getByTestId('player').hover();
    await page.getByTestId('seek').hover();
    await page.waitForFunction(() => {
      const preview = document.querySelector<HTMLElement>('[data-testid=preview]');
      return preview?.checkVisibility() && preview.style.backgroundImage.includes('.jpg');
    });
    const file = await page.getByTestId('download').getAttribute('href');
    expect((await fetch(file!, { headers: { range: 'bytes=4-7' } })).status).toBe(206);
    const poster = await page.getByTestId('player').getAttribute('poster');
    expect((await fetch(poster!)).headers.get('content-type')).toBe('image/jpeg');
    expect(complaints).toEqual([]);
  });

  it('plays a video without HLS by the file that this browser knows', async () => {
    const creator = outputs.custom.playhead.demoUsers.find(({ username }) => username === 'creator')!;
    const id = await uploadFile(outputs, await signIn(outputs, creator), await fixture('short'), {
      profile: 'COMPACT',
    });
    await page.goto(`${webUrl}#/video/${id}`);
    await page.waitForFunction(() => {
      const video = document.querySelector<HTMLVideoElement>('[data-testid=player]');
      if (video?.paused) void video.play().catch((error: Error) => error.message);
      return (video?.currentTime ?? 0) > 0.5 && video?.videoHeight === 144;
    });
    expect(complaints).toEqual([]);
  });

  it('cancels what is being made, after asking', async () => {
    await page.goto(`${webUrl}#/studio`);
    await page.getByTestId('file-input').setInputFiles(await fixture('clip'));
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel the video' }).click();
    await page.getByTestId('status').filter({ hasText: 'The upload was canceled.' }).waitFor();
    // There is nothing to try again with.
    expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('the console answers a query and follows a subscription as a signed-in person', async () => {
    await page.goto(consoleUrl);
    // What is open at first runs as it stands, for a guest.
    await page.locator('.graphiql-query-editor', { hasText: 'videos(' }).waitFor();
    await page.locator('.graphiql-execute-button').click();
    await page.locator('.graphiql-response', { hasText: '"items"' }).waitFor();
    await page.getByRole('button', { name: /^creator/ }).click();
    const run = async (example: RegExp, text: string) => {
      await page.getByRole('button', { name: example }).click();
      await page.locator('.graphiql-query-editor', { hasText: text }).waitFor();
      await page.locator('.graphiql-execute-button').click();
    };
    const response = (text: string) => page.locator('.graphiql-response', { hasText: text }).waitFor();
    await run(/^me\b/, 'displayName');
    await response('displayName');
    await page.getByRole('button', { name: /^like-video/ }).click();
    await page
      .locator('.graphiql-editor-tools, .graphiql-editor-tool', { hasText: '"videoId"' })
      .first()
      .waitFor();

    await run(/^on-my-video-status/, 'onMyVideoStatus');
    // The button turns into a stop button once the subscription is under way.
    await page.getByRole('button', { name: /stop query/i }).waitFor();
    const creator = await signIn(
      outputs,
      outputs.custom.playhead.demoUsers.find(({ username }) => username === 'creator')!,
    );
    const id = await uploadFile(outputs, creator, await fixture('short'));
    await response(id);
    expect(complaints).toEqual([]);
  });
});

interface Seen {
  levels: number[];
  fatal: string[];
  switchedAt: number;
  currentTime: number;
}

/** Runs in the page: plays from the lowest level, asks for the highest, and waits until it is past the switch. */
async function playAcrossSwitch(url: string): Promise<Seen> {
  interface HlsLike {
    levels: unknown[];
    nextLevel: number;
    on(
      event: string,
      listener: (event: string, data: { level: number; fatal: boolean; details: string }) => void,
    ): void;
    loadSource(url: string): void;
    attachMedia(video: HTMLVideoElement): void;
  }
  const Hls = (globalThis as unknown as { Hls: new (config: object) => HlsLike }).Hls;
  const video = document.body.appendChild(document.createElement('video'));
  video.muted = true;
  const hls = new Hls({ startLevel: 0, maxBufferLength: 4 });
  const seen: Seen = { levels: [], fatal: [], switchedAt: Infinity, currentTime: 0 };
  hls.on('hlsError', (_event, data) => {
    if (data.fatal) seen.fatal.push(data.details);
  });
  hls.on('hlsLevelSwitched', (_event, { level }) => {
    seen.levels.push(level);
    if (seen.levels.length === 1) hls.nextLevel = hls.levels.length - 1;
    else if (seen.switchedAt === Infinity) seen.switchedAt = video.currentTime;
  });
  hls.loadSource(url);
  hls.attachMedia(video);
  const deadline = Date.now() + 60_000;
  while (seen.fatal.length === 0 && !(video.currentTime > seen.switchedAt + 1) && Date.now() < deadline) {
    if (video.paused) await video.play().catch((error: Error) => error.message);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  seen.currentTime = video.currentTime;
  video.remove();
  return seen;
}
