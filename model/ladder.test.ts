import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bitrateCeiling, ladder } from './ladder.ts';

const names = (width: number, height: number) => ladder({ width, height }).map(({ name }) => name);
const side = fc.integer({ min: 2, max: 8_192 });
const size = fc.record({ width: side, height: side });

describe('the ladder', () => {
  test('is the whole one for a large source, and capped for a smaller one', () => {
    expect(names(3840, 2160)).toEqual(['1080p', '720p', '480p', '360p', '240p']);
    expect(names(1280, 720)).toEqual(['720p', '480p', '360p', '240p']);
    expect(names(658, 370)).toEqual(['360p', '240p']);
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

  test('has one rung of its own size for a source below the lowest', () => {
    expect(ladder({ width: 160, height: 121 })).toEqual([
      { name: '120p', width: 160, height: 120, maxBitrate: 450_000 },
    ]);
  });

  test('never enlarges, has even sides, and falls from rung to rung', () => {
    fc.assert(
      fc.property(size, (source) => {
        const rungs = ladder(source);
        expect(rungs.length).toBeGreaterThan(0);
        for (const rung of rungs) {
          expect(rung.width).toBeLessThanOrEqual(source.width);
          expect(rung.height).toBeLessThanOrEqual(source.height);
          expect([rung.width % 2, rung.height % 2]).toEqual([0, 0]);
          // Rounding costs less than two pixels of the shape.
          const short = Math.min(rung.width, rung.height);
          const factor = short / Math.min(source.width, source.height);
          const long = Math.max(rung.width, rung.height);
          const exact = Math.max(source.width, source.height) * factor;
          const tolerance = 2 * (1 + exact / short);
          expect(Math.abs(long - exact)).toBeLessThanOrEqual(tolerance);
        }
        expect(new Set(rungs.map(({ name }) => name)).size).toBe(rungs.length);
        expect(rungs.map(({ maxBitrate }) => maxBitrate)).toEqual(
          rungs.map(({ maxBitrate }) => maxBitrate).sort((a, b) => b - a),
        );
      }),
    );
  });

  test('names the ceiling of a finished rendition', () => {
    fc.assert(
      fc.property(size, (source) => {
        for (const rung of ladder(source)) expect(bitrateCeiling(rung)).toBe(rung.maxBitrate);
      }),
    );
  });
});
