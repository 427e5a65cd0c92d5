import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tileAt, tilesOf, type Tile } from './storyboard.ts';

const URL = 'https://cdn.example/videos/v/1/hls/storyboard.vtt?Policy=p';
const cue = (startTime: number, text: string) => ({ startTime, text });

describe('a storyboard', () => {
  it('names parts of sheets, found from its own address, with whatever they bring along', () => {
    const cues = [
      cue(3602, '/other/sheet_2.jpg#xywh=pixel:160,90,160,90'),
      cue(0, 'sheet_1.jpg?grant=a&b=<c>#xywh=0,0,160,90\n'),
    ];
    expect(tilesOf(cues, URL)).toEqual([
      {
        ...{ start: 0, url: 'https://cdn.example/videos/v/1/hls/sheet_1.jpg?grant=a&b=%3Cc%3E' },
        ...{ x: 0, y: 0, width: 160, height: 90 },
      },
      {
        ...{ start: 3602, url: 'https://cdn.example/other/sheet_2.jpg' },
        ...{ x: 160, y: 90, width: 160, height: 90 },
      },
    ]);
  });

  it.each([
    ['no fragment', 'sheet.jpg'],
    ['a fragment of another kind', 'sheet.jpg#t=3'],
    ['no size', 'sheet.jpg#xywh=0,0,0,90'],
    ['an address that runs', 'javascript:alert(1)#xywh=0,0,160,90'],
    ['no address', '//#xywh=0,0,160,90'],
  ])('does without a cue that has %s', (_what, payload) => {
    const cues = [cue(0, payload), cue(2, 'a.jpg#xywh=0,0,1,1')];
    expect(tilesOf(cues, URL).map(({ start }) => start)).toEqual([2]);
  });

  it('has no tile where there is none', () => {
    expect(tilesOf([], URL)).toEqual([]);
    expect(tileAt([], 3)).toBeUndefined();
  });

  it('shows the last tile that has begun, at any moment', () => {
    const starts = fc
      .uniqueArray(fc.nat({ max: 500 }), { minLength: 1 })
      .map((all) => all.sort((a, b) => a - b));
    fc.assert(
      fc.property(starts, fc.double({ min: 0, max: 600, noNaN: true }), (all, seconds) => {
        const tiles = all.map((start): Tile => ({ start, url: 'u', x: 0, y: 0, width: 1, height: 1 }));
        const begun = all.filter((start) => start <= seconds);
        expect(tileAt(tiles, seconds)?.start).toBe(begun.at(-1) ?? all[0]);
      }),
    );
  });
});
