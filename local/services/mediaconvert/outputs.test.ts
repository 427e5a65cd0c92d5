import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateJobCommand, type Output, type VideoDescription } from '@aws-sdk/client-mediaconvert';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  H264,
  cmafJob,
  ffprobe,
  makeClip,
  manifestOf,
  pattern,
  picture,
  sound,
  startBench,
  tone,
  type Bench,
} from './testing.ts';

let bench: Bench;
let clips: string;

beforeAll(async () => {
  bench = await startBench();
  clips = mkdtempSync(join(tmpdir(), 'clips-'));
  clip('film.mp4', [...pattern('320x180', 3.1), ...tone(3.1), ...H264]);
});

afterAll(async () => {
  await bench.stop();
  rmSync(clips, { recursive: true, force: true });
});

function clip(name: string, args: readonly string[]): string {
  bench.put('in', name, makeClip(join(clips, name), args));
  return `s3://in/${name}`;
}

/** A job with a CMAF group and a group of files, run to its end. */
async function run(input: string, cmaf: readonly Output[], files: readonly Output[] = []) {
  const request = cmafJob(input, [...cmaf]);
  const groups = request.Settings!.OutputGroups!;
  if (cmaf.length === 0) groups.pop();
  if (files.length > 0)
    groups.push({
      OutputGroupSettings: {
        Type: 'FILE_GROUP_SETTINGS',
        FileGroupSettings: { Destination: 's3://out/files/one' },
      },
      Outputs: [...files],
    });
  const { Job } = await bench.client.send(new CreateJobCommand(request));
  return bench.event(['COMPLETE', 'ERROR'], Job?.Id);
}

const file = (modifier: string, video: VideoDescription | undefined, audio = true): Output => ({
  NameModifier: modifier,
  ContainerSettings: { Container: 'MP4' },
  ...(video && { VideoDescription: video }),
  ...(audio && { AudioDescriptions: sound.AudioDescriptions }),
});

/** Time stamps and bytes of a file's packets, picture or sound. */
function packets(path: string, kind: 'v' | 'a') {
  const read = ffprobe(path, `packet=pts_time,dts_time,size,codec_type,flags`) as {
    packets: { codec_type: string; pts_time: string; size: string; flags: string }[];
  };
  return read.packets
    .filter(({ codec_type }) => codec_type.startsWith(kind))
    .map(({ pts_time, size, flags }) => ({ time: Number(pts_time), size, key: flags.startsWith('K') }));
}

/** A rendition's init and media segments as one file. */
function joined(modifier: string, extension = 'cmfv'): string {
  const { segments } = manifestOf(bench.text('out', `films/one${modifier}.m3u8`));
  const names = [`one${modifier}init.${extension}`, ...segments.map(({ uri }) => uri)];
  const path = join(clips, `joined${modifier}.mp4`);
  writeFileSync(path, Buffer.concat(names.map((name) => readFileSync(bench.object('out', `films/${name}`)))));
  return path;
}

describe('a file whose picture a segmented output has too', () => {
  it('has that very picture, its own sound in time with it, and its index at its head', async () => {
    const rung = picture('_180', 180);
    const end = await run('s3://in/film.mp4', [rung, picture('_90', 90)], [file('', rung.VideoDescription)]);
    expect(end).toMatchObject({
      status: 'COMPLETE',
      outputGroupDetails: [
        { outputDetails: [{ durationInMs: 3100 }, {}] },
        { outputDetails: [{ outputFilePaths: ['s3://out/files/one.mp4'] }] },
      ],
    });
    const path = bench.object('out', 'files/one.mp4');
    expect(packets(path, 'v')).toEqual(packets(joined('_180'), 'v'));
    const [video, audio] = [packets(path, 'v'), packets(path, 'a')];
    const first = (times: { time: number }[]) => Math.min(...times.map(({ time }) => time));
    expect(first(video)).toBeCloseTo(0, 3);
    // The encoder's delay of 1024 samples, which players take off again.
    expect(first(audio)).toBeCloseTo(-0.0213, 3);
    expect(audio.at(-1)!.time).toBeCloseTo(3.1, 1);
    const bytes = readFileSync(path);
    expect(bytes.indexOf('moov')).toBeLessThan(bytes.indexOf('mdat'));
    expect(ffprobe(path, 'stream=codec_name,codec_tag_string').streams).toEqual([
      { codec_name: 'h264', codec_tag_string: 'avc1' },
      { codec_name: 'aac', codec_tag_string: 'mp4a' },
    ]);
  });
});

const gop = { GopSize: 1, GopSizeUnits: 'SECONDS' } as const;
const h265 = (size: { Width?: number; Height?: number }): VideoDescription => ({
  ...size,
  CodecSettings: {
    Codec: 'H_265',
    H265Settings: { RateControlMode: 'QVBR', MaxBitrate: 400_000, ...gop },
  },
});
const tracks = (path: string) =>
  ffprobe(path, 'stream=codec_name,codec_tag_string,width,height,pix_fmt,color_transfer').streams as {
    [member: string]: unknown;
  }[];
const durations = (playlist: string) =>
  manifestOf(bench.text('out', playlist)).segments.map(({ duration }) => duration);

describe('sound alone', () => {
  it('has a rendition and a file of its own', async () => {
    const input = clip('song.flac', [...tone(2.5)]);
    expect(await run(input, [sound], [file('_song', undefined)])).toMatchObject({
      status: 'COMPLETE',
      outputGroupDetails: [
        { outputDetails: [{ durationInMs: expect.any(Number) }] },
        { outputDetails: [{ outputFilePaths: ['s3://out/files/one_song.mp4'] }] },
      ],
    });
    expect(manifestOf(bench.text('out', 'films/one.m3u8')).playlists).toEqual([
      expect.objectContaining({ uri: 'one_audio.m3u8' }),
    ]);
    expect(durations('films/one_audio.m3u8').reduce((sum, each) => sum + each)).toBeCloseTo(2.5, 1);
    expect(tracks(bench.object('out', 'files/one_song.mp4'))).toEqual([
      { codec_name: 'aac', codec_tag_string: 'mp4a' },
    ]);
  });
});

describe('other codecs', () => {
  it('H.265 stands beside H.264 with the same segments, and in a file that it shares', async () => {
    const hevc = (modifier: string, height: number): Output => ({
      ...picture(modifier, height),
      VideoDescription: h265({ Height: height }),
    });
    const rungs = [picture('_180', 180), hevc('_180h', 180), picture('_90', 90), hevc('_90h', 90)];
    const end = await run('s3://in/film.mp4', rungs, [
      file('_source', h265({})),
      file('_144p', { Height: 144, CodecSettings: { Codec: 'AV1', Av1Settings: { GopSize: 60 } } }),
    ]);
    expect(end).toMatchObject({ status: 'COMPLETE' });
    const { playlists = [] } = manifestOf(bench.text('out', 'films/one.m3u8'));
    const codecs = playlists.map(({ attributes }) => String(attributes['CODECS']).slice(0, 4));
    expect(codecs).toEqual(['avc1', 'hvc1', 'avc1', 'hvc1']);
    for (const { uri } of playlists)
      expect(durations(`films/${uri}`)).toEqual(durations('films/one_180.m3u8'));
    expect(bench.text('out', 'films/one.m3u8').match(/I-FRAME.*hvc1.*_90h_iframe/)).not.toBeNull();
    const source = bench.object('out', 'files/one_source.mp4');
    expect(tracks(source)).toMatchObject([
      { codec_name: 'hevc', codec_tag_string: 'hvc1', width: 320, height: 180 },
      {},
    ]);
    expect(packets(source, 'v').map(({ size }) => size)).toEqual(
      packets(joined('_180h'), 'v').map(({ size }) => size),
    );
    expect(tracks(bench.object('out', 'files/one_144p.mp4'))).toMatchObject([
      { codec_name: 'av1', codec_tag_string: 'av01', width: 256, height: 144 },
      { codec_name: 'aac' },
    ]);
  });
});

describe('two jobs of one source', () => {
  it.each([
    ['of 29.97 frames a second', pattern('320x180', 7.2, 30000 / 1001), ['-r', '30000/1001']],
    ['of a varying rate', pattern('320x180', 7.2, 24), ['-vf', "select='gt(mod(n,5),1)'", '-vsync', 'vfr']],
  ])('%s are cut at the same instants', async (_what, source, how) => {
    const input = clip('two.mkv', [...source, ...tone(7.2), ...how, ...H264]);
    const cuts: number[][] = [];
    for (const outputs of [[picture('_90', 90), sound], [picture('_180', 180)]]) {
      expect(await run(input, outputs)).toMatchObject({ status: 'COMPLETE' });
      cuts.push(durations(`films/one${outputs[0]!.NameModifier}.m3u8`));
    }
    expect(cuts[0]!.length).toBe(4);
    expect(cuts[0]).toEqual(cuts[1]);
  });
});

describe('sources of other kinds', () => {
  const capture = (mapped: object): Output => ({
    NameModifier: '_still',
    ContainerSettings: { Container: 'RAW' },
    VideoDescription: {
      ...mapped,
      CodecSettings: {
        Codec: 'FRAME_CAPTURE',
        FrameCaptureSettings: { FramerateNumerator: 1, FramerateDenominator: 1, MaxCaptures: 2 },
      },
    },
  });

  it('of high range come out in the standard one on every rung, in the file and in the captured frames', async () => {
    const input = clip('hdr.mkv', [
      ...pattern('160x90', 1.2),
      ...['-c:v', 'libx265', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p10le'],
      ...['-x265-params', 'log-level=error'],
      ...['-color_primaries', 'bt2020', '-color_trc', 'smpte2084', '-colorspace', 'bt2020nc'],
    ]);
    const mapped = { VideoPreprocessors: { ColorCorrector: { ColorSpaceConversion: 'FORCE_709' } } } as const;
    const rung = (modifier: string, height: number): Output => {
      const output = picture(modifier, height);
      return { ...output, VideoDescription: { ...output.VideoDescription, ...mapped } };
    };
    const rungs = [rung('_90', 90), rung('_48', 48)];
    const end = await run(input, rungs, [file('_file', rungs[0]!.VideoDescription, false), capture(mapped)]);
    expect(end).toMatchObject({ status: 'COMPLETE' });
    for (const path of [
      bench.object('out', 'films/one_90init.cmfv'),
      bench.object('out', 'films/one_48init.cmfv'),
      bench.object('out', 'files/one_file.mp4'),
    ])
      expect(tracks(path)[0]).toMatchObject({ color_transfer: 'bt709', codec_name: 'h264' });
    expect(readFileSync(bench.object('out', 'files/one_still.0000001.jpg')).subarray(0, 2)).toEqual(
      Buffer.from([0xff, 0xd8]),
    );
  });

  it.each(['yuv420p10le', 'yuv422p10le', 'yuv444p'])(
    'of %s come out in 4:2:0 of eight bits, at an even size',
    async (format) => {
      const input = clip('deep.mkv', [...pattern('321x179', 1.2), '-c:v', 'ffv1', '-pix_fmt', format]);
      expect(await run(input, [picture('_90', 90)], [capture({})])).toMatchObject({ status: 'COMPLETE' });
      expect(tracks(joined('_90'))[0]).toMatchObject({ width: 162, height: 90, pix_fmt: 'yuv420p' });
    },
  );

  it.each([
    [60, 30],
    [30, 60],
  ])('of %d frames a second come out with %d where they are asked for', async (from, to) => {
    const input = clip('fast.mkv', [...pattern('160x90', 1.5, from), ...H264]);
    const output = picture('_90', 90);
    Object.assign(output.VideoDescription!.CodecSettings!.H264Settings!, {
      FramerateControl: 'SPECIFIED',
      FramerateNumerator: to,
      FramerateDenominator: 1,
    });
    expect(await run(input, [output])).toMatchObject({
      outputGroupDetails: [{ outputDetails: [{ durationInMs: 1500 }] }],
    });
    expect(packets(joined('_90'), 'v').length).toBe(1.5 * to);
    expect(manifestOf(bench.text('out', 'films/one.m3u8')).playlists?.[0]?.attributes).toMatchObject({
      'FRAME-RATE': to,
    });
  });
});
