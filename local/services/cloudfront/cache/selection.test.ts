import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { select } from './selection.ts';

const headers = { etag: '"abc"', 'last-modified': 'Wed, 01 Jan 2025 00:00:00 GMT' };

describe('what a viewer asks of an object of ten bytes', () => {
  it.each([
    ['bytes=0-3', { kind: 'part', start: 0, end: 3 }],
    ['bytes=4-', { kind: 'part', start: 4, end: 9 }],
    ['bytes=-3', { kind: 'part', start: 7, end: 9 }],
    ['bytes=-30', { kind: 'part', start: 0, end: 9 }],
    ['bytes=8-99', { kind: 'part', start: 8, end: 9 }],
    ['bytes=10-', { kind: 'unsatisfiable' }],
    ['bytes=-0', { kind: 'unsatisfiable' }],
    ['bytes=5-2', { kind: 'whole' }],
    ['bytes=-', { kind: 'whole' }],
    [
      'bytes=0-1, 4-5',
      {
        kind: 'parts',
        ranges: [
          { start: 0, end: 1 },
          { start: 4, end: 5 },
        ],
      },
    ],
    ['bytes=0-1,20-30', { kind: 'part', start: 0, end: 1 }],
    ['bytes=20-30,40-', { kind: 'unsatisfiable' }],
    ['bytes=4-5,0-1', { kind: 'whole' }],
    ['bytes=0-4,3-5', { kind: 'whole' }],
    ['bytes=0-1,x', { kind: 'whole' }],
    ['lines=0-1', { kind: 'whole' }],
  ])('Range: %s', (range, expected) => expect(select({ range }, headers, 10)).toEqual(expected));

  it.each([
    [{ 'if-none-match': '"abc"' }, 'unchanged'],
    [{ 'if-none-match': '"x", W/"abc"' }, 'unchanged'],
    [{ 'if-none-match': '*' }, 'unchanged'],
    [{ 'if-none-match': '"x"', 'if-modified-since': headers['last-modified'] }, 'whole'],
    [{ 'if-modified-since': headers['last-modified'] }, 'unchanged'],
    [{ 'if-modified-since': 'Tue, 31 Dec 2024 00:00:00 GMT' }, 'whole'],
    [{ range: 'bytes=0-0', 'if-range': '"abc"' }, 'part'],
    [{ range: 'bytes=0-0', 'if-range': '"old"' }, 'whole'],
    [{ range: 'bytes=0-0', 'if-range': headers['last-modified'] }, 'part'],
  ])('%o is %s', (request, kind) =>
    expect(select(request as Record<string, string>, headers, 10).kind).toBe(kind),
  );

  it('never reaches outside the object', () => {
    const part = fc.oneof(fc.constant(''), fc.nat(50).map(String));
    fc.assert(
      fc.property(part, part, fc.nat(40), (first, last, size) => {
        const selected = select({ range: `bytes=${first}-${last}` }, {}, size);
        if (selected.kind !== 'part') return;
        expect(selected.start).toBeGreaterThanOrEqual(0);
        expect(selected.end).toBeLessThan(size);
        expect(selected.start).toBeLessThanOrEqual(selected.end);
      }),
    );
  });
});
