import { openAsBlob } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { launchBrowser } from './support/browser.ts';
import { inspectLadder } from './support/ladder.ts';
import { newPerson, type Person } from './support/people.ts';
import { plays } from './support/play.ts';
import { MATRIX, matrixFile, type MatrixName, type MatrixSource } from './support/sources/matrix.ts';
import { readByTwoParsers } from './support/two-parsers.ts';
import { createUpload, playback, postForm, settled, type Video } from './support/videos.ts';

const outputs = inject('outputs');

let owner: Person;
let browser: Browser;
let page: Page;
const videos = new Map<MatrixName, Video>();

/** All of them at once: they must not get in each other's way. */
beforeAll(async () => {
  owner = await newPerson(outputs);
  const names = Object.keys(MATRIX) as MatrixName[];
  const paths = await Promise.all(names.map((name) => matrixFile(name)));
  const ids = await Promise.all(
    names.map(async (name, index) => {
      const file = await openAsBlob(paths[index]!);
      const { filename } = MATRIX[name];
      const ticket = await createUpload(outputs, owner, file.size, { filename });
      expect((await postForm(ticket, file)).ok).toBe(true);
      return ticket.videoId;
    }),
  );
  const ends = ids.map((id) => settled(outputs, owner, id, 300_000));
  for (const [index, name] of names.entries()) videos.set(name, await ends[index]!);
  browser = await launchBrowser();
  page = await browser.newPage();
  await page.goto(outputs.custom.playhead.webUrl);
}, 400_000);
afterAll(() => browser?.close());

/** The rungs of the table, largest first. */
const rungsOf = ({ ladder }: MatrixSource) => ladder.split(/[ |]+/).filter(Boolean);
const largerFirst = (a: string, b: string) => area(b) - area(a);
const area = (size: string) => size.split('x').reduce((product, side) => product * Number(side), 1);
/** Frames a second of the renditions: as the source, halved until screens can show it. */
const RATES: Readonly<Record<string, number>> = { '60000/1001': 59.94, '120/1': 60 };

describe.each(Object.entries<MatrixSource>(MATRIX))('a file like %s', (key, source) => {
  const name = key as MatrixName;
  const video = () => videos.get(name)!;
  const hlsUrl = async () => (await playback(outputs, owner, video().id)).hlsUrl;

  it('becomes the renditions that were written for it', () => {
    expect(video()).toMatchObject({ status: 'READY', progress: 100, failure: null });
    const sizes = video().renditions.map(({ width, height }) => `${width}x${height}`);
    if (source.size) expect(sizes.toSorted(largerFirst)).toEqual(rungsOf(source));
    else expect(video().renditions.map(({ name: rendition }) => rendition)).toEqual(['audio']);
    expect(Math.abs(video().durationSeconds! - source.seconds)).toBeLessThan(0.15);
  });

  it('is delivered whole, all renditions cut at the same key frames', async () => {
    const { independentSegments, rungs, soundStarts } = await inspectLadder(await hlsUrl());
    expect(independentSegments).toBe(true);
    const isSilent = source.silent ?? false;
    for (const start of soundStarts) expect(Math.abs(start)).toBeLessThan(0.03);
    if (!source.size) return;
    expect(soundStarts).toHaveLength(isSilent ? 0 : 1);
    expect(rungs.map(({ stream }) => `${stream.width}x${stream.height}`).toSorted(largerFirst)).toEqual(
      rungsOf(source),
    );
    for (const { attributes, stream, durations, keyFrames, start, peak } of rungs) {
      expect(stream).toMatchObject({ pix_fmt: 'yuv420p', sample_aspect_ratio: '1:1' });
      expect(durations).toEqual(rungs[0]!.durations);
      if (durations.length > 1) expect(durations.at(-1)).toBeGreaterThanOrEqual(1);
      expect(start).toBe(0);
      keyFrames.forEach((time, index) => expect(Math.abs(time - 2 * index)).toBeLessThan(0.05));
      expect(attributes.RESOLUTION).toEqual({ width: stream.width, height: stream.height });
      expect(attributes.CODECS).toMatch(isSilent ? /^avc1\.[0-9a-f]{6}$/ : /^avc1\.[0-9a-f]{6},mp4a\.40\.2$/);
      expect(attributes.BANDWIDTH).toBeGreaterThanOrEqual(peak);
      expect(Number(attributes['AVERAGE-BANDWIDTH'])).toBeLessThanOrEqual(attributes.BANDWIDTH);
      expect(attributes.AUDIO).toBe(isSilent ? undefined : 'audio');
      const rate = RATES[source.rate ?? ''] ?? Number(source.rate?.split('/')[0]);
      expect(attributes['FRAME-RATE']).toBeCloseTo(rate, 1);
    }
  });

  it('is read by two parsers, and played by hls.js', async () => {
    const url = await hlsUrl();
    expect(await readByTwoParsers(url)).toBeGreaterThan(1);
    expect(await plays(page, url)).toBeUndefined();
  });
});
