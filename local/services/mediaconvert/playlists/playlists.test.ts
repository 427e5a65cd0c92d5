import fc from 'fast-check';
import { Parser } from 'm3u8-parser';
import { describe, expect, it } from 'vitest';
import { videoCodec } from './codecs.ts';
import { masterPlaylist } from './master-playlist.ts';
import { mediaPlaylist } from './media-playlist.ts';
import { sheetDurations } from './sheets.ts';
import { intoSegments, readPlaylist } from './segments.ts';

interface Parsed {
  readonly endList: boolean;
  readonly mediaSequence: number;
  readonly targetDuration: number;
  readonly segments: { duration: number; uri: string }[];
  readonly playlists: { uri: string; attributes: Record<string, unknown> }[];
  readonly mediaGroups: {
    AUDIO: Record<string, Record<string, { default: boolean; autoselect: boolean; uri: string }>>;
  };
}
function parse(text: string): Parsed {
  const parser = new Parser();
  parser.push(text);
  parser.end();
  return parser.manifest as unknown as Parsed;
}

const lasting = (duration: number) => ({ duration });

describe('a media playlist', () => {
  const names = { init: 'a/b init.cmfv', segment: (index: number) => `a/b #${index}.cmfv` };

  it('is read back by another parser with any durations and names', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 20_000_000 }), { minLength: 1, maxLength: 20 }),
        (micros) => {
          const durations = micros.map((micro) => micro / 1e6);
          const parsed = parse(
            mediaPlaylist(durations.map(lasting), names, { wholeSeconds: false, targetDuration: 'CEILING' }),
          );
          expect(parsed.endList).toBe(true);
          expect(parsed.mediaSequence).toBe(1);
          expect(parsed.segments.map(({ duration }) => duration)).toEqual(durations);
          expect(parsed.segments.map(({ uri }) => decodeURIComponent(uri))).toEqual(
            durations.map((_, index) => `b #${index + 1}.cmfv`),
          );
          expect(parsed.targetDuration).toBeGreaterThanOrEqual(Math.max(...durations));
        },
      ),
    );
  });

  it('writes whole seconds and the specification’s target duration when asked', () => {
    const text = mediaPlaylist([6.006, 1.4].map(lasting), names, {
      wholeSeconds: true,
      targetDuration: 'ROUNDED',
    });
    expect(text).toContain('#EXT-X-TARGETDURATION:6\n');
    expect(text).toContain('#EXTINF:6,\n');
    expect(text).toContain('#EXT-X-MAP:URI="b%20init.cmfv"\n');
  });
});

describe('ffmpeg’s playlist', () => {
  it('is refused without its end', () => {
    expect(readPlaylist('#EXTM3U\n#EXTINF:2.000000,\n1.ts\n#EXT-X-ENDLIST\n')).toEqual([
      { file: '1.ts', duration: 2 },
    ]);
    expect(() => readPlaylist('#EXTM3U\n#EXTINF:2.000000,\n1.ts\n')).toThrow('without finishing');
    expect(() => readPlaylist('')).toThrow('without finishing');
  });
});

describe('fragments', () => {
  const pieces = (...durations: number[]) =>
    durations.map((duration, index) => ({ file: `${index + 1}`, duration }));
  const names = (...[made, cuts]: Parameters<typeof intoSegments>) =>
    intoSegments(made, cuts).map((segment) => segment.map(({ file }) => file).join('+'));

  it('make a segment together when they begin within its time', () => {
    expect(names(pieces(2, 2, 2, 2, 1), { every: 6, leastFinal: 0 })).toEqual(['1+2+3', '4+5']);
    expect(names(pieces(2, 2, 2, 2, 0.4), { every: 4, leastFinal: 1 })).toEqual(['1+2', '3+4+5']);
    expect(names(pieces(2, 2, 2), { every: 2, leastFinal: 0 })).toEqual(['1', '2', '3']);
    // 29.97 frames a second: key frames come a little late, and never fall back by a segment.
    expect(names(pieces(2.002, 2.002, 2.002, 2.002), { every: 4, leastFinal: 0 })).toEqual(['1+2', '3+4']);
    expect(names(pieces(4, 2, 4, 2), { every: 6, leastFinal: 0 })).toEqual(['1+2', '3+4']);
    expect(names(pieces(0.04), { every: 6, leastFinal: 1 })).toEqual(['1']);
  });

  it('are segments themselves where no time is given', () => {
    expect(names(pieces(6, 6, 0.5), { leastFinal: 0 })).toEqual(['1', '2', '3']);
    expect(names(pieces(6, 6, 0.5), { leastFinal: 1 })).toEqual(['1', '2+3']);
  });

  it('keep their order and their number, whatever their lengths', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 8000 }), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 0, max: 20 }),
        (thousandths, every, leastFinal) => {
          const made = pieces(...thousandths.map((length) => length / 1000));
          expect(intoSegments(made, { every, leastFinal }).flat()).toEqual(made);
        },
      ),
    );
  });
});

describe('sheets of small pictures', () => {
  const sheet = { interval: 2, columns: 5, rows: 2 };

  it('stand for the film’s whole time, all full but the last', () => {
    expect(sheetDurations(1, sheet, 7)).toEqual([7]);
    expect(sheetDurations(2, sheet, 25)).toEqual([20, 5]);
    expect(sheetDurations(2, sheet, 40)).toEqual([20, 20]);
    // Rounding may make one picture more at the very end.
    expect(sheetDurations(3, sheet, 40)).toEqual([20, 20, 0.001]);
  });

  it('are refused where there are too few or too many of them', () => {
    expect(() => sheetDurations(0, sheet, 1)).toThrow('0 sheets');
    expect(() => sheetDurations(1, sheet, 25)).toThrow('1 sheets');
    expect(() => sheetDurations(3, sheet, 25)).toThrow('3 sheets');
  });
});

describe('a master playlist', () => {
  const bandwidth = { average: 100, peak: 200 };
  const video = {
    playlist: 'x/a_1.m3u8',
    bandwidth,
    codecs: ['avc1.4d401f'],
    size: { width: 640, height: 360 },
    frameRate: { numerator: 30000, denominator: 1001 },
  };
  const audio = {
    playlist: 'x/a_s.m3u8',
    bandwidth: { average: 10, peak: 20 },
    codec: 'mp4a.40.2',
    channels: 2,
  };

  it('adds up what plays together and says what it is', () => {
    expect(
      masterPlaylist([video], [{ ...audio, group: 'sound', language: 'fra', name: 'Français' }], {
        resolution: true,
      }),
    ).toMatchInlineSnapshot(`
      "#EXTM3U
      #EXT-X-VERSION:6
      #EXT-X-INDEPENDENT-SEGMENTS
      #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",LANGUAGE="fra",NAME="Français",AUTOSELECT=YES,DEFAULT=YES,CHANNELS="2",URI="a_s.m3u8"
      #EXT-X-STREAM-INF:BANDWIDTH=220,AVERAGE-BANDWIDTH=110,CODECS="avc1.4d401f,mp4a.40.2",RESOLUTION=640x360,FRAME-RATE=29.970,AUDIO="sound"
      a_1.m3u8
      "
    `);
  });

  it('names the playlist of key frames of each picture, with the picture’s codec and their own bytes', () => {
    const iFrames = { playlist: 'x/a_1_iframe.m3u8', bandwidth: { average: 30, peak: 40 } };
    expect(
      masterPlaylist([{ ...video, codecs: ['avc1.4d401f', 'mp4a.40.2'], iFrames }, video], [], {
        resolution: true,
      })
        .split('\n')
        .filter((line) => line.includes('I-FRAME')),
    ).toEqual([
      '#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=40,AVERAGE-BANDWIDTH=30,CODECS="avc1.4d401f",RESOLUTION=640x360,URI="a_1_iframe.m3u8"',
    ]);
  });

  it('has one entry for each audio group that a variant names', () => {
    const audios = ['a', 'b', 'c'].map((group) => ({ ...audio, group }));
    const parsed = parse(masterPlaylist([{ ...video, audioGroups: 'a, c' }], audios, { resolution: false }));
    expect(parsed.playlists.map(({ attributes }) => attributes['AUDIO'])).toEqual(['a', 'c']);
    expect(parsed.playlists[0]?.attributes['RESOLUTION']).toBeUndefined();
  });

  it('plays the default that the settings name', () => {
    const audios = [
      { ...audio, group: 'g', name: 'one', trackType: 'ALTERNATE_AUDIO_NOT_AUTO_SELECT' },
      { ...audio, group: 'g', name: 'two', trackType: 'ALTERNATE_AUDIO_AUTO_SELECT_DEFAULT' },
    ];
    const group = parse(masterPlaylist([video], audios, { resolution: true })).mediaGroups.AUDIO['g'];
    expect(group?.['one']).toMatchObject({ default: false, autoselect: false });
    expect(group?.['two']).toMatchObject({ default: true, autoselect: true });
  });
});

describe('codec names', () => {
  it('come from an avcC box, or from the first parameter set of a stream', () => {
    expect(videoCodec(Buffer.from('00000010617663430164001f', 'hex'))).toBe('avc1.64001f');
    expect(videoCodec(Buffer.from('000001090000000127' + '4d401e', 'hex'))).toBe('avc1.4d401e');
    expect(() => videoCodec(Buffer.alloc(10))).toThrow('without parameters');
  });
});
