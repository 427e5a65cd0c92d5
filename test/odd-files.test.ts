import { openAsBlob } from 'node:fs';
import { ListJobsCommand, MediaConvertClient, type Job } from '@aws-sdk/client-mediaconvert';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { awsClientOptions } from './support/aws.ts';
import { fixture, type FixtureName } from './support/fixtures.ts';
import { inspectLadder } from './support/ladder.ts';
import { newPerson, type Person } from './support/people.ts';
import { createUpload, playback, postForm, settled, type Video } from './support/videos.ts';

const outputs = inject('outputs');

/** What is shown: the picture's size, the names of its renditions, and how many audio renditions there are. */
interface Shown {
  readonly size: readonly [width: number, height: number];
  readonly rungs: readonly string[];
  readonly seconds: number;
  readonly frameRate?: number;
  readonly silent?: true;
}

const SHOWN = {
  turned: { size: [360, 640], rungs: ['360p', '240p'], seconds: 4, silent: true },
  oblong: { size: [960, 480], rungs: ['480p', '360p', '240p'], seconds: 3 },
  interlaced: { size: [1024, 576], rungs: ['480p', '360p', '240p'], seconds: 3, frameRate: 25 },
  uneven: { size: [657, 371], rungs: ['360p', '240p'], seconds: 3 },
  variable: { size: [640, 360], rungs: ['360p', '240p'], seconds: 5 },
  vp9: { size: [640, 360], rungs: ['360p', '240p'], seconds: 3 },
  hevc: { size: [640, 360], rungs: ['360p', '240p'], seconds: 3 },
  fast: { size: [320, 240], rungs: ['240p'], seconds: 6.034, frameRate: 60 },
  tiny: { size: [100, 100], rungs: ['100p'], seconds: 3 },
  fragmented: { size: [320, 240], rungs: ['240p'], seconds: 8, frameRate: 30 },
  frame: { size: [320, 240], rungs: ['240p'], seconds: 1 / 30, silent: true },
} satisfies Partial<Record<FixtureName, Shown>>;

const REFUSED = ['song', 'photo', 'playlist', 'concat'] as const satisfies readonly FixtureName[];

let owner: Person;
const videos = new Map<string, Video>();
const jobs: Job[] = [];
let mostAtOnce = 0;

/** All of them at once: they must not get in each other's way. */
beforeAll(async () => {
  owner = await newPerson(outputs);
  const names = [...(Object.keys(SHOWN) as (keyof typeof SHOWN)[]), ...REFUSED];
  const files = await Promise.all(names.map(async (name) => openAsBlob(await fixture(name))));
  const mediaConvert = new MediaConvertClient(awsClientOptions(outputs));
  let done = false;
  const watching = (async () => {
    while (!done) {
      const { Jobs = [] } = await mediaConvert.send(new ListJobsCommand({ Status: 'PROGRESSING' }));
      mostAtOnce = Math.max(mostAtOnce, Jobs.length);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  })();
  await Promise.all(
    names.map(async (name, index) => {
      const ticket = await createUpload(outputs, owner, files[index]!.size, { filename: name });
      expect((await postForm(ticket, files[index]!)).ok).toBe(true);
      videos.set(name, await settled(outputs, owner, ticket.videoId));
    }),
  );
  done = true;
  await watching;
  const { Jobs = [] } = await mediaConvert.send(new ListJobsCommand({ MaxResults: 20 }));
  jobs.push(...Jobs.filter(({ UserMetadata }) => UserMetadata?.['ownerId'] === owner.sub));
});

describe('an odd file', () => {
  it.each(Object.entries<Shown>(SHOWN))('(%s) is shown as it should be', async (name, shown) => {
    const video = videos.get(name)!;
    expect(video).toMatchObject({ status: 'READY', progress: 100, failure: null });
    expect(video.renditions.map((rendition) => rendition.name)).toEqual(shown.rungs);
    expect(Math.abs(video.durationSeconds! - shown.seconds)).toBeLessThan(0.15);

    const { hlsUrl } = await playback(outputs, owner, video.id);
    const { independentSegments, rungs, soundStarts } = await inspectLadder(hlsUrl);
    expect(independentSegments).toBe(true);
    expect(soundStarts).toHaveLength(shown.silent ? 0 : 1);
    for (const start of soundStarts) expect(Math.abs(start)).toBeLessThan(0.03);

    const [width, height] = shown.size;
    for (const { attributes, stream, durations, keyFrames, start, peak } of rungs) {
      const { width: w = 0, height: h = 0 } = stream;
      expect([w % 2, h % 2]).toEqual([0, 0]);
      expect(w <= width && h <= height).toBe(true);
      // No side is more than the rounding to even pixels away from the source's shape.
      expect(Math.abs(w - (h * width) / height)).toBeLessThanOrEqual(2 * Math.max(1, width / height));
      expect(stream).toMatchObject({ pix_fmt: 'yuv420p', sample_aspect_ratio: '1:1' });

      expect(durations).toEqual(rungs[0]!.durations);
      if (durations.length > 1) expect(durations.at(-1)).toBeGreaterThanOrEqual(1);
      expect(start).toBe(0);
      keyFrames.forEach((time, index) => expect(Math.abs(time - 2 * index)).toBeLessThan(0.05));

      expect(attributes.RESOLUTION).toEqual({ width: w, height: h });
      expect(attributes.CODECS).toMatch(
        shown.silent ? /^avc1\.[0-9a-f]{6}$/ : /^avc1\.[0-9a-f]{6},mp4a\.40\.2$/,
      );
      expect(attributes.BANDWIDTH).toBeGreaterThanOrEqual(peak);
      expect(Number(attributes['AVERAGE-BANDWIDTH'])).toBeLessThanOrEqual(attributes.BANDWIDTH);
      expect(attributes.AUDIO).toBe(shown.silent ? undefined : 'audio');
      if (shown.frameRate) expect(attributes['FRAME-RATE']).toBe(shown.frameRate);
    }
  });

  it.each(REFUSED)('(%s) that has no moving picture is NOT_A_VIDEO', (name) => {
    expect(videos.get(name)).toMatchObject({ status: 'FAILED', failure: { code: 'NOT_A_VIDEO' } });
  });

  it('gets one job among many, and the queue is never overrun', () => {
    const ready = [...videos.values()].filter(({ status }) => status === 'READY').map(({ id }) => id);
    expect(jobs.map(({ UserMetadata }) => UserMetadata!['videoId']).sort()).toEqual(ready.sort());
    expect(mostAtOnce).toBeGreaterThan(0);
    expect(mostAtOnce).toBeLessThanOrEqual(2);
  });
});
