import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { constantRate, rational } from './rational.ts';
import { progressReader, type Progress } from './progress.ts';
import { sourceOf } from './source.ts';

describe('progress', () => {
  const text =
    'frame=10\nfps=3\nout_time_us=N/A\nprogress=continue\nframe=40\nout_time_us=1500000\nprogress=end\n';

  it('is the same however the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(text.length), { maxLength: 8 }), (cuts) => {
        const reports: Progress[] = [];
        const read = progressReader((report) => reports.push(report));
        const bounds = [0, ...cuts.sort((a, b) => a - b), text.length];
        bounds.slice(1).forEach((end, index) => read(text.slice(bounds[index], end)));
        expect(reports).toEqual([
          { framesDecoded: 10, seconds: 0 },
          { framesDecoded: 40, seconds: 1.5 },
        ]);
      }),
    );
  });
});

describe('frame rates', () => {
  it('stay as they are when constant, and become the nearest standard rate otherwise', () => {
    const film = { numerator: 24000, denominator: 1001 };
    expect(constantRate(film, film)).toEqual(film);
    // What ffprobe says of a fragmented file of 30 frames a second: 29.97 would drop one of them twice a minute.
    const thirty = { numerator: 30, denominator: 1 };
    expect(constantRate(rational('409600/13693'), thirty)).toEqual(thirty);
    expect(constantRate(rational('2983/100'), rational('90000/1'))).toEqual({
      numerator: 30000,
      denominator: 1001,
    });
    expect(constantRate(rational('240/1'), rational('240/1'))).toEqual({ numerator: 120, denominator: 1 });
    expect(constantRate(rational('0/0'), undefined)).toEqual({ numerator: 25, denominator: 1 });
  });
});

describe('what ffprobe found', () => {
  const picture = { index: 0, codec_type: 'video', codec_name: 'h264', width: 640, height: 360 };

  it('is turned clockwise by quarters only', () => {
    const turn = (rotation: number) =>
      sourceOf(
        { format: { format_name: 'mov' }, streams: [{ ...picture, side_data_list: [{ rotation }] }] },
        'u',
      ).video?.rotation;
    expect([-90, 90, 180, -180, 0, 45].map(turn)).toEqual([90, 270, 180, 180, 0, 0]);
  });

  it('says how fast a film is, however much slower its outputs will be', () => {
    const rates = (rate: string) => {
      const stream = { ...picture, avg_frame_rate: rate, r_frame_rate: rate };
      const { video } = sourceOf({ format: { format_name: 'mov' }, streams: [stream] }, 'u');
      return [video?.frameRate, video?.statedRate];
    };
    expect(rates('60/1')).toEqual([{ numerator: 60, denominator: 1 }, undefined]);
    expect(rates('1000/1')).toEqual([
      { numerator: 120, denominator: 1 },
      { numerator: 1000, denominator: 1 },
    ]);
  });

  it('takes the cover of a song for no film', () => {
    const cover = { ...picture, codec_name: 'mjpeg', disposition: { attached_pic: 1 } };
    const song = { index: 1, codec_type: 'audio', codec_name: 'mp3', channels: 2, sample_rate: '44100' };
    expect(sourceOf({ format: { format_name: 'mp3' }, streams: [cover, song] }, 'u').video).toBeUndefined();
    expect(() => sourceOf({ format: { format_name: 'mp3' }, streams: [cover] }, 'u')).toThrow(
      'No parser found',
    );
  });
});
