import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bitrateCeiling, ladder, singleRung, type PictureCodec } from './ladder.ts';
import { SIDE_MAX, SIDE_MIN } from './limits.ts';

const names = (width: number, height: number, codec?: PictureCodec) =>
  ladder({ width, height }, codec).map(({ name }) => name);
const side = fc.integer({ min: SIDE_MIN, max: SIDE_MAX });
const size = fc.record({ width: side, height: side });
const codec = fc.constantFrom<PictureCodec[]>('avc1', 'hvc1');

describe('the ladder', () => {
  test('is the whole one for a large source, and capped for a smaller one', () => {
    expect(names(3840, 2160)).toEqual(['1080p', '720p', '480p', '360p', '240p']);
    expect(names(1280, 720)).toEqual(['720p', '480p', '360p', '240p']);
    expect(names(658, 370)).toEqual(['360p', '240p']);
  });

  test('goes higher in H.265, with about 60 % of the bits', () => {
    expect(names(3840, 2160, 'hvc1')).toEqual(['2160p', '1440p', '1080p', '720p', '480p', '360p', '240p']);
    for (const { maxBitrate, ...rung } of ladder({ width: 1920, height: 1080 }))
      expect(bitrateCeiling(rung, 'hvc1') / maxBitrate).toBeCloseTo(0.6);
  });

  test('keeps the usual sizes exact', () => {
    expect(ladder({ width: 1920, height: 1080 }).map(({ width, height }) => [width, height])).toEqual([
      [1920, 1080],
      [1280, 720],
      [852, 480],
      [640, 360],
      [426, 240],
    ]);
  });

  test('goes by the short side: a portrait video has the same rungs, upright', () => {
    expect(ladder({ width: 606, height: 1080 })[0]).toMatchObject({ name: '480p', width: 480, height: 854 });
    expect(names(1080, 1920)).toEqual(names(1920, 1080));
    expect(names(720, 720)).toEqual(names(1280, 720));
  });

  test('leaves out what is wider than the codec can be', () => {
    expect(names(8192, 1080)).toEqual(['480p', '360p', '240p']);
    expect(ladder({ width: 8192, height: 300 })).toMatchObject([{ name: '150p', width: 4096, height: 150 }]);
    expect(ladder({ width: 32, height: 8192 })).toMatchObject([{ name: '32p', width: 32, height: 4096 }]);
  });

  test('has one rung of its own size for a source below the lowest', () => {
    expect(ladder({ width: 160, height: 121 })).toEqual([
      { name: '120p', width: 160, height: 120, maxBitrate: 450_000 },
    ]);
  });

  test('never enlarges, has even sides that the service makes, and falls from rung to rung', () => {
    fc.assert(
      fc.property(size, codec, (source, codec) => {
        const rungs = ladder(source, codec);
        expect(rungs.length).toBeGreaterThan(0);
        for (const rung of rungs) {
          expect(rung.width).toBeLessThanOrEqual(source.width);
          expect(rung.height).toBeLessThanOrEqual(source.height);
          expect([rung.width % 2, rung.height % 2]).toEqual([0, 0]);
          expect(Math.max(rung.width, rung.height)).toBeLessThanOrEqual(codec === 'avc1' ? 4096 : 8192);
          const short = Math.min(rung.width, rung.height);
          expect(short).toBeGreaterThanOrEqual(SIDE_MIN);
          // Rounding costs less than two pixels of the shape, but for a line that is as thin as pictures can be.
          if (short === SIDE_MIN) continue;
          const factor = short / Math.min(source.width, source.height);
          const long = Math.max(rung.width, rung.height);
          const exact = Math.max(source.width, source.height) * factor;
          expect(Math.abs(long - exact)).toBeLessThanOrEqual(2 * (1 + exact / short));
        }
        expect(new Set(rungs.map(({ name }) => name)).size).toBe(rungs.length);
        expect(rungs.map(({ maxBitrate }) => maxBitrate)).toEqual(
          rungs.map(({ maxBitrate }) => maxBitrate).sort((a, b) => b - a),
        );
      }),
    );
  });

  test('is the same lying and upright', () => {
    fc.assert(
      fc.property(size, codec, ({ width, height }, codec) => {
        const turned = ladder({ width: height, height: width }, codec);
        expect(turned.map((rung) => ({ ...rung, width: rung.height, height: rung.width }))).toEqual(
          ladder({ width, height }, codec),
        );
      }),
    );
  });

  test('names the ceiling of a finished rendition', () => {
    fc.assert(
      fc.property(size, codec, (source, codec) => {
        for (const rung of ladder(source, codec)) expect(bitrateCeiling(rung, codec)).toBe(rung.maxBitrate);
      }),
    );
  });
});

test('a single rendition keeps the source’s size, or has the short side asked for', () => {
  const source = { width: 1921, height: 1081 };
  expect(singleRung(source, 'hvc1')).toMatchObject({ name: '1080p', width: 1920, height: 1080 });
  expect(singleRung(source, 'av01', 144)).toMatchObject({ name: '144p', width: 254, height: 144 });
  expect(singleRung({ width: 100, height: 80 }, 'av01', 144)).toMatchObject({ width: 100, height: 80 });
});
