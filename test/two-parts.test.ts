import { openAsBlob } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { launchBrowser } from './support/browser.ts';
import { holdQueue } from './support/held-job.ts';
import { fetchOk, fetchPlaylist, probe } from './support/hls.ts';
import { inspectLadder } from './support/ladder.ts';
import { newPerson, type Person } from './support/people.ts';
import { decodePicture } from './support/picture.ts';
import { playFile, plays } from './support/play.ts';
import { shown, type Shown } from './support/shown.ts';
import { profileSource } from './support/sources/profiles.ts';
import { readStoryboard } from './support/storyboard.ts';
import { subscribe } from './support/subscribe.ts';
import { switchOver } from './support/switch-over.ts';
import { trickPlays } from './support/trick-play.ts';
import { readByTwoParsers } from './support/two-parsers.ts';
import { createUpload, ON_VIDEO_STATUS, postForm, type StatusEvent } from './support/videos.ts';

/*
 * A video in two real parts: the lowest renditions, which its owner watches while the second job is held back, and then
 * everything.
 */

const outputs = inject('outputs');

let owner: Person;
let browser: Browser;
let page: Page;
let events: readonly StatusEvent[];
let early: Shown;
let earlyLadder: Awaited<ReturnType<typeof inspectLadder>>;
let earlyPlays: string | undefined;
let ready: Shown;

beforeAll(async () => {
  owner = await newPerson(outputs);
  browser = await launchBrowser();
  page = await browser.newPage();
  await page.goto(outputs.custom.playhead.webUrl);
  const path = await profileSource('two');
  const queue = await holdQueue(outputs);
  try {
    const file = await openAsBlob(path);
    const ticket = await createUpload(outputs, owner, file.size);
    const id = ticket.videoId;
    const live = await subscribe<StatusEvent>(outputs, owner, ON_VIDEO_STATUS, { videoId: id });
    expect((await postForm(ticket, file)).ok).toBe(true);
    await queue.untilEarlyBegan(id);
    await live.next(({ status }) => status === 'PLAYABLE');
    early = await shown(outputs, owner, id);
    earlyLadder = await inspectLadder(early.playback.hlsUrl!);
    earlyPlays = await plays(page, early.playback.hlsUrl!);
    await queue.letGo();
    await live.next(({ status }) => status === 'READY');
    events = live.events;
    live.close();
    ready = await shown(outputs, owner, id);
  } finally {
    await queue.letGo();
  }
});
afterAll(() => browser?.close());

const hlsUrl = () => ready.playback.hlsUrl!;
const sizes = ({ renditions }: Shown) => renditions.map(({ width, height }) => `${width}x${height}`);

describe('while its second job is held back', () => {
  it('is playable for its owner, who was told', () => {
    // As a client reads them: the higher version is the later news.
    const news = events.toSorted((a, b) => a.version - b.version);
    const statuses = news.map(({ status }) => status);
    expect([...new Set(statuses)]).toEqual(['UPLOADED', 'PROCESSING', 'PLAYABLE', 'READY']);
    const progress = news.map(({ progress: percent }) => percent ?? 0);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(news.find(({ status }) => status === 'PLAYABLE')!.progress).toBeLessThan(100);
  });

  it('has its lowest renditions with sound, poster and storyboard, and no file', () => {
    expect(early).toMatchObject({ status: 'PLAYABLE', width: 642, height: 360 });
    expect(early.durationSeconds).toBeCloseTo(8, 1);
    expect(sizes(early)).toEqual(['642x360', '428x240']);
    expect(early.posterUrl).toBe(ready.posterUrl);
    expect(early.storyboardUrl).toContain('/storyboard.vtt?');
    expect(early.playback).toMatchObject({ mp4Url: null, files: [] });
    expect(earlyLadder.rungs).toHaveLength(2);
    expect(earlyLadder.soundStarts).toHaveLength(1);
  });

  it('is played by hls.js', () => {
    expect(earlyPlays).toBeUndefined();
  });
});

describe('when both jobs are done', () => {
  it('has all renditions, the largest first, under the same address', () => {
    expect(ready).toMatchObject({ status: 'READY', width: 856, height: 480 });
    expect(ready.durationSeconds).toBeCloseTo(8, 1);
    expect(sizes(ready)).toEqual(['856x480', '642x360', '428x240']);
    expect(hlsUrl().split('?')[0]).toBe(early.playback.hlsUrl!.split('?')[0]);
  });

  it('has one master, whose renditions are cut alike', async () => {
    const { independentSegments, rungs, soundStarts } = await inspectLadder(hlsUrl());
    expect(independentSegments).toBe(true);
    expect(soundStarts).toHaveLength(1);
    expect(rungs.map(({ stream }) => stream.height)).toEqual([480, 360, 240]);
    for (const { attributes, durations, keyFrames, start, peak } of rungs) {
      expect(durations).toEqual([6, 2]);
      expect(keyFrames).toEqual([0, 2, 4, 6]);
      expect(start).toBe(0);
      expect(attributes.AUDIO).toBe('audio');
      expect(attributes.CODECS).toMatch(/^avc1\.[0-9a-f]{6},mp4a\.40\.2$/);
      expect(attributes.BANDWIDTH).toBeGreaterThanOrEqual(peak);
    }
  });

  it('is read whole by two parsers', async () => {
    // The master, three renditions, their key frames, and the sound.
    expect(await readByTwoParsers(hlsUrl())).toBe(8);
  });

  it('names key frames that are some, at the same moments in every rendition', async () => {
    const found = await trickPlays(hlsUrl());
    expect(found.map(({ width, times }) => ({ width, times }))).toEqual(
      [856, 642, 428].map((width) => ({ width, times: [0, 2, 4, 6] })),
    );
  });

  it.each([
    [360, 480],
    [480, 360],
  ])(
    'goes on from a rendition of %d lines to one of %d without a gap, with sound in both',
    async (...way) => {
      const { loaded, seen, ranges, end, ...rest } = await switchOver(page, hlsUrl(), ...way);
      const { soundBefore, soundAfter, errors } = rest;
      expect({ loaded, seen, errors }).toEqual({ loaded: way, seen: way, errors: [] });
      expect(ranges).toHaveLength(1);
      expect(ranges[0]![0]).toBeLessThan(0.1);
      expect(end).toBeCloseTo(8, 0);
      expect(soundBefore).toBeGreaterThan(0);
      expect(soundAfter).toBeGreaterThan(0);
    },
  );

  it('has a storyboard whose every cue is a part of a sheet that is there', async () => {
    const cues = await readStoryboard(ready.storyboardUrl!);
    expect(cues).toHaveLength(8);
    cues.forEach(({ start, end, sheet, x, y, width, height }, index) => {
      expect(start).toBe(index);
      expect(end).toBeCloseTo(index + 1, 1);
      expect(width / height).toBeCloseTo(856 / 480, 1);
      expect(x + width).toBeLessThanOrEqual(sheet.width);
      expect(y + height).toBeLessThanOrEqual(sheet.height);
    });
    const [black, next] = cues.map(({ sheet, x, width }) =>
      sheet.brightness(x / sheet.width, (x + width) / sheet.width),
    );
    expect(black).toBeLessThan(24);
    expect(next).toBeGreaterThan(60);
  });

  it('has a poster for everybody, which is not its black beginning', async () => {
    const answer = await fetchOk(ready.posterUrl!);
    expect(ready.posterUrl).not.toContain('?');
    expect(answer.headers.get('content-type')).toBe('image/jpeg');
    const poster = await decodePicture(Buffer.from(await answer.arrayBuffer()));
    expect(poster).toMatchObject({ width: 856, height: 480 });
    expect(poster.brightness()).toBeGreaterThan(60);
  });

  it('has one file of its largest rendition, which every browser plays', async () => {
    const { mp4Url, files } = ready.playback;
    expect(files).toEqual([{ name: '480p', codec: 'avc1', url: mp4Url }]);
    const { streams, seconds } = await probe(Buffer.from(await (await fetchOk(mp4Url!)).arrayBuffer()));
    expect(streams.map(({ codec_name }) => codec_name)).toEqual(['h264', 'aac']);
    expect(seconds).toBeCloseTo(8, 1);
    const { end, width, height } = await playFile(page, mp4Url!);
    expect({ width, height }).toEqual({ width: 856, height: 480 });
    expect(end).toBeCloseTo(8, 1);
  });
});

it('names nothing in its master that is not there', async () => {
  const { text } = await fetchPlaylist(hlsUrl());
  expect(text).toMatch(/^#EXT-X-IMAGE-STREAM-INF:/m);
  for (const [, uri] of text.matchAll(/URI="([^"]*)"/g)) await fetchOk(new URL(uri!, hlsUrl()).href);
});
