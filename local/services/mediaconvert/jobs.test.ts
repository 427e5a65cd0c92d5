import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  statSync,
  readdirSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateJobCommand, GetJobCommand, type CmafGroupSettings } from '@aws-sdk/client-mediaconvert';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  H264,
  cmafJob,
  ffprobe,
  grouped,
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
  bench.put(
    'in',
    'film.mp4',
    makeClip(join(clips, 'film.mp4'), [...pattern('320x180', 4.1), ...tone(4.1), ...H264]),
  );
});

afterAll(async () => {
  await bench.stop();
  rmSync(clips, { recursive: true, force: true });
});

/** Submits a job and waits for its end. */
async function run(input: string, outputs: Parameters<typeof cmafJob>[1], more = {}) {
  const { Job } = await bench.client.send(new CreateJobCommand(cmafJob(input, outputs, more)));
  return bench.event(['COMPLETE', 'ERROR', 'CANCELED'], Job?.Id);
}

const manifest = (key: string) => manifestOf(bench.text('out', key));

describe('a film with sound', () => {
  it('ends COMPLETE with the events of the service in their order and rising percentages', async () => {
    const end = await run('s3://in/film.mp4', [picture('_180', 180), picture('_90', 90), sound]);
    const own = bench.details().filter(({ jobId }) => jobId === end.jobId);
    expect(own.map(({ status }) => status).filter((status) => status !== 'STATUS_UPDATE')).toEqual([
      'PROGRESSING',
      'INPUT_INFORMATION',
      'COMPLETE',
    ]);
    const percents = own
      .filter(({ status }) => status === 'STATUS_UPDATE')
      .map((detail) => (detail['jobProgress'] as { jobPercentComplete: number }).jobPercentComplete);
    expect(percents.length).toBeGreaterThan(1);
    expect(percents).toEqual([...percents].sort((a, b) => a - b));
    expect(own[1]).toMatchObject({
      inputDetails: [
        {
          id: 1,
          uri: 's3://in/film.mp4',
          video: [{ codec: 'H_264', width: 320, frameRate: 30 }],
          audio: [{ codec: 'AAC' }],
        },
      ],
    });
    expect(end).toMatchObject({
      accountId: '000000000000',
      queue: 'arn:aws:mediaconvert:us-east-1:000000000000:queues/films',
      userMetadata: { film: 'one' },
      outputGroupDetails: [
        {
          type: 'CMAF_GROUP',
          playlistFilePaths: ['s3://out/films/one.m3u8'],
          outputDetails: [
            {
              durationInMs: 4100,
              videoDetails: { widthInPx: 320, heightInPx: 180, averageBitrate: expect.any(Number) },
            },
            { videoDetails: { widthInPx: 160, heightInPx: 90 } },
            { durationInMs: expect.any(Number) },
          ],
        },
      ],
    });
    expect(JSON.stringify(end)).not.toContain('outputFilePaths');
    expect(bench.events.at(-1)).toMatchObject({
      source: 'aws.mediaconvert',
      detailType: 'MediaConvert Job State Change',
      resources: [`arn:aws:mediaconvert:us-east-1:000000000000:jobs/${end.jobId}`],
    });

    const { Job } = await bench.client.send(new GetJobCommand({ Id: end.jobId }));
    expect(Job).toMatchObject({ Status: 'COMPLETE', UserMetadata: { film: 'one' } });
    expect(Job?.Timing?.FinishTime).toBeInstanceOf(Date);
    expect(Job?.OutputGroupDetails?.[0]?.OutputDetails?.[0]).toEqual({
      DurationInMs: 4100,
      VideoDetails: { WidthInPx: 320, HeightInPx: 180 },
    });
  });

  it('delivers playlists that another parser reads, under the service’s names', () => {
    const master = manifest('films/one.m3u8');
    expect(master.playlists?.map(({ uri }) => uri)).toEqual(['one_180.m3u8', 'one_90.m3u8']);
    expect(master.playlists?.[0]?.attributes).toMatchObject({
      CODECS: expect.stringMatching(/^avc1\.4d40[0-9a-f]{2},mp4a\.40\.2$/),
      RESOLUTION: { width: 320, height: 180 },
      'FRAME-RATE': 30,
      AUDIO: 'audio',
    });
    expect(Object.values(master.mediaGroups?.AUDIO['audio'] ?? {})).toEqual([
      expect.objectContaining({ uri: 'one_audio.m3u8', default: true }),
    ]);
    for (const rung of ['_180', '_90', '_audio']) {
      const extension = rung === '_audio' ? 'cmfa' : 'cmfv';
      const child = manifest(`films/one${rung}.m3u8`);
      expect(child.endList).toBe(true);
      // 4.1 seconds in segments of 2: the last 0.1 s joined the second, as MinFinalSegmentLength asks.
      expect(child.segments.map(({ uri }) => uri)).toEqual([
        `one${rung}_000000001.${extension}`,
        `one${rung}_000000002.${extension}`,
      ]);
      expect(child.segments[0]?.map?.uri).toBe(`one${rung}init.${extension}`);
      expect(Math.max(...child.segments.map(({ duration }) => Math.round(duration)))).toBeLessThanOrEqual(
        child.targetDuration,
      );
    }
    expect(manifest('films/one_180.m3u8').segments.map(({ duration }) => duration)).toEqual(
      manifest('films/one_90.m3u8').segments.map(({ duration }) => duration),
    );
    const bytes = statSync(bench.object('out', 'films/one_180_000000001.cmfv')).size;
    expect(Number(master.playlists?.[0]?.attributes['BANDWIDTH'])).toBeGreaterThanOrEqual((bytes * 8) / 2);
  });

  it('lists the key frames of each picture, each of which decodes alone', () => {
    const master = bench.text('out', 'films/one.m3u8');
    expect(master.match(/#EXT-X-I-FRAME-STREAM-INF.*/g)).toEqual([
      expect.stringMatching(/BANDWIDTH=\d{4,},.*CODECS="avc1.*RESOLUTION=320x180,URI="one_180_iframe.m3u8"/),
      expect.stringMatching(/BANDWIDTH=\d{4,},.*CODECS="avc1.*RESOLUTION=160x90,URI="one_90_iframe.m3u8"/),
    ]);
    const { iFramesOnly, segments, endList } = manifest('films/one_180_iframe.m3u8');
    expect([iFramesOnly, endList]).toEqual([true, true]);
    // The last one came to the second segment with the last 0.1 s.
    expect(segments.map(({ uri, duration }) => [uri.slice(-11), duration])).toEqual([
      ['000001.cmfv', 1],
      ['000001.cmfv', 1],
      ['000002.cmfv', 1],
      ['000002.cmfv', 1],
      ['000002.cmfv', 0.1],
    ]);
    for (const [index, { uri, map, byterange }] of segments.entries()) {
      const { offset, length } = byterange!;
      const bytes = readFileSync(bench.object('out', `films/${uri}`)).subarray(offset, offset + length);
      const path = join(clips, 'key-frame.mp4');
      writeFileSync(path, Buffer.concat([readFileSync(bench.object('out', `films/${map!.uri}`)), bytes]));
      const { frames } = ffprobe(path, 'frame=pict_type,pts_time');
      expect(frames[0]).toMatchObject({ pict_type: 'I', pts_time: `${index}.000000` });
      expect(frames.length).toBe(1);
    }
  });

  it('cuts and keeps picture and sound at one time, from zero to the end', () => {
    for (const [rung, extension] of [
      ['_180', 'cmfv'],
      ['_audio', 'cmfa'],
    ] as const) {
      const parts = [`init.${extension}`, `_000000001.${extension}`, `_000000002.${extension}`];
      const whole = join(clips, `whole${rung}.mp4`);
      writeFileSync(
        whole,
        Buffer.concat(parts.map((part) => readFileSync(bench.object('out', `films/one${rung}${part}`)))),
      );
      const { packets } = ffprobe(whole, 'packet=pts_time,flags') as {
        packets: { pts_time: string; flags: string }[];
      };
      const times = packets.map(({ pts_time }) => Number(pts_time)).sort((a, b) => a - b);
      // Sound begins with the encoder's delay of 1024 samples, which players take off again.
      expect(times[0]).toBeCloseTo(rung === '_audio' ? -0.021 : 0, 2);
      expect(times.at(-1)).toBeGreaterThan(4);
      if (rung === '_180')
        expect(
          packets
            .filter(({ flags }) => flags.startsWith('K'))
            .map(({ pts_time }) => Number(pts_time).toFixed(2)),
        ).toEqual(['0.00', '1.00', '2.00', '3.00', '4.00']);
    }
  });

  it('leaves nothing in its work directory', async () => {
    const work = join(bench.runtime.directory('mediaconvert'), 'work');
    await expect.poll(() => readdirSync(work)).toEqual([]);
  });
});

describe('sheets of small pictures', () => {
  const job = (change: CmafGroupSettings, outputs = [picture('_180', 180), picture('_90', 90)]) =>
    grouped(cmafJob('s3://in/film.mp4', outputs), change);
  const ended = async (request: ReturnType<typeof cmafJob>) => {
    const { Job } = await bench.client.send(new CreateJobCommand(request));
    return bench.event(['COMPLETE', 'ERROR'], Job?.Id);
  };

  it('are made at the interval and of the size that were asked for, the last one partly filled', async () => {
    const end = await ended(
      job({
        ImageBasedTrickPlay: 'ADVANCED',
        ImageBasedTrickPlaySettings: {
          ...{ IntervalCadence: 'FOLLOW_CUSTOM', ThumbnailInterval: 1 },
          ...{ ThumbnailWidth: 64, ThumbnailHeight: 36, TileWidth: 2, TileHeight: 2 },
        },
      }),
    );
    expect(end).toMatchObject({ status: 'COMPLETE', outputGroupDetails: [{ outputDetails: [{}, {}] }] });
    expect(end['outputGroupDetails']).toHaveProperty('0.outputDetails.length', 2);
    expect(bench.text('out', 'films/one.m3u8')).toMatch(
      /#EXT-X-IMAGE-STREAM-INF:BANDWIDTH=\d{4,},RESOLUTION=64x36,CODECS="jpeg",URI="one_thumbnail.m3u8"\n/,
    );
    expect(bench.text('out', 'films/one_thumbnail.m3u8').split('\n').slice(2)).toEqual([
      ...['#EXT-X-TARGETDURATION:4', '#EXT-X-MEDIA-SEQUENCE:1', '#EXT-X-PLAYLIST-TYPE:VOD'],
      '#EXT-X-IMAGES-ONLY',
      ...['#EXTINF:4,', '#EXT-X-TILES:RESOLUTION=64x36,LAYOUT=2x2,DURATION=1', 'one_thumbnail_000000001.jpg'],
      ...[
        '#EXTINF:0.1,',
        '#EXT-X-TILES:RESOLUTION=64x36,LAYOUT=2x2,DURATION=1',
        'one_thumbnail_000000002.jpg',
      ],
      ...['#EXT-X-ENDLIST', ''],
    ]);
    // The pictures are the film's at 0, 1, 2 and 3 seconds, in reading order; behind the last one it is black.
    const sheet = bench.object('out', 'films/one_thumbnail_000000001.jpg');
    expect(ffprobe(sheet, 'stream=width,height').streams[0]).toEqual({ width: 128, height: 72 });
    for (const second of [0, 1, 2, 3])
      expect(difference(sheet, [64 * (second % 2), second < 2 ? 0 : 36], second)).toBeLessThan(6);
    expect(difference(sheet, [0, 0], 2)).toBeGreaterThan(10);
    const last = bench.object('out', 'films/one_thumbnail_000000002.jpg');
    expect(difference(last, [0, 0], 4)).toBeLessThan(6);
    expect(luma(last, 'crop=64:36:64:36').every((value) => value < 24)).toBe(true);
  });

  it('follow the key frames otherwise', async () => {
    expect(await ended(job({ ImageBasedTrickPlay: 'THUMBNAIL' }, [picture('_90', 90)]))).toMatchObject({
      status: 'COMPLETE',
    });
    expect(bench.text('out', 'films/one_thumbnail.m3u8')).toContain(
      '#EXTINF:4.1,\n#EXT-X-TILES:RESOLUTION=312x176,LAYOUT=10x10,DURATION=1\n',
    );
  });

  it('are not made of sound alone, and may not be larger than a sheet', async () => {
    bench.put('in', 'tone.mp3', makeClip(join(clips, 'tone.mp3'), [...tone(1), '-b:a', '64k']));
    const request = job({ ImageBasedTrickPlay: 'THUMBNAIL' }, [sound]);
    request.Settings!.Inputs![0]!.FileInput = 's3://in/tone.mp3';
    expect(await ended(request)).toMatchObject({ status: 'COMPLETE' });
    expect(bench.text('out', 'films/one.m3u8')).not.toContain('IMAGE');
    const high = { ThumbnailWidth: 400, TileWidth: 1, TileHeight: 100 };
    expect(
      await ended(job({ ImageBasedTrickPlay: 'ADVANCED', ImageBasedTrickPlaySettings: high })),
    ).toMatchObject({ status: 'ERROR', errorCode: 1040 });
  });

  /** Brightness of a picture, pixel by pixel. */
  const luma = (path: string, filter: string, seek: string[] = []) =>
    execFileSync('ffmpeg', [
      ...['-v', 'error', ...seek, '-i', path, '-frames:v', '1', '-vf', `${filter},format=gray`],
      ...['-f', 'rawvideo', '-'],
    ]);

  /** How far a picture of a sheet is from the film's at a second, on average, in steps of brightness. */
  const difference = (sheet: string, [x, y]: readonly [number, number], second: number) => {
    const found = luma(sheet, `crop=64:36:${x}:${y}`);
    const film = luma(join(clips, 'film.mp4'), 'scale=64:36:flags=bicubic', ['-ss', String(second)]);
    return found.reduce((sum, value, at) => sum + Math.abs(value - film[at]!), 0) / found.length;
  };
});

describe('other shapes of input', () => {
  it('turns a phone’s film upright when Rotate is AUTO, and not otherwise', async () => {
    makeClip(join(clips, 'lying.mp4'), [...pattern('320x180', 1), ...H264]);
    makeClip(join(clips, 'phone.mp4'), [
      '-i',
      join(clips, 'lying.mp4'),
      '-c',
      'copy',
      '-metadata:s:v:0',
      'rotate=90',
    ]);
    bench.put('in', 'phone.mp4', join(clips, 'phone.mp4'));
    expect(await run('s3://in/phone.mp4', [picture('_160', 160)])).toMatchObject({
      outputGroupDetails: [{ outputDetails: [{ videoDetails: { widthInPx: 90, heightInPx: 160 } }] }],
    });
    const { streams } = ffprobe(
      join(bench.directory, 's3/out/films/one_160init.cmfv'),
      'stream=width,height',
    );
    expect(streams[0]).toMatchObject({ width: 90, height: 160 });
  });

  it('makes even sizes and 4:2:0 from odd sizes and 4:4:4', async () => {
    makeClip(join(clips, 'odd.mkv'), [...pattern('321x181', 1), '-c:v', 'libx264', '-pix_fmt', 'yuv444p']);
    bench.put('in', 'odd.mkv', join(clips, 'odd.mkv'));
    expect(await run('s3://in/odd.mkv', [picture('_odd', 90)])).toMatchObject({
      outputGroupDetails: [{ outputDetails: [{ videoDetails: { widthInPx: 160, heightInPx: 90 } }] }],
    });
  });

  it('leaves out the sound of a silent film, with a warning', async () => {
    makeClip(join(clips, 'silent.webm'), [...pattern('160x90', 1), '-c:v', 'libvpx', '-b:v', '200k']);
    bench.put('in', 'silent.webm', join(clips, 'silent.webm'));
    const end = await run('s3://in/silent.webm', [picture('_90', 90), sound]);
    expect(end).toMatchObject({
      status: 'COMPLETE',
      outputGroupDetails: [{ outputDetails: [{ durationInMs: 1000 }] }],
    });
    expect(bench.details()).toContainEqual(
      expect.objectContaining({ jobId: end.jobId, status: 'NEW_WARNING' }),
    );
    expect(bench.text('out', 'films/one.m3u8')).not.toContain('TYPE=AUDIO');
  });

  it('makes sound alone of sound alone', async () => {
    bench.put('in', 'song.mp3', makeClip(join(clips, 'song.mp3'), [...tone(2.5), '-b:a', '64k']));
    expect(await run('s3://in/song.mp3', [sound])).toMatchObject({ status: 'COMPLETE' });
    expect(manifest('films/one.m3u8').playlists?.[0]?.attributes).toMatchObject({ CODECS: 'mp4a.40.2' });
  });

  it('follows a variable frame rate whose last frame stays for seconds', async () => {
    makeClip(join(clips, 'screen.mp4'), [
      ...pattern('160x90', 4, 10),
      ...['-vf', "select='lt(n,10)+eq(n,35)'", '-vsync', 'vfr', '-c:v', 'libx264', '-pix_fmt', 'yuv420p'],
    ]);
    bench.put('in', 'screen.mp4', join(clips, 'screen.mp4'));
    expect(await run('s3://in/screen.mp4', [picture('_90', 90)])).toMatchObject({ status: 'COMPLETE' });
  });

  it('makes H.265 and AV1 where they were asked for, under their names', async () => {
    const as = (modifier: string, Codec: 'H_265' | 'AV1') => ({
      NameModifier: modifier,
      ContainerSettings: { Container: 'CMFC' as const },
      VideoDescription: {
        Height: 90,
        CodecSettings: {
          Codec,
          ...(Codec === 'AV1'
            ? { Av1Settings: { RateControlMode: 'QVBR' as const, GopSize: 30 } }
            : {
                H265Settings: {
                  RateControlMode: 'QVBR' as const,
                  MaxBitrate: 400_000,
                  GopSize: 1,
                  GopSizeUnits: 'SECONDS' as const,
                },
              }),
        },
      },
    });
    expect(
      await run('s3://in/film.mp4', [picture('_avc', 90), as('_hevc', 'H_265'), as('_av1', 'AV1'), sound]),
    ).toMatchObject({ status: 'COMPLETE' });
    const codecs = manifest('films/one.m3u8').playlists?.map(({ attributes }) => attributes['CODECS']);
    expect(codecs).toEqual([
      expect.stringMatching(/^avc1\.4d40/),
      expect.stringMatching(/^hvc1\.1\.6\.L\d+\.90,/),
      expect.stringMatching(/^av01\.0\.\d\dM\.08,/),
    ]);
    for (const [rung, codec] of [
      ['_hevc', 'hevc'],
      ['_av1', 'av1'],
    ]) {
      const { streams } = ffprobe(bench.object('out', `films/one${rung}init.cmfv`), 'stream=codec_name');
      expect(streams[0]).toMatchObject({ codec_name: codec });
    }
  });

  it('maps the tones of a picture of high range when it is asked to', async () => {
    makeClip(join(clips, 'hdr.mkv'), [
      ...pattern('160x90', 1),
      ...[
        '-c:v',
        'libx265',
        '-preset',
        'ultrafast',
        '-pix_fmt',
        'yuv420p10le',
        '-x265-params',
        'log-level=error',
      ],
      ...['-color_primaries', 'bt2020', '-color_trc', 'smpte2084', '-colorspace', 'bt2020nc'],
    ]);
    bench.put('in', 'hdr.mkv', join(clips, 'hdr.mkv'));
    const mapped = picture('_90', 90);
    mapped.VideoDescription!.VideoPreprocessors = {
      ColorCorrector: { ColorSpaceConversion: 'FORCE_709', HdrToSdrToneMapper: 'VIBRANT' },
    };
    expect(await run('s3://in/hdr.mkv', [mapped])).toMatchObject({ status: 'COMPLETE' });
    const { streams } = ffprobe(
      bench.object('out', 'films/one_90init.cmfv'),
      'stream=color_transfer,color_primaries',
    );
    expect(streams[0]).toMatchObject({
      color_transfer: 'bt709',
      color_primaries: 'bt709',
    });
  });

  it('makes transport streams, single files and captured frames beside each other', async () => {
    const muxed = { ...picture('_ts', 90), AudioDescriptions: sound.AudioDescriptions };
    const { Job } = await bench.client.send(
      new CreateJobCommand({
        ...cmafJob('s3://in/film.mp4', []),
        Settings: {
          Inputs: [{ FileInput: 's3://in/film.mp4' }],
          OutputGroups: [
            {
              OutputGroupSettings: {
                Type: 'HLS_GROUP_SETTINGS',
                HlsGroupSettings: { Destination: 's3://out/ts/', SegmentLength: 2, MinSegmentLength: 0 },
              },
              Outputs: [{ ...muxed, ContainerSettings: { Container: 'M3U8' } }],
            },
            {
              OutputGroupSettings: {
                Type: 'FILE_GROUP_SETTINGS',
                FileGroupSettings: { Destination: 's3://out/files/a' },
              },
              Outputs: [
                { ...muxed, NameModifier: '-copy', ContainerSettings: { Container: 'MP4' } },
                {
                  NameModifier: '-frame',
                  ContainerSettings: { Container: 'RAW' },
                  VideoDescription: {
                    Width: 64,
                    CodecSettings: {
                      Codec: 'FRAME_CAPTURE',
                      FrameCaptureSettings: {
                        FramerateNumerator: 1,
                        FramerateDenominator: 2,
                        MaxCaptures: 2,
                      },
                    },
                  },
                },
              ],
            },
          ],
        },
      }),
    );
    expect(await bench.event(['COMPLETE', 'ERROR'], Job?.Id)).toMatchObject({
      outputGroupDetails: [
        {
          type: 'HLS_GROUP',
          playlistFilePaths: ['s3://out/ts/film.m3u8'],
          outputDetails: [{ outputFilePaths: ['s3://out/ts/film_ts.m3u8'] }],
        },
        {
          type: 'FILE_GROUP',
          outputDetails: [
            { outputFilePaths: ['s3://out/files/a-copy.mp4'] },
            { outputFilePaths: ['s3://out/files/a-frame.0000001.jpg'] },
          ],
        },
      ],
    });
    expect(manifest('ts/film_ts.m3u8').segments[0]?.uri).toBe('film_ts_00001.ts');
    expect(manifest('ts/film.m3u8').playlists?.[0]?.attributes['CODECS']).toMatch(
      /^avc1\.4d40..,mp4a\.40\.2$/,
    );
    expect(readFileSync(bench.object('out', 'files/a-copy.mp4')).indexOf('moov')).toBeLessThan(4096);
    expect(existsSync(bench.object('out', 'files/a-frame.0000000.jpg'))).toBe(true);
  });
});

describe('what is no film', () => {
  const failure = async (name: string, outputs = [picture('_90', 90)]) => {
    rmSync(join(bench.directory, 's3/out'), { recursive: true, force: true });
    const end = await run(`s3://in/${name}`, outputs);
    expect(existsSync(join(bench.directory, 's3/out'))).toBe(false);
    const { Job } = await bench.client.send(new GetJobCommand({ Id: end.jobId }));
    expect(Job).toMatchObject({
      Status: 'ERROR',
      ErrorCode: end['errorCode'],
      ErrorMessage: end['errorMessage'],
    });
    return end;
  };

  it.each([
    ['text.mp4', 'a long text without any film in it. '.repeat(100)],
    ['zero.mp4', ''],
    ['playlist.mp4', '#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n/etc/passwd\n#EXT-X-ENDLIST\n'],
    ['concat.mp4', 'ffconcat version 1.0\nfile /etc/passwd\n'],
    ['session.mp4', 'v=0\no=- 0 0 IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n'],
  ])('refuses %s with 1010 and the service’s sentence', async (name, content) => {
    writeFileSync(join(clips, name), content);
    bench.put('in', name, join(clips, name));
    expect(await failure(name)).toMatchObject({
      errorCode: 1010,
      errorMessage: `Unable to open input file [s3://in/${name}]: [Failed probe/open: [No parser found for container]]`,
    });
  });

  it('refuses a single picture', async () => {
    bench.put(
      'in',
      'still.png',
      makeClip(join(clips, 'still.png'), [...pattern('64x64', 1), '-frames:v', '1']),
    );
    expect(await failure('still.png')).toMatchObject({ errorCode: 1010 });
  });

  it('refuses a file without its index', async () => {
    makeClip(join(clips, 'cut.mp4'), [...pattern('160x90', 2), ...H264]);
    truncateSync(join(clips, 'cut.mp4'), statSync(join(clips, 'cut.mp4')).size - 4000);
    bench.put('in', 'cut.mp4', join(clips, 'cut.mp4'));
    expect(await failure('cut.mp4')).toMatchObject({ errorCode: 1010 });
  });

  it('notices a film that was cut off in the middle, which decodes without an error', async () => {
    makeClip(join(clips, 'half.mp4'), [...pattern('160x90', 6), ...H264, '-movflags', '+faststart']);
    truncateSync(join(clips, 'half.mp4'), statSync(join(clips, 'half.mp4')).size / 2);
    bench.put('in', 'half.mp4', join(clips, 'half.mp4'));
    expect(await failure('half.mp4')).toMatchObject({
      errorCode: 1076,
      errorMessage: expect.stringContaining('it says 6.000 seconds'),
    });
  });

  it('says what is missing or forbidden', async () => {
    expect(await failure('nothing.mp4')).toMatchObject({ errorCode: 1404 });
    expect(await run('s3://forbidden/film.mp4', [picture('_90', 90)])).toMatchObject({
      errorCode: 1401,
    });
    expect(await failure('song.mp3')).toMatchObject({ errorCode: 1020 });
    expect(await failure('silent.webm', [sound])).toMatchObject({ errorCode: 1021 });
  });
});
