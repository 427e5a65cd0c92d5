import type { Page } from 'playwright-core';
import { loadHls } from './play.ts';

/** What came of playing from one rendition into another. */
export interface Switched {
  /** The heights of the renditions that each segment was loaded of, in order. */
  readonly loaded: readonly number[];
  /** The heights that were seen, in order. */
  readonly seen: readonly number[];
  /** The parts of the time that were ever buffered: one, when there was no gap. */
  readonly ranges: readonly (readonly [from: number, to: number])[];
  readonly end: number;
  /** Bytes of sound that were decoded: until the other rendition was seen, and after. */
  readonly soundBefore: number;
  readonly soundAfter: number;
  /** Every error that hls.js told, even those that it mended. */
  readonly errors: readonly string[];
}

/** Plays the first segment in a rendition of one height and everything after it in another, to the end. */
export async function switchOver(page: Page, url: string, from: number, to: number): Promise<Switched> {
  await loadHls(page);
  return page.evaluate(play, { url, from, to });
}

/** Runs in the page. */
function play({ url, from, to }: { url: string; from: number; to: number }): Promise<Switched> {
  interface Data {
    readonly details: string;
    readonly frag?: { readonly type: string; readonly level: number; readonly sn: number | string };
  }
  interface HlsLike {
    readonly levels: readonly { readonly height: number }[];
    loadLevel: number;
    on(event: string, listener: (event: string, data: Data) => void): void;
    loadSource(url: string): void;
    attachMedia(video: HTMLVideoElement): void;
    destroy(): void;
  }
  const Hls = (globalThis as unknown as { Hls: new (config: object) => HlsLike }).Hls;
  const video = document.body.appendChild(document.createElement('video'));
  video.defaultPlaybackRate = 4;
  const decoded = () =>
    (video as unknown as { webkitAudioDecodedByteCount: number }).webkitAudioDecodedByteCount;
  const hls = new Hls({ maxBufferLength: 2, maxMaxBufferLength: 2 });
  const [loaded, seen, errors]: [number[], number[], string[]] = [[], [], []];
  let soundBefore = 0;
  const level = (height: number) => hls.levels.findIndex((one) => one.height === height);
  return new Promise<Switched>((resolve) => {
    const end = (error?: string) => {
      if (error) errors.push(error);
      const ranges = Array.from({ length: video.buffered.length }, (_, at) => {
        return [video.buffered.start(at), video.buffered.end(at)] as const;
      });
      const soundAfter = decoded() - soundBefore;
      resolve({ loaded, seen, ranges, end: video.currentTime, soundBefore, soundAfter, errors });
    };
    hls.on('hlsManifestParsed', () => (hls.loadLevel = level(from)));
    hls.on('hlsFragLoaded', (_event, { frag }) => {
      if (frag?.type !== 'main' || frag.sn === 'initSegment') return;
      loaded.push(hls.levels[frag.level]!.height);
      hls.loadLevel = level(to);
    });
    hls.on('hlsError', (_event, { details }) => errors.push(details));
    video.addEventListener('resize', () => {
      if (seen.push(video.videoHeight) > 1) soundBefore = decoded();
    });
    video.addEventListener('ended', () => end());
    video.addEventListener('canplay', () => void video.play().catch((error: Error) => end(error.message)), {
      once: true,
    });
    setTimeout(() => end(`stands at ${video.currentTime} s`), 30_000);
    hls.loadSource(url);
    hls.attachMedia(video);
  }).finally(() => {
    hls.destroy();
    video.remove();
  });
}
