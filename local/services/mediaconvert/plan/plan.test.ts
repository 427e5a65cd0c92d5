import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GUARDED_INPUT } from '../media/input-guard.ts';
import type { Source, VideoTrack } from '../media/source.ts';
import { validateSettings } from '../settings/validate.ts';
import { ffmpegArguments } from './arguments.ts';
import { framing } from './geometry.ts';
import { groupBase, outputNames } from './names.ts';
import { planJob } from './plan.ts';

const video: VideoTrack = {
  index: 0,
  codec: 'h264',
  width: 1920,
  height: 1080,
  rotation: 0,
  pixelAspect: { numerator: 1, denominator: 1 },
  frameRate: { numerator: 30, denominator: 1 },
  pixelFormat: 'yuv420p',
  bitDepth: 8,
  interlaced: false,
  color: {},
};
const source: Source = {
  format: 'mov,mp4,m4a,3gp,3g2,mj2',
  duration: 10,
  video,
  audio: [
    { index: 1, codec: 'aac', channels: 2, sampleRate: 48_000, language: 'eng' },
    { index: 3, codec: 'aac', channels: 6, sampleRate: 48_000, language: 'fra' },
  ],
  others: [],
};
const input = { bucket: 'in', key: 'a.mp4', url: 's3://in/a.mp4' };

const h264 = (changes: object = {}) => ({
  codecSettings: {
    codec: 'H_264',
    h264Settings: {
      rateControlMode: 'QVBR',
      maxBitrate: 1_000_000,
      gopSize: 2,
      gopSizeUnits: 'SECONDS',
      ...changes,
    },
  },
});
const rung = (nameModifier: string, videoDescription: object) => ({
  nameModifier,
  containerSettings: { container: 'CMFC' },
  videoDescription,
});
const job = (outputs: object[], more: { input?: object; group?: object } = {}) => ({
  inputs: [{ fileInput: input.url, ...more.input }],
  outputGroups: [
    {
      outputGroupSettings: {
        type: 'CMAF_GROUP_SETTINGS',
        cmafGroupSettings: { destination: 's3://out/x/a', segmentLength: 6, ...more.group },
      },
      outputs,
    },
  ],
});
/** The options that guard an input stand there as one word. */
const command = (settings: unknown, from: Source = source) => {
  const args = ffmpegArguments(planJob(validateSettings(settings), from, input), '/objects/1');
  const at = args.indexOf('-i') - GUARDED_INPUT.length;
  expect(args.slice(at, at + GUARDED_INPUT.length)).toEqual(GUARDED_INPUT);
  return args.toSpliced(at, GUARDED_INPUT.length, '(guarded)');
};
const after = (args: readonly string[], name: string) =>
  args.flatMap((argument, index) => (args[index - 1] === name ? [argument] : []));

describe('the command of a job', () => {
  it('decodes once, scales each picture from the next larger one and writes each output by its own muxer', () => {
    const settings = job(
      [
        rung('_360', { height: 360, ...h264({ maxBitrate: 800_000 }) }),
        rung('_1080', {
          width: 1920,
          height: 1080,
          ...h264({ codecProfile: 'HIGH', codecLevel: 'LEVEL_4_1' }),
        }),
        {
          nameModifier: '_audio',
          containerSettings: { container: 'CMFC' },
          audioDescriptions: [
            {
              audioSourceName: 'French',
              codecSettings: { codec: 'AAC', aacSettings: { bitrate: 128_000, sampleRate: 48_000 } },
            },
          ],
        },
      ],
      { input: { videoSelector: { rotate: 'AUTO' }, audioSelectors: { French: { tracks: [2] } } } },
    );
    expect(command(settings)).toMatchInlineSnapshot(`
      [
        "-hide_banner",
        "-loglevel",
        "error",
        "-nostdin",
        "-y",
        "(guarded)",
        "-i",
        "file:/objects/1",
        "-filter_complex",
        "[0:0]fps=fps=30/1:start_time=0[s0-1];[s0-1]scale=1920:1080:flags=bicubic,format=yuv420p,setsar=1,split=2[v0-1][s0-0];[s0-0]scale=640:360:flags=bilinear,setsar=1[v0-0]",
        "-map",
        "[v0-0]",
        "-c:v",
        "libx264",
        "-preset",
        "veryfast",
        "-crf",
        "23",
        "-maxrate",
        "800000",
        "-bufsize",
        "1600000",
        "-force_key_frames",
        "expr:gte(t,n_forced*2)",
        "-g",
        "60",
        "-sc_threshold",
        "0",
        "-profile:v",
        "main",
        "-map_metadata",
        "-1",
        "-map_chapters",
        "-1",
        "-max_muxing_queue_size",
        "4096",
        "-f",
        "hls",
        "-hls_time",
        "0.001",
        "-hls_list_size",
        "0",
        "-hls_playlist_type",
        "vod",
        "-start_number",
        "1",
        "-hls_segment_type",
        "fmp4",
        "-hls_fmp4_init_filename",
        "init.mp4",
        "-avoid_negative_ts",
        "disabled",
        "-hls_segment_filename",
        "0-0/%09d.media",
        "0-0/index.m3u8",
        "-map",
        "[v0-1]",
        "-c:v",
        "libx264",
        "-preset",
        "veryfast",
        "-crf",
        "23",
        "-maxrate",
        "1000000",
        "-bufsize",
        "2000000",
        "-force_key_frames",
        "expr:gte(t,n_forced*2)",
        "-g",
        "60",
        "-sc_threshold",
        "0",
        "-profile:v",
        "high",
        "-level:v",
        "4.1",
        "-map_metadata",
        "-1",
        "-map_chapters",
        "-1",
        "-max_muxing_queue_size",
        "4096",
        "-f",
        "hls",
        "-hls_time",
        "0.001",
        "-hls_list_size",
        "0",
        "-hls_playlist_type",
        "vod",
        "-start_number",
        "1",
        "-hls_segment_type",
        "fmp4",
        "-hls_fmp4_init_filename",
        "init.mp4",
        "-avoid_negative_ts",
        "disabled",
        "-hls_segment_filename",
        "0-1/%09d.media",
        "0-1/index.m3u8",
        "-map",
        "0:3",
        "-af",
        "aresample=async=1:first_pts=0",
        "-c:a",
        "aac",
        "-b:a",
        "128000",
        "-ar",
        "48000",
        "-ac",
        "2",
        "-map_metadata",
        "-1",
        "-map_chapters",
        "-1",
        "-max_muxing_queue_size",
        "4096",
        "-f",
        "hls",
        "-hls_time",
        "6",
        "-hls_list_size",
        "0",
        "-hls_playlist_type",
        "vod",
        "-start_number",
        "1",
        "-hls_segment_type",
        "fmp4",
        "-hls_fmp4_init_filename",
        "init.mp4",
        "-avoid_negative_ts",
        "disabled",
        "-hls_segment_filename",
        "0-2/%09d.media",
        "0-2/index.m3u8",
        "-progress",
        "pipe:1",
        "-nostats",
      ]
    `);
  });

  it('cuts all renditions at the same instants, whatever units and rates', () => {
    const keys = (changes: object, group = {}) =>
      after(command(job([rung('_a', h264(changes))], { group })), '-force_key_frames');
    expect(keys({})).toEqual(['expr:gte(t,n_forced*2)']);
    expect(keys({ gopSize: 60, gopSizeUnits: 'FRAMES' })).toEqual(['expr:gte(t+0.0005,n_forced*2)']);
    expect(keys({ gopSizeUnits: 'AUTO' })).toEqual(['expr:gte(t,n_forced*2)']);
    expect(keys({ gopSize: 4 })).toEqual([
      'expr:if(n_forced,gt(floor(t/6)*1000+floor(mod(t,6)/4),floor(prev_forced_t/6)*1000+floor(mod(prev_forced_t,6)/4)),1)',
    ]);
    expect(keys({ gopSize: 4 }, { segmentLengthControl: 'GOP_MULTIPLE' })).toEqual([
      'expr:gte(t,n_forced*4)',
    ]);
  });

  it('follows each kind of rate control', () => {
    const rate = (changes: object) => command(job([rung('_a', h264(changes))])).join(' ');
    expect(rate({ qvbrSettings: { qvbrQualityLevel: 9, qvbrQualityLevelFineTune: 0.33 } })).toContain(
      '-crf 18.3 -maxrate 1000000 -bufsize 2000000',
    );
    expect(rate({ rateControlMode: 'VBR', bitrate: 700_000, hrdBufferSize: 5 })).toContain(
      '-b:v 700000 -maxrate 1000000 -bufsize 5',
    );
    expect(rate({ rateControlMode: 'CBR', bitrate: 700_000 })).toContain(
      '-b:v 700000 -minrate 700000 -maxrate 700000 -bufsize 1400000',
    );
  });

  it('drops frames that no rendition keeps before scaling, or only where some keep them', () => {
    const fast = { ...source, video: { ...video, frameRate: { numerator: 60, denominator: 1 } } };
    const at30 = h264({ framerateControl: 'SPECIFIED', framerateNumerator: 30, framerateDenominator: 1 });
    const graph = (...outputs: object[]) => after(command(job(outputs), fast), '-filter_complex')[0];
    expect(graph(rung('_a', at30))).toContain('[0:0]fps=fps=30/1:start_time=0[s0-0]');
    expect(graph(rung('_a', h264()), rung('_b', { height: 360, ...at30 }))).toBe(
      '[0:0]fps=fps=60/1:start_time=0[s0-0];' +
        '[s0-0]scale=1920:1080:flags=bicubic,format=yuv420p,setsar=1,split=2[v0-0][s0-1];' +
        '[s0-1]scale=640:360:flags=bilinear,setsar=1[f0-1];[f0-1]fps=fps=30/1:start_time=0[v0-1]',
    );
  });

  it('turns, deinterlaces, pads and crops as asked', () => {
    const graph = (description: object, selector = {}) =>
      after(
        command(job([rung('_a', { ...h264(), ...description })], { input: selector })),
        '-filter_complex',
      )[0];
    expect(graph({}, { videoSelector: { rotate: 'DEGREES_90' } })).toContain(
      'transpose=clock,fps=fps=30/1:start_time=0[s0-0];[s0-0]scale=1080:1920',
    );
    expect(graph({ videoPreprocessors: { deinterlacer: { control: 'NORMAL' } } })).toContain(
      '[0:0]yadif=deint=interlaced,',
    );
    expect(graph({ width: 640, height: 640 })).toContain(
      'scale=640:360:flags=bilinear,format=yuv420p,setsar=1[f0-0];[f0-0]pad=640:640:(ow-iw)/2:(oh-ih)/2[v0-0]',
    );
    expect(graph({ width: 640, height: 640, scalingBehavior: 'FILL' })).toContain(
      'scale=1138:640:flags=bicubic,format=yuv420p,setsar=1[f0-0];[f0-0]crop=640:640[v0-0]',
    );
    expect(command(job([rung('_a', h264())]))).toContain('-noautorotate');
  });
});

describe('a picture that two outputs want', () => {
  const files = (...descriptions: object[]) => ({
    outputGroupSettings: {
      type: 'FILE_GROUP_SETTINGS',
      fileGroupSettings: { destination: 's3://out/x/file' },
    },
    outputs: descriptions.map((videoDescription, index) => ({
      nameModifier: `_${index}`,
      containerSettings: { container: 'MP4' },
      videoDescription,
    })),
  });
  const encodings = (cmaf: object, ...descriptions: object[]) => {
    const settings = job([rung('_a', cmaf)]);
    settings.outputGroups.push(files(...descriptions) as never);
    const args = command(settings);
    return { pictures: after(args, '-map').length, tee: after(args, 'tee') };
  };

  it('is encoded once where it is the same to the last setting, and written by two muxers', () => {
    expect(encodings({ height: 360, ...h264() }, { width: 640, height: 360, ...h264() })).toEqual({
      pictures: 1,
      tee: [
        '[select=v:f=hls:hls_time=0.001:hls_list_size=0:hls_playlist_type=vod:start_number=1:hls_segment_type=fmp4:' +
          'hls_fmp4_init_filename=init.mp4:avoid_negative_ts=disabled:hls_segment_filename=0-0/%09d.media]0-0/index.m3u8' +
          '|[f=mp4:movflags=+faststart]1-0/file.mp4',
      ],
    });
  });

  it('is encoded twice where anything differs, or where a third output wants it', () => {
    const one = { height: 360, ...h264() };
    for (const other of [
      { height: 240, ...h264() },
      { height: 360, ...h264({ maxBitrate: 900_000 }) },
      { height: 360, ...h264({ gopSize: 3 }) },
      {
        height: 360,
        ...h264({ framerateControl: 'SPECIFIED', framerateNumerator: 15, framerateDenominator: 1 }),
      },
    ])
      expect(encodings(one, other)).toEqual({ pictures: 2, tee: [] });
    expect(encodings(one, one, one)).toMatchObject({ pictures: 2, tee: [expect.stringContaining('1-0')] });
  });
});

describe('a source of oblong pixels', () => {
  const oblong = { ...source, video: { ...video, pixelAspect: { numerator: 64, denominator: 45 } } };
  const warnings = (changes: object, from = oblong) =>
    planJob(validateSettings(job([rung('_a', h264(changes))])), from, input).warnings;

  it('is warned of unless square ones are asked for: the service would keep them', () => {
    expect(warnings({})).toEqual([expect.stringContaining('parControl')]);
    expect(warnings({ parControl: 'SPECIFIED', parNumerator: 1, parDenominator: 1 })).toEqual([]);
    expect(warnings({}, source as typeof oblong)).toEqual([]);
  });
});

describe('output sizes', () => {
  it('are even, keep the shape when one side is given, and never leave the frame', () => {
    const side = fc.integer({ min: 16, max: 4096 }).map((half) => half * 2);
    fc.assert(
      fc.property(
        fc.record({ width: fc.integer({ min: 2, max: 8192 }), height: fc.integer({ min: 2, max: 8192 }) }),
        fc.option(side, { nil: undefined }),
        fc.option(side, { nil: undefined }),
        fc.constantFrom('DEFAULT', 'FIT', 'FIT_NO_UPSCALE', 'FILL', 'STRETCH_TO_OUTPUT'),
        (shown, width, height, scalingBehavior) => {
          const { picture, frame } = framing(shown, {
            scalingBehavior,
            ...(width && { width }),
            ...(height && { height }),
          });
          for (const length of [picture.width, picture.height, frame.width, frame.height]) {
            expect(length % 2).toBe(0);
            expect(length).toBeGreaterThan(0);
          }
          if (width && height && !scalingBehavior.startsWith('FIT')) expect(frame).toEqual({ width, height });
          if (scalingBehavior === 'FILL' && width && height)
            expect(picture.width >= width && picture.height >= height).toBe(true);
          if (scalingBehavior === 'DEFAULT')
            expect(picture.width <= frame.width && picture.height <= frame.height).toBe(true);
        },
      ),
    );
  });
});

describe('names', () => {
  it('come from the destination, or from the input below a folder', () => {
    expect(groupBase('s3://out/a/b', 's3://in/x/film.v2.MP4')).toEqual({ bucket: 'out', key: 'a/b' });
    expect(groupBase('s3://out/a/', 's3://in/x/film.v2.MP4')).toEqual({ bucket: 'out', key: 'a/film.v2' });
    expect(groupBase('s3://out/', 's3://in/film')).toEqual({ bucket: 'out', key: 'film' });
  });

  it('number as the service numbers', () => {
    const cmaf = outputNames('a', { nameModifier: '_v' }, { format: 'CMAF', video: true });
    expect([cmaf.playlist, cmaf.init, cmaf.segment(1)]).toEqual([
      'a_v.m3u8',
      'a_vinit.cmfv',
      'a_v_000000001.cmfv',
    ]);
    const sound = outputNames('a', { nameModifier: '_s' }, { format: 'CMAF', video: false });
    expect([sound.init, sound.segment(12)]).toEqual(['a_sinit.cmfa', 'a_s_000000012.cmfa']);
    const ts = outputNames('a', { nameModifier: '_t', segmentModifier: '-s' }, { format: 'TS', video: true });
    expect([ts.playlist, ts.segment(1)]).toEqual(['a_t.m3u8', 'a_t-s_00001.ts']);
    expect(outputNames('a', { nameModifier: '_f' }, { format: 'FRAMES', video: true }).segment(0)).toBe(
      'a_f.0000000.jpg',
    );
    expect(outputNames('a', { extension: 'm4v' }, { format: 'MP4', video: true }).file).toBe('a.m4v');
  });
});
