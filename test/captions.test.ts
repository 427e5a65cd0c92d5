import { createRequire } from 'node:module';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { launchBrowser } from './support/browser.ts';
import { captionsOf, type Captions } from './support/captions.ts';
import { deleteVideo, videoFiles, type VideoFiles } from './support/deletion.ts';
import { fixture } from './support/fixtures.ts';
import { fetchOk, fetchPlaylist } from './support/hls.ts';
import { newPerson, type Person } from './support/people.ts';
import { subscribe } from './support/subscribe.ts';
import {
  createUpload,
  ON_VIDEO_STATUS,
  playback,
  settled,
  uploadFile,
  type StatusEvent,
} from './support/videos.ts';

const outputs = inject('outputs');

const SRT = '1\r\n00:00:00,500 --> 00:00:01,400\r\n<font color="red">Hallo</font>\r\n';
const VTT = 'WEBVTT\n\n00:00.200 --> 00:01.000\nHello\n\n00:01.500 --> 00:02.500 line:0\n<i>there</i>\n';

let owner: Person;
let videoId: string;
let files: VideoFiles;
let captions: ReturnType<typeof captionsOf>;
beforeAll(async () => {
  owner = await newPerson(outputs);
  files = await videoFiles(outputs);
  videoId = await uploadFile(outputs, owner, await fixture('short'), { visibility: 'UNLISTED' });
  captions = captionsOf(outputs, owner, videoId);
  // Long before there is anything to watch.
  await captions.send(await captions.ticket('de', 'Deutsch'), SRT);
  await captions.settled('de');
  expect(await settled(outputs, owner, videoId)).toMatchObject({ status: 'READY' });
});

/** The subtitles that a player is offered: their names, with the text that it would read. */
async function offered(): Promise<Record<string, string>> {
  const { hlsUrl } = await playback(outputs, owner, videoId);
  const master = await fetchPlaylist(hlsUrl);
  const renditions = Object.entries(master.mediaGroups?.SUBTITLES?.['captions'] ?? {});
  const texts = renditions.map(async ([name, { uri }]) => {
    const url = new URL(uri!, hlsUrl).href;
    const { segments } = await fetchPlaylist(url);
    const answer = await fetchOk(new URL(segments[0]!.uri, url).href);
    expect(answer.headers.get('content-type')).toBe('text/vtt; charset=utf-8');
    return [name, await answer.text()] as const;
  });
  return Object.fromEntries(await Promise.all(texts));
}

async function published(
  language: string,
  label: string,
  content: string | Uint8Array<ArrayBuffer>,
): Promise<Captions> {
  const ticket = await captions.ticket(language, label);
  expect((await captions.send(ticket, content)).ok).toBe(true);
  return captions.settled(ticket.captions.language);
}
const GERMAN = 'WEBVTT\n\n00:00:00.500 --> 00:00:01.400\nHallo\n';

describe('captions', () => {
  it('that came before there was a video to watch are there with it', async () => {
    expect(await offered()).toEqual({ Deutsch: GERMAN });
  });

  it('are added to a video without anything being made again', async () => {
    const before = await files.list(videoId);
    const { version } = await captions.read();
    expect(await published('EN-us', 'English', VTT)).toMatchObject({ language: 'en-US', failure: null });

    expect(Object.keys(await offered())).toEqual(['Deutsch', 'English']);
    const added = (await files.list(videoId)).filter((key) => !before.includes(key));
    expect(added).toEqual([expect.stringMatching(/\/captions\/en-US-\w+\/captions\.vtt$/)]);
    expect((await captions.read()).version).toBe(version + 2);
  });

  it('stay as they are until what is to take their place is ready, and if it never is', async () => {
    const shown = await offered();
    const ticket = await captions.ticket('de', 'Neu');
    expect(await offered()).toEqual(shown);
    await captions.send(ticket, '<html>');
    expect(await captions.settled('de')).toMatchObject({
      ...{ label: 'Neu', status: 'FAILED', failure: { code: 'NOT_CAPTIONS', retryable: false } },
    });
    expect(await offered()).toEqual(shown);
    // Nobody but the owner is told of what did not come about.
    const seen = (await captions.read('guest')).captions.map(({ label, status }) => [label, status]);
    expect(seen).toEqual([
      ['Deutsch', 'READY'],
      ['English', 'READY'],
    ]);

    await published('de', 'Neu', SRT.replace('Hallo', 'Guten Tag'));
    expect((await offered())['Neu']).toBe(GERMAN.replace('Hallo', 'Guten Tag'));
    await vi.waitFor(async () => {
      const german = (await files.list(videoId)).filter((key) => key.includes('/captions/de-'));
      expect(german).toHaveLength(1);
    });
  });

  it('do not change when the form is sent again, and a late file is not theirs', async () => {
    const [first, second] = [await captions.ticket('fr'), await captions.ticket('fr', 'Français')];
    await captions.send(first, VTT);
    await captions.send(second, SRT);
    await captions.settled('fr');
    await captions.send(second, VTT);
    await vi.waitFor(async () => expect(await uploaded('fr')).toEqual([]), 20_000);
    expect((await offered())['Français']).toBe(GERMAN);
    expect((await files.list(videoId)).filter((key) => key.includes('/captions/fr-'))).toHaveLength(1);
  });

  it('are taken away, as often as asked, with their file', async () => {
    const { version } = await captions.read();
    for (const spelling of ['fr', 'FR']) {
      const { data, errors } = await captions.remove(spelling);
      expect(errors).toBeUndefined();
      expect(data!.removeCaptions.version).toBe(version + 1);
      expect(data!.removeCaptions.captions.map(({ language }) => language)).toEqual(['de', 'en-US']);
    }
    expect(Object.keys(await offered())).toEqual(['Neu', 'English']);
    expect((await files.list(videoId)).filter((key) => key.includes('/captions/fr-'))).toEqual([]);
  });
});

const uploaded = (language: string) => files.uploaded(`captions/${videoId}/${language}/`);

describe('in a real browser', () => {
  let browser: Browser;
  beforeAll(async () => void (browser = await launchBrowser()));
  afterAll(() => browser?.close());

  it('hls.js lists them, and shows each cue while it is to be seen', async () => {
    const page = await browser.newPage();
    await page.goto(outputs.custom.playhead.webUrl);
    await page.addScriptTag({ path: createRequire(import.meta.url).resolve('hls.js/dist/hls.min.js') });
    const { hlsUrl } = await playback(outputs, owner, videoId);
    const seen = await page.evaluate(watchWithCaptions, {
      url: hlsUrl,
      language: 'en-US',
      at: [0.6, 1.2, 2],
    });
    expect(seen).toEqual({
      tracks: ['de Neu', 'en-US English'],
      cues: [['Hello'], [], ['<i>there</i>']],
      fatal: [],
    });
  });
});

interface Watched {
  readonly tracks: string[];
  readonly cues: string[][];
  readonly fatal: string[];
}

/** Runs in the page: chooses the captions, and says what they show at each of some moments. */
async function watchWithCaptions(ask: { url: string; language: string; at: number[] }): Promise<Watched> {
  interface HlsLike {
    subtitleTracks: { name: string; lang: string }[];
    subtitleTrack: number;
    on(event: string, listener: (event: string, data: { fatal: boolean; details: string }) => void): void;
    loadSource(url: string): void;
    attachMedia(video: HTMLVideoElement): void;
  }
  const Hls = (globalThis as unknown as { Hls: new () => HlsLike }).Hls;
  const video = document.body.appendChild(document.createElement('video'));
  const hls = new Hls();
  const fatal: string[] = [];
  hls.on('hlsError', (_event, data) => {
    if (data.fatal) fatal.push(data.details);
  });
  const until = async (condition: () => boolean) => {
    const deadline = Date.now() + 30_000;
    while (fatal.length === 0 && !condition()) {
      if (Date.now() > deadline) throw new Error(`Not in time: ${condition.toString()}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  hls.loadSource(ask.url);
  hls.attachMedia(video);
  await until(() => hls.subtitleTracks.length > 0 && video.readyState >= 2);
  hls.subtitleTrack = hls.subtitleTracks.findIndex(({ lang }) => lang === ask.language);
  const shown = () => [...video.textTracks].find(({ mode }) => mode === 'showing');
  await until(() => (shown()?.cues?.length ?? 0) > 0);
  const cues: string[][] = [];
  for (const moment of ask.at) {
    video.currentTime = moment;
    await until(() => !video.seeking);
    // The cues follow the picture in a task of their own.
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    cues.push([...(shown()?.activeCues ?? [])].map((one) => (one as VTTCue).text));
  }
  return { tracks: hls.subtitleTracks.map(({ lang, name }) => `${lang} ${name}`), cues, fatal };
}

describe('a file that is no captions', () => {
  it.each<[string, string | Uint8Array<ArrayBuffer>]>([
    ['a picture', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13])],
    ['HTML', '<!DOCTYPE html><script>alert(1)</script>'],
    ['a header alone', 'WEBVTT\n\nNOTE nothing yet\n'],
    ['a time before the beginning', 'WEBVTT\n\n-00:01.000 --> 00:01.000\na\n'],
  ])('(%s) is FAILED with a code, and nothing of it stays', async (_what, content) => {
    const failed = await published('it', 'Italiano', content);
    expect(failed).toMatchObject({ status: 'FAILED', failure: { code: 'NOT_CAPTIONS' } });
    expect(Object.keys(await offered())).not.toContain('Italiano');
    await vi.waitFor(async () => expect(await uploaded('it')).toEqual([]), 20_000);
    expect((await files.list(videoId)).filter((key) => key.includes('/captions/it-'))).toEqual([]);
  });

  it.each([
    ['empty', '', 'EntityTooSmall'],
    ['of 3 MB', 'a'.repeat(3_000_000), 'EntityTooLarge'],
  ])('or that is %s is refused by the form', async (_what, content, code) => {
    const answer = await captions.send(await captions.ticket('it'), content);
    expect([answer.status, await answer.text()]).toEqual([
      400,
      expect.stringContaining(`<Code>${code}</Code>`),
    ]);
  });
});

describe('captions that cannot be', () => {
  it.each([
    ['a language that is none', 'not a language', 'Words'],
    ['no language', '', 'Words'],
    ['no label', 'en', ' '],
    ['a label that would spoil a playlist', 'en', 'a",URI="https://elsewhere.invalid/'],
    ['a label of two lines', 'en', 'a\nb'],
    ['a label of 81 characters', 'en', 'x'.repeat(81)],
  ])('(%s) are a BadRequest', async (_what, language, label) => {
    const { errors } = await captions.add(language, label);
    expect(errors).toMatchObject([{ errorType: 'BadRequest', data: null }]);
  });

  it('are NotFound for anyone but the owner, as for a video that is not there', async () => {
    const stranger = await newPerson(outputs);
    const before = await captions.read();
    const nowhere = captionsOf(outputs, owner, 'missing');
    for (const { errors } of [
      ...[await captions.add('en', 'Mine', stranger), await captions.remove('de', stranger)],
      ...[await nowhere.add('en'), await nowhere.remove('de')],
    ])
      expect(errors).toMatchObject([{ errorType: 'NotFound', message: 'There is no such video.' }]);
    expect(await captions.read()).toEqual(before);
    expect((await captions.add('en', 'Mine', 'guest')).errors).toMatchObject([{ errorType: 'Unauthorized' }]);
  });

  it('are a Conflict for a video without HLS, and beyond 50 languages over the quota', async () => {
    const compact = await createUpload(outputs, owner, 10, { profile: 'COMPACT' });
    expect((await captionsOf(outputs, owner, compact.videoId).add('en')).errors).toMatchObject([
      { errorType: 'Conflict' },
    ]);

    const { videoId: other } = await createUpload(outputs, owner, 10);
    const many = captionsOf(outputs, owner, other);
    const countries = ['US', 'GB', 'AU', 'CA', 'IE'];
    const languages = ['en', 'fr', 'de', 'es', 'pt', 'it', 'nl', 'sv', 'da', 'fi'];
    const tags = languages.flatMap((one) => countries.map((country) => `${one}-${country}`));
    for (const tag of tags) await many.ticket(tag);
    expect((await many.add('ja')).errors).toMatchObject([{ errorType: 'QuotaExceeded' }]);
    await many.ticket('fi-IE', 'Another');
    await many.remove('en-US');
    await many.ticket('ja');
    expect((await many.read()).captions).toHaveLength(50);
  });
});

it('captions of a deleted video go with it, and one that arrives later stays nowhere', async () => {
  const id = await uploadFile(outputs, owner, await fixture('tiny'));
  await settled(outputs, owner, id);
  const theirs = captionsOf(outputs, owner, id);
  await theirs.send(await theirs.ticket('en'), VTT);
  await theirs.settled('en');
  const late = await theirs.ticket('de');
  expect((await deleteVideo(outputs, owner, id)).errors).toBeUndefined();
  await theirs.send(late, SRT);
  await vi.waitFor(async () => {
    expect(await files.uploaded(`captions/${id}/`)).toEqual([]);
    expect(await files.list(id)).toEqual([]);
  }, 30_000);
});

it('the owner is told when captions are at their end', async () => {
  const told = await subscribe<StatusEvent>(outputs, owner, ON_VIDEO_STATUS, { videoId });
  const { version } = await captions.read();
  await published('ja', '日本語', SRT);
  const event = await told.next((one) => one.version === version + 2);
  expect(event).toMatchObject({ videoId, status: 'READY', progress: 100, failure: null });
  told.close();
});
