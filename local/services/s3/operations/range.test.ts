import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRange } from './range.ts';

describe('ranges', () => {
  const size = fc.integer({ min: 0, max: 40 });
  const bytesOf = (range: ReturnType<typeof parseRange>) =>
    Array.from({ length: range!.end - range!.start + 1 }, (_, index) => range!.start + index);

  function expectBytes(header: string, total: number, wanted: (position: number) => boolean) {
    const bytes = Array.from({ length: total }, (_, position) => position).filter(wanted);
    if (bytes.length > 0) expect(bytesOf(parseRange(header, total))).toEqual(bytes);
    else
      expect(() => parseRange(header, total)).toThrow(
        expect.objectContaining({ code: 'InvalidRange', status: 416 }),
      );
  }

  test('from a byte on, or up to another, are those bytes that there are, or 416', () => {
    const first = fc.integer({ min: 0, max: 50 });
    fc.assert(
      fc.property(first, fc.option(fc.integer({ min: 0, max: 50 })), size, (start, length, total) => {
        const end = length === null ? Number.POSITIVE_INFINITY : start + length;
        const header = `bytes=${start}-${length === null ? '' : end}`;
        expectBytes(header, total, (position) => position >= start && position <= end);
      }),
    );
  });

  test('the last so many are at most all of them, or 416', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 50 }), size, (length, total) =>
        expectBytes(`bytes=-${length}`, total, (position) => position >= total - length),
      ),
    );
  });

  test.each([undefined, '', 'bytes=', 'bytes=a-b', 'bytes=5-2', 'items=0-1', 'bytes=0-1,3-4'])(
    '%s means the whole object',
    (header) => {
      expect(parseRange(header, 10)).toBeUndefined();
    },
  );
});
