import fc from 'fast-check';
import { expect, test } from 'vitest';
import { largestFirst } from './renditions.ts';

const rendition = (width: number, height: number, codec: string) => ({ width, height, codec });
const words = (all: readonly { width: number; height: number; codec: string }[]) =>
  all.map(({ width, height, codec }) => `${width}x${height} ${codec}`);

test('renditions of both parts are one list, the largest first, H.264 before H.265', () => {
  const full = [
    ...[rendition(1920, 1080, 'avc1'), rendition(852, 480, 'avc1')],
    ...[rendition(1920, 1080, 'hvc1'), rendition(852, 480, 'hvc1'), rendition(640, 360, 'hvc1')],
  ];
  expect(words(largestFirst([...full, rendition(640, 360, 'avc1')]))).toEqual([
    ...['1920x1080 avc1', '1920x1080 hvc1', '852x480 avc1', '852x480 hvc1', '640x360 avc1', '640x360 hvc1'],
  ]);
});

test('the file of the source’s size is before the smallest one, even if both are of one size', () => {
  const both = [rendition(256, 144, 'av01'), rendition(256, 144, 'hvc1')];
  expect(words(largestFirst(both))).toEqual(['256x144 hvc1', '256x144 av01']);
});

test('none is lost or made, and no smaller one comes before a larger one, whatever their sizes', () => {
  const side = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 16_384 }));
  const codec = fc.constantFrom('avc1', 'hvc1', 'av01', 'mp4a');
  fc.assert(
    fc.property(fc.array(fc.record({ width: side, height: side, codec })), (given) => {
      const sorted = largestFirst(given);
      expect(new Set(sorted)).toEqual(new Set(given));
      expect(sorted).toHaveLength(given.length);
      sorted.forEach(({ width, height }, index) => {
        const before = sorted[index - 1];
        if (before) expect(before.width * before.height).toBeGreaterThanOrEqual(width * height);
      });
    }),
  );
});
