import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseImagePlaylist, type Sheet } from './image-playlist.ts';
import { storyboard } from './storyboard.ts';

const PLAYLIST = `#EXTM3U
#EXT-X-TARGETDURATION:8
#EXT-X-VERSION:7
#EXT-X-IMAGES-ONLY
#EXTINF:8,
#EXT-X-TILES:RESOLUTION=160x90,LAYOUT=2x2,DURATION=2
index_1.jpg
#EXTINF:5.5,
#EXT-X-TILES:RESOLUTION=160x90,LAYOUT=2x2,DURATION=2
index_2.jpg
#EXT-X-ENDLIST
`;

interface ReadCue {
  readonly start: number;
  readonly end: number;
  readonly uri: string;
  /** x, y, width, height. */
  readonly part: readonly number[];
}
/** As a player reads it: written without a look at the code under test. */
function read(text: string): ReadCue[] {
  const [header, ...blocks] = text.trimEnd().split('\n\n');
  expect(header).toBe('WEBVTT');
  const seconds = (clock: string) => {
    const [, hours, minutes, rest] = /^(\d\d):([0-5]\d):([0-5]\d\.\d{3})$/.exec(clock)!;
    return Number(hours) * 3_600 + Number(minutes) * 60 + Number(rest);
  };
  return blocks.map((block) => {
    const [times, address, ...more] = block.split('\n');
    expect(more).toEqual([]);
    const [start, end] = times!.split(' --> ').map(seconds);
    const [uri, xywh] = address!.split('#xywh=');
    return { start: start!, end: end!, uri: uri!, part: xywh!.split(',').map(Number) };
  });
}
const cues = (sheets: readonly Sheet[], duration?: number) =>
  read(storyboard(sheets, duration, (uri) => uri));
const sheets = (text: string) => parseImagePlaylist(text, [80, 45]);

describe('a storyboard', () => {
  test('names a part of a sheet for every moment, to the very end', () => {
    expect(cues(sheets(PLAYLIST), 13.4)).toEqual([
      { start: 0, end: 2, uri: 'index_1.jpg', part: [0, 0, 160, 90] },
      { start: 2, end: 4, uri: 'index_1.jpg', part: [160, 0, 160, 90] },
      { start: 4, end: 6, uri: 'index_1.jpg', part: [0, 90, 160, 90] },
      { start: 6, end: 8, uri: 'index_1.jpg', part: [160, 90, 160, 90] },
      { start: 8, end: 10, uri: 'index_2.jpg', part: [0, 0, 160, 90] },
      { start: 10, end: 12, uri: 'index_2.jpg', part: [160, 0, 160, 90] },
      { start: 12, end: 13.4, uri: 'index_2.jpg', part: [0, 90, 160, 90] },
    ]);
  });

  test('ends with its sheets where nobody knows the video’s end, and with the video where they end sooner', () => {
    expect(cues(sheets(PLAYLIST)).at(-1)).toMatchObject({ start: 12, end: 13.5 });
    expect(cues(sheets(PLAYLIST), 60).at(-1)).toMatchObject({ start: 12, end: 60 });
    expect(cues(sheets(PLAYLIST), 3).map(({ end }) => end)).toEqual([2, 3]);
  });

  test('has the grant before the part', () => {
    expect(storyboard(sheets(PLAYLIST), 1, (uri) => `${uri}?grant`)).toBe(
      'WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nindex_1.jpg?grant#xywh=0,0,160,90\n',
    );
  });

  test('of twelve hours still fits one answer, and leaves out no time', () => {
    const day = Array.from({ length: 216 }, (_, index): Sheet => ({
      ...{ uri: `index_${index}.jpg`, seconds: 200, tileSeconds: 2, columns: 10, rows: 10 },
      ...{ width: 160, height: 90 },
    }));
    const read = cues(day, 43_200);
    expect(read.length).toBeGreaterThan(4_000);
    expect(read.length).toBeLessThanOrEqual(5_000);
    expect(read.at(-1)!.end).toBe(43_200);
    expect(read.every(({ start }, index) => start === (read[index - 1]?.end ?? 0))).toBe(true);
  });

  test('of any sheets has no gap, nothing beyond a sheet, and the video’s end', () => {
    const sheet = fc.record({
      uri: fc.constant('a.jpg'),
      seconds: fc.integer({ min: 10, max: 20_000 }).map((value) => value / 1_000),
      tileSeconds: fc.integer({ min: 10, max: 9_000 }).map((value) => value / 1_000),
      columns: fc.integer({ min: 1, max: 5 }),
      rows: fc.integer({ min: 1, max: 5 }),
      width: fc.constant(16),
      height: fc.constant(9),
    });
    const duration = fc.integer({ min: 10, max: 200_000 }).map((value) => value / 1_000);
    fc.assert(
      fc.property(fc.array(sheet, { minLength: 1, maxLength: 8 }), duration, (sheets, duration) => {
        const read = cues(sheets, duration);
        expect(read[0]!.start).toBe(0);
        expect(read.at(-1)!.end).toBeCloseTo(duration, 3);
        read.forEach(({ start, end, part: [x = 0, y = 0] }, index) => {
          expect(end).toBeGreaterThan(start);
          expect(start).toBe(read[index - 1]?.end ?? 0);
          expect(x < 5 * 16 && y < 5 * 9).toBe(true);
        });
      }),
    );
  });
});

describe('an image playlist', () => {
  test('that says little is taken for one picture a sheet, of the size that the master names', () => {
    expect(sheets('#EXTM3U\n#EXTINF:6,\na.jpg\n')).toEqual([
      ...[{ uri: 'a.jpg', seconds: 6, tileSeconds: 6, columns: 1, rows: 1, width: 80, height: 45 }],
    ]);
    expect(sheets('#EXTM3U\r\n#EXT-X-TILES:LAYOUT=3x2\r\n#EXTINF:6,\r\na.jpg\r\n')).toEqual([
      ...[{ uri: 'a.jpg', seconds: 6, tileSeconds: 1, columns: 3, rows: 2, width: 80, height: 45 }],
    ]);
  });

  test.each(['', '#EXTM3U\na.jpg\n', '#EXTINF:0,\na.jpg', '#EXT-X-TILES:LAYOUT=0x2\n#EXTINF:6,\na.jpg'])(
    'without a time or a picture has no sheets: %j',
    (text) => {
      expect(sheets(text)).toEqual([]);
    },
  );
});
