import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { launchBrowser } from './support/browser.ts';
import { fetchOk, fetchPlaylist, probe } from './support/hls.ts';
import { inspectLadder } from './support/ladder.ts';
import { newPerson, type Person } from './support/people.ts';
import { decodePicture } from './support/picture.ts';
import { playFile, plays } from './support/play.ts';
import { shown, type Shown } from './support/shown.ts';
import { profileSource, type ProfileSource } from './support/sources/profiles.ts';
import { trickPlays } from './support/trick-play.ts';
import { readByTwoParsers } from './support/two-parsers.ts';
import { settled, uploadFile } from './support/videos.ts';

const outputs = inject('outputs');
const PROFILES = ['STANDARD', 'COMPACT', 'ADAPTIVE_HEVC'] as const;
type Profile = (typeof PROFILES)[number];

/** What is made of what. `test/matrix.test.ts` has the other sources of the profile `STANDARD`. */
const WANTED = [
  ...[['COMPACT', 'hd'] as const, ['ADAPTIVE_HEVC', 'hd'] as const],
  ...PROFILES.flatMap((profile) => [[profile, 'mp3'] as const, [profile, 'wav'] as const]),
  ...[['COMPACT', 'silent'] as const, ['ADAPTIVE_HEVC', 'silent'] as const],
  ...[['STANDARD', 'hdr'] as const, ['COMPACT', 'hdr'] as const],
];

let owner: Person;
let browser: Browser;
let page: Page;
const made = new Map<string, Shown>();
const madeOf = (profile: Profile, source: ProfileSource) => made.get(`${profile} ${source}`)!;

beforeAll(async () => {
  owner = await newPerson(outputs);
  await Promise.all(
    WANTED.map(async ([profile, source]) => {
      const id = await uploadFile(outputs, owner, await profileSource(source), { profile });
      const { failure } = await settled(outputs, owner, id);
      expect(failure, `${profile} of ${source}`).toBeNull();
      made.set(`${profile} ${source}`, await shown(outputs, owner, id));
    }),
  );
  browser = await launchBrowser();
  page = await browser.newPage();
  await page.goto(outputs.custom.playhead.webUrl);
});
afterAll(() => browser?.close());

const words = ({ renditions }: Shown) =>
  renditions.map(({ width, height, codec, container }) => `${width}x${height} ${codec} ${container}`);
const bytesOf = async (url: string) => Buffer.from(await (await fetchOk(url)).arrayBuffer());
const probeFile = async (url: string) => {
  const { streams, seconds } = await probe(await bytesOf(url));
  return { codecs: streams.map(({ codec_name }) => codec_name), size: streams[0]!, seconds };
};
const filesOf = ({ playback }: Shown) => playback.files.map(({ name, codec }) => `${name} ${codec}`);

describe('COMPACT', () => {
  const video = () => madeOf('COMPACT', 'hd');

  it('is two files and a poster, and no stream', async () => {
    expect(video()).toMatchObject({ status: 'READY', profile: 'COMPACT', width: 856, height: 480 });
    expect(video()).toMatchObject({ storyboardUrl: null, playback: { hlsUrl: null } });
    expect(words(video())).toEqual(['856x480 hvc1 mp4', '256x144 av01 mp4']);
    expect(filesOf(video())).toEqual(['source hvc1', '144p av01']);
    const poster = await decodePicture(await bytesOf(video().posterUrl!));
    expect(poster).toMatchObject({ width: 856, height: 480 });
  });

  it('has H.265 of the source’s size first, tagged for Apple’s players, and a tiny AV1', async () => {
    const [source, tiny] = video().playback.files.map(({ url }) => url);
    expect(video().playback.mp4Url).toBe(source);
    const large = await probeFile(source!);
    expect(large.codecs).toEqual(['hevc', 'aac']);
    expect(large.size).toMatchObject({ codec_tag_string: 'hvc1', width: 856, height: 480 });
    expect(large.seconds).toBeCloseTo(3, 1);
    const small = await probeFile(tiny!);
    expect(small.codecs).toEqual(['av1', 'aac']);
    expect(small.size).toMatchObject({ width: 256, height: 144 });
    expect(small.seconds).toBeCloseTo(3, 1);
    // The one of the two that this browser can play.
    expect(await playFile(page, tiny!)).toMatchObject({ width: 256, height: 144 });
  });
});

describe('ADAPTIVE_HEVC', () => {
  const video = () => madeOf('ADAPTIVE_HEVC', 'hd');
  const hlsUrl = () => video().playback.hlsUrl!;
  const SIZES = ['856x480', '642x360', '428x240'];

  it('has an H.265 rendition beside each H.264 one, the largest first', () => {
    expect(video()).toMatchObject({ status: 'READY', profile: 'ADAPTIVE_HEVC', width: 856, height: 480 });
    expect(words(video())).toEqual(SIZES.flatMap((size) => [`${size} avc1 fmp4`, `${size} hvc1 fmp4`]));
    expect(filesOf(video())).toEqual(['480p avc1']);
  });

  it('names them all in one master with what they are, cut alike', async () => {
    const { rungs } = await inspectLadder(hlsUrl());
    const named = rungs.map(({ stream, attributes }) => ({
      size: `${stream.width}x${stream.height}`,
      codec: stream.codec_name,
      tag: stream.codec_tag_string,
      codecs: attributes.CODECS!,
    }));
    for (const size of SIZES)
      expect(named.filter((rung) => rung.size === size).toSorted((a, b) => (a.tag < b.tag ? -1 : 1))).toEqual(
        [
          { size, codec: 'h264', tag: 'avc1', codecs: expect.stringMatching(AVC_AND_SOUND) as string },
          { size, codec: 'hevc', tag: 'hvc1', codecs: expect.stringMatching(HEVC_AND_SOUND) as string },
        ],
      );
    expect(rungs).toHaveLength(6);
    for (const { durations, keyFrames, start, attributes } of rungs) {
      expect({ durations, keyFrames, start }).toEqual({ durations: [3], keyFrames: [0, 2], start: 0 });
      expect(attributes.AUDIO).toBe('audio');
    }
  });

  it('is read by two parsers, has key frames in every codec, and plays where there is H.264 alone', async () => {
    expect(await readByTwoParsers(hlsUrl())).toBe(14);
    const found = await trickPlays(hlsUrl());
    expect(found.map(({ times }) => times)).toEqual(Array.from({ length: 6 }, () => [0, 2]));
    expect(found.map(({ codecs }) => codecs!.slice(0, 4)).toSorted()).toEqual([
      ...['avc1', 'avc1', 'avc1', 'hvc1', 'hvc1', 'hvc1'],
    ]);
    expect(await plays(page, hlsUrl())).toBeUndefined();
  });
});

const AVC_AND_SOUND = /^avc1\.[0-9a-f]{6},mp4a\.40\.2$/;
const HEVC_AND_SOUND = /^hvc1\.1\.[0-9A-F]+\.[LH]\d+(\.[0-9A-F]+)*,mp4a\.40\.2$/;

describe.each(PROFILES.flatMap((profile) => [[profile, 'mp3'] as const, [profile, 'wav'] as const]))(
  'sound alone by the profile %s, of %s',
  (profile, source) => {
    const video = () => madeOf(profile, source);

    it('is ready, with a drawn poster and a file', async () => {
      expect(video()).toMatchObject({ status: 'READY', width: null, height: null, storyboardUrl: null });
      expect(video().renditions).toMatchObject([{ name: 'audio', width: 0, height: 0, codec: 'mp4a' }]);
      expect(video().durationSeconds).toBeCloseTo(1, 0);
      const poster = await fetchOk(video().posterUrl!);
      expect(poster.headers.get('content-type')).toBe('image/png');
      const { width, height } = await decodePicture(Buffer.from(await poster.arrayBuffer()));
      expect(width / height).toBeCloseTo(16 / 9, 1);
      const { codecs, seconds } = await probeFile(video().playback.mp4Url!);
      expect(codecs).toEqual(['aac']);
      expect(seconds).toBeCloseTo(1, 0);
    });

    it('is heard', async () => {
      const { hlsUrl, mp4Url } = video().playback;
      if (profile === 'COMPACT') expect(hlsUrl).toBeNull();
      else {
        expect((await fetchPlaylist(hlsUrl!)).playlists).toHaveLength(1);
        expect(await plays(page, hlsUrl!)).toBeUndefined();
      }
      expect((await playFile(page, mp4Url!)).end).toBeCloseTo(1, 0);
    });
  },
);

describe('pictures without sound', () => {
  it('are files without sound', async () => {
    const codecs = await Promise.all(
      madeOf('COMPACT', 'silent').playback.files.map(({ url }) => probeFile(url)),
    );
    expect(codecs.map(({ codecs }) => codecs)).toEqual([['hevc'], ['av1']]);
    const { mp4Url } = madeOf('ADAPTIVE_HEVC', 'silent').playback;
    expect((await probeFile(mp4Url!)).codecs).toEqual(['h264']);
  });

  it('are a stream without sound', async () => {
    const { hlsUrl } = madeOf('ADAPTIVE_HEVC', 'silent').playback;
    const { rungs, soundStarts } = await inspectLadder(hlsUrl!);
    expect(soundStarts).toEqual([]);
    const codecs = rungs.map(({ attributes: { CODECS, AUDIO } }) => [CODECS!.slice(0, 4), AUDIO]);
    expect(codecs.toSorted()).toEqual([
      ['avc1', undefined],
      ['hvc1', undefined],
    ]);
    expect(await plays(page, hlsUrl!)).toBeUndefined();
  });
});

describe('high dynamic range', () => {
  /** The dark half, and the bright one. Shown as they are, without any mapping, they would be 38 and 148. */
  const halves = async (bytes: Buffer) => {
    const picture = await decodePicture(bytes);
    return [picture.brightness(0.1, 0.4), picture.brightness(0.6, 0.9)] as const;
  };

  it('is brought down to what every screen shows, in streams, files and posters', async () => {
    const standard = madeOf('STANDARD', 'hdr');
    const { rungs } = await inspectLadder(standard.playback.hlsUrl!);
    const pictures = [
      rungs[0]!.bytes,
      await bytesOf(standard.posterUrl!),
      await bytesOf(standard.playback.mp4Url!),
      ...(await Promise.all(madeOf('COMPACT', 'hdr').playback.files.map(({ url }) => bytesOf(url)))),
    ];
    for (const picture of pictures) {
      const [dark, bright] = await halves(picture);
      expect(dark).toBeLessThan(30);
      expect(bright).toBeGreaterThan(165);
      expect(bright).toBeLessThan(250);
    }
  });

  it('says so in every rendition', async () => {
    const { rungs } = await inspectLadder(madeOf('STANDARD', 'hdr').playback.hlsUrl!);
    for (const { stream } of rungs)
      expect(stream).toMatchObject({ pix_fmt: 'yuv420p', color_transfer: 'bt709', color_primaries: 'bt709' });
  });
});
