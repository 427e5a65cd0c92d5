import fc from 'fast-check';
import { Parser } from 'm3u8-parser';
import { describe, expect, test } from 'vitest';
import { rewritePlaylist } from './rewrite.ts';

const QUERY = 'Policy=p&Signature=s';
const rewrite = (text: string) => rewritePlaylist(text, () => QUERY);

const MASTER = [
  '#EXTM3U',
  '# a comment, with URI="comment.m3u8"',
  '#EXT-X-VERSION:7',
  '#EXT-X-CONTENT-STEERING:SERVER-URI="steering.json",PATHWAY-ID="a"',
  '#EXT-X-SESSION-DATA:DATA-ID="title",VALUE="URI is a word here"',
  '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="English",URI="index_audio.m3u8",X-CUSTOM="kept"',
  '#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,URI="iframes.m3u8"',
  '#EXT-X-STREAM-INF:BANDWIDTH=5000000,RESOLUTION=1280x720,AUDIO="audio"',
  'index_720p.m3u8',
  '',
].join('\n');
const MEDIA = [
  '#EXTM3U',
  '#EXT-X-MAP:URI="index_720pinit.cmfv",BYTERANGE="100@0"',
  '#EXT-X-KEY:METHOD=AES-128,URI="key.bin",IV=0x00000000000000000000000000000001',
  '#EXT-X-DATERANGE:ID="ad",X-ASSET-URI="ad.m3u8",X-ASSET-LIST="list.json"',
  '#EXTINF:6.006000,',
  'index_720p_000000001.cmfv',
  '#EXTINF:0.5,',
  'sub/dir/part.cmfv?v=1#t=2',
  '#EXT-X-ENDLIST',
].join('\n');

describe('a rewritten playlist', () => {
  test('has the grant on every address of ours', () => {
    expect(rewrite(MASTER).split('\n')).toEqual([
      '#EXTM3U',
      '# a comment, with URI="comment.m3u8"',
      '#EXT-X-VERSION:7',
      `#EXT-X-CONTENT-STEERING:SERVER-URI="steering.json?${QUERY}",PATHWAY-ID="a"`,
      '#EXT-X-SESSION-DATA:DATA-ID="title",VALUE="URI is a word here"',
      `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="English",URI="index_audio.m3u8?${QUERY}",X-CUSTOM="kept"`,
      `#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,URI="iframes.m3u8?${QUERY}"`,
      '#EXT-X-STREAM-INF:BANDWIDTH=5000000,RESOLUTION=1280x720,AUDIO="audio"',
      `index_720p.m3u8?${QUERY}`,
      '',
    ]);
    const media = rewrite(MEDIA);
    for (const uri of ['init.cmfv', 'key.bin', 'ad.m3u8', 'list.json', '000000001.cmfv'])
      expect(media).toContain(`${uri}?${QUERY}`);
    expect(media).toContain(`sub/dir/part.cmfv?v=1&${QUERY}#t=2`);
  });

  test.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
  ])('differs in nothing else, with %s, with and without a last line’s end', (_, ending) => {
    for (const text of [MASTER, MEDIA, `${MEDIA}\n`, '', '\n\n']) {
      const original = text.replaceAll('\n', ending);
      const stripped = rewrite(original).replaceAll(`?${QUERY}`, '').replaceAll(`&${QUERY}`, '');
      expect(stripped).toBe(original);
    }
  });

  test('reads the same to an independent parser', () => {
    const read = (text: string) => {
      const parser = new Parser();
      parser.push(text);
      parser.end();
      return parser.manifest;
    };
    const signed = JSON.stringify(read(rewrite(MEDIA)));
    expect(signed).toContain(QUERY);
    expect(JSON.parse(signed.replaceAll(`?${QUERY}`, '').replaceAll(`&${QUERY}`, ''))).toEqual(
      JSON.parse(JSON.stringify(read(MEDIA))),
    );
  });

  test('is any text at all with nothing lost', () => {
    const line = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('#EXTINF:6,', 'a.cmfv', '#EXT-X-MAP:URI="x"', '#EXT-X-KEY:URI="a\\"b"', '"', '#'),
    );
    fc.assert(
      fc.property(fc.array(line), fc.constantFrom('\n', '\r\n', '\r'), (lines, ending) => {
        const text = lines.join(ending);
        expect(rewrite(text).replaceAll(`?${QUERY}`, '').replaceAll(`&${QUERY}`, '')).toBe(text);
      }),
    );
  });
});

test.each([
  'https://elsewhere.example/a.cmfv',
  '//elsewhere.example/a.cmfv',
  '/\\elsewhere.example/a.cmfv',
  '\\\\elsewhere.example/a.cmfv',
  '/\t/elsewhere.example/a.cmfv',
  'HTTPS:elsewhere.example/a.cmfv',
  'data:text/plain;base64,AAAA',
  'skd://key',
  'a.cmfv?Policy=x&Signature=y',
])('a grant is never handed to %j', (uri) => {
  expect(rewrite(uri)).toBe(uri);
  expect(rewrite(`#EXT-X-MAP:URI="${uri}"`)).toBe(`#EXT-X-MAP:URI="${uri}"`);
});

test.each(['a.m3u8', '/videos/x/a.m3u8', '../a.cmfv', 'a b.cmfv', 'ä.cmfv', 'a%20b.cmfv'])(
  'but is to %j',
  (uri) => {
    expect(rewrite(uri)).toBe(`${uri}?${QUERY}`);
  },
);
