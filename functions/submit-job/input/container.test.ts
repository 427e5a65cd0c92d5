import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { encode } from 'fast-png';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { containerFault } from './container.ts';

const faultOf = (file: Uint8Array | string) => {
  const bytes = Buffer.from(file);
  return containerFault(async (from) => bytes.subarray(from, from + 65_536));
};

const root = join(
  dirname(createRequire(import.meta.url).resolve('@videojs/vhs-utils/package.json')),
  'test/fixtures/formats',
);
const files = (format: string) =>
  readdirSync(join(root, format)).map((name) => [name, readFileSync(join(root, format, name))] as const);

describe('hundreds of real files', () => {
  test.each(['aac', 'ac3', 'avi', 'flac', 'mkv', 'mov', 'mp3', 'mp4', 'ogg', 'ts', 'wav', 'webm'])(
    'in %s may be probed',
    async (format) => {
      for (const [name, bytes] of files(format))
        expect([name, await faultOf(bytes)]).toEqual([name, undefined]);
    },
  );

  test.each(['h264', 'h265'])('without a container (%s) may not', async (format) => {
    for (const [, bytes] of files(format)) expect(await faultOf(bytes)).toBe('NOT_A_VIDEO');
  });
});

const mpeg = (text: string) => Buffer.from(text, 'latin1');
/** An AVI with one track of this kind. */
const avi = (track: string) => mpeg(`RIFF\0\0\0\0AVI LIST\0\0\0\0hdrlstrh\x38\0\0\0${track}`);
/** What sound files may begin with; the length is written in groups of seven bits. */
const id3 = (length: number) =>
  Buffer.concat([
    mpeg('ID3\x04\0\0'),
    Buffer.from([21, 14, 7, 0].map((shift) => (length >> shift) & 0x7f)),
    Buffer.alloc(length),
  ]);
const MP3 = Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0x64]), Buffer.alloc(500)]);

test('a long tag with a cover picture is skipped, and what is behind it is judged', async () => {
  expect(await faultOf(Buffer.concat([id3(300_000), MP3]))).toBeUndefined();
  expect(await faultOf(Buffer.concat([id3(300_000), mpeg('#EXTM3U\nfile:///etc/passwd')]))).toBe(
    'NOT_A_VIDEO',
  );
  expect(await faultOf(id3(5_000))).toBe('NOT_A_VIDEO');
  const behind = (tags: number) => Buffer.concat([...Array<Buffer>(tags).fill(id3(1)), MP3]);
  expect(await faultOf(behind(4))).toBeUndefined();
  expect(await faultOf(behind(5))).toBe('NOT_A_VIDEO');
});

describe('what is no film is refused, whatever it is called:', () => {
  test.each<[string, Uint8Array | string]>([
    ['nothing', ''],
    ['a letter', 'Dear aunt,\nthank you for the socks.'],
    ['an HLS playlist', '#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST'],
    ['a playlist behind a mark', '\ufeff#EXTM3U\nhttp://169.254.169.254/'],
    ['DASH', '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"></MPD>'],
    ['a list of files', "ffconcat version 1.0\nfile '/etc/passwd'"],
    ['a session', 'v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nm=video 5004 RTP/AVP 96'],
    ['a PNG', encode({ width: 1, height: 1, channels: 3, data: new Uint8Array(3) })],
    ['a GIF', 'GIF89a\x01\0\x01\0\0\0\0;'],
    ['a JPEG', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0])],
    ['an SVG', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['a zip', 'PK\x03\x04\x14\0\0\0\0\0'],
    ['a program', '\x7fELF\x02\x01\x01'],
  ])('%s', async (_, file) => {
    expect(await faultOf(file)).toBe('NOT_A_VIDEO');
  });

  test('a film in a container that MediaConvert does not know', async () => {
    expect(await faultOf(mpeg('FLV\x01\x05\0\0\0\x09'))).toBe('UNSUPPORTED_CODEC');
  });

  test('an AVI that brings subtitles, which may be a playlist of other files', async () => {
    expect(await faultOf(avi('vids'))).toBeUndefined();
    for (const track of ['txts', 'vids....GAB2\0\x02\0#EXTM3U'])
      expect(await faultOf(avi(track))).toBe('UNSUPPORTED_CODEC');
  });
});

test('any bytes at all are judged, and never thrown at', async () => {
  const heads = fc.constantFrom(
    '',
    'RIFF',
    '\x1aE\xdf\xa3',
    '0&\xb2u\x8ef\xcf\x11',
    'OggS',
    'ID3',
    '\0\0\0\x18ftyp',
    'PK\x03\x04',
  );
  await fc.assert(
    fc.asyncProperty(heads, fc.uint8Array({ maxLength: 300 }), async (head, rest) => {
      expect([undefined, 'NOT_A_VIDEO', 'UNSUPPORTED_CODEC']).toContain(
        await faultOf(Buffer.concat([mpeg(head), rest])),
      );
    }),
  );
});
