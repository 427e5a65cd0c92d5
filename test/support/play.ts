import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

/** Plays an HLS stream with hls.js until it has moved on, or come to its end. Answers with what went wrong. */
export async function plays(page: Page, url: string): Promise<string | undefined> {
  await loadHls(page);
  return page.evaluate(play, url);
}

/** Makes hls.js known to a page. */
export async function loadHls(page: Page): Promise<void> {
  if (!(await page.evaluate(() => 'Hls' in globalThis)))
    await page.addScriptTag({ path: createRequire(import.meta.url).resolve('hls.js/dist/hls.min.js') });
}

/** Plays a file as every browser can, to its end. Answers with where that was, in seconds, and with its size. */
export const playFile = (page: Page, url: string) =>
  page.evaluate(async (src) => {
    const video = document.body.appendChild(document.createElement('video'));
    video.defaultPlaybackRate = 4;
    const ended = new Promise((resolve, reject) => {
      video.addEventListener('ended', resolve);
      video.addEventListener('error', () => reject(new Error(video.error?.message)));
    });
    video.src = src;
    await video.play();
    await ended;
    const { currentTime: end, videoWidth: width, videoHeight: height } = video;
    video.remove();
    return { end, width, height };
  }, url);

/** Runs in the page. */
function play(url: string): Promise<string | undefined> {
  interface HlsLike {
    on(event: string, listener: (event: string, data: { fatal: boolean; details: string }) => void): void;
    loadSource(url: string): void;
    attachMedia(video: HTMLVideoElement): void;
    destroy(): void;
  }
  const Hls = (globalThis as unknown as { Hls: new (config: object) => HlsLike }).Hls;
  const video = document.body.appendChild(document.createElement('video'));
  video.muted = true;
  const hls = new Hls({});
  return new Promise<string | undefined>((resolve) => {
    hls.on('hlsError', (_event, data) => {
      if (data.fatal) resolve(data.details);
    });
    video.addEventListener('ended', () => resolve(undefined));
    video.addEventListener('timeupdate', () => {
      if (video.currentTime > 0.5) resolve(undefined);
    });
    video.addEventListener(
      'canplay',
      () => void video.play().catch((error: Error) => resolve(error.message)),
    );
    setTimeout(() => resolve(`stands at ${video.currentTime} s`), 30_000);
    hls.loadSource(url);
    hls.attachMedia(video);
  }).finally(() => {
    hls.destroy();
    video.remove();
  });
}
