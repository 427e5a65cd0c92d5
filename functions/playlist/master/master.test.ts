import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseMaster, printMaster } from './master.ts';

const LINES = [
  '#EXTM3U',
  '#EXT-X-VERSION:7',
  '#EXT-X-INDEPENDENT-SEGMENTS',
  '## a comment',
  '#EXT-X-CONTENT-STEERING:SERVER-URI="steering.json",PATHWAY-ID="a"',
  '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="A, or B",X-CUSTOM=kept,URI="a.m3u8"',
  '#EXT-X-STREAM-INF:BANDWIDTH=2,X-CUSTOM="kept, too",RESOLUTION=640x360',
  'b.m3u8',
  '#EXT-X-STREAM-INF:BANDWIDTH=1',
  'c.m3u8',
  '#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,URI="i.m3u8"',
  '#EXT-X-IMAGE-STREAM-INF:BANDWIDTH=1,RESOLUTION=160x90,URI="s.m3u8"',
  '',
];

test.each(['\n', '\r\n'])(
  'a master is read and written with all it says, unknown tags among it (%j)',
  (end) => {
    expect(printMaster(parseMaster(LINES.join(end)))).toBe(LINES.join('\n'));
  },
);

test('what was written reads the same again, whatever the text was', () => {
  const line = fc.oneof(
    fc.constantFrom(...LINES, '#EXT-X-STREAM-INF:BROKEN', '#EXT-X-MEDIA:"', '#EXT-X-VERSION:x', '#', '  '),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const once = parseMaster(printMaster(parseMaster(lines.join('\n'))));
      expect(parseMaster(printMaster(once))).toEqual(once);
    }),
  );
});
