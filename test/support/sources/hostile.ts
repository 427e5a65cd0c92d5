import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aviWithPlaylist, pointingTexts } from '../../../local/services/mediaconvert/media/testing.ts';
import { fixture } from '../fixtures.ts';
import { encoded, ffmpeg, half, once, written, type Recipe } from './make.ts';

const pattern = (size: string, rate = 5) => [
  ...['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=${rate}:duration=1`],
];
const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];
const tone = ['-f', 'lavfi', '-i', 'sine=duration=1:sample_rate=8000'];
const mp4 = ['-f', 'mp4'];

const box = (type: string, ...content: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(content);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, body]);
};
const FTYP = box('ftyp', Buffer.from('isom\0\0\x02\0isomiso2avc1mp41', 'latin1'));

/** Another's bytes, changed. */
const changed = (of: Recipe, change: (bytes: Buffer) => Buffer): Recipe => ({
  key: [...of.key, change.toString()],
  make: async (path) => {
    await of.make(path);
    await writeFile(path, change(await readFile(path)));
  },
});

/** Writes two 16-bit numbers of ones at a distance from every place where something stands. */
const allOnes = (bytes: Buffer, where: Buffer, offset: number) => {
  for (let at = bytes.indexOf(where); at >= 0; at = bytes.indexOf(where, at + 1))
    bytes.fill(0xff, at + offset, at + offset + 4);
  return bytes;
};

/** An AVI whose subtitles are a playlist; made of a JPEG picture. */
const gab2: Recipe = {
  key: ['gab2'],
  make: async (path) => {
    const folder = await mkdtemp(join(tmpdir(), 'gab2-'));
    const image = join(folder, 'one.jpg');
    await ffmpeg([...pattern('64x64'), '-frames:v', '1', image]);
    await writeFile(path, aviWithPlaylist(await readFile(image), 64, 10, 'file:///etc/passwd'));
    await rm(folder, { recursive: true });
  },
};

const ELSEWHERE = pointingTexts('file:///etc/passwd');

/** Files that are no video, or more than is good for anybody; with the code that each must fail with. */
const RECIPES = {
  text: ['NOT_A_VIDEO', written('This is not a video.\n'.repeat(50))],
  noTracks: ['CORRUPT', written(Buffer.concat([FTYP, box('moov', box('mvhd', Buffer.alloc(100)))]))],
  picture: [
    'NOT_A_VIDEO',
    encoded([...pattern('64x64'), '-frames:v', '1', '-c:v', 'png', '-f', 'image2pipe']),
  ],
  huge: [
    'TOO_LARGE',
    changed(encoded([...pattern('64x64'), '-c:v', 'mjpeg', '-f', 'mov']), (bytes) =>
      allOnes(allOnes(bytes, Buffer.from('jpeg'), 28), Buffer.from([0xff, 0xc0]), 5),
    ),
  ],
  /** A frame every ten minutes. */
  endless: [
    'TOO_LONG',
    encoded(['-f', 'lavfi', '-i', 'color=size=64x64:rate=1/600:duration=86400', ...h264, ...mp4]),
  ],
  minute: ['TOO_SMALL', encoded([...pattern('30x64'), ...h264, ...mp4])],
  racing: ['UNSUPPORTED_CODEC', encoded([...pattern('64x64', 1000), ...h264, ...mp4])],
  manyTracks: [
    'TOO_MANY_TRACKS',
    encoded([
      ...[
        ...pattern('64x64'),
        ...tone,
        '-map',
        '0',
        ...Array.from({ length: 499 }, () => ['-map', '1']).flat(),
      ],
      ...[...h264, '-c:a', 'pcm_s16le', '-f', 'mov'],
    ]),
  ],
  locked: [
    'UNSUPPORTED_CODEC',
    encoded([
      ...[...pattern('64x64'), ...tone, ...h264, '-c:a', 'aac', '-encryption_scheme', 'cenc-aes-ctr'],
      ...['-encryption_key', '76a6c65c5ea762046bd749a2e632ccbb'],
      ...['-encryption_kid', 'a7e61c373e219033c21091fa607bf3b8', ...mp4],
    ]),
  ],
  game: ['UNSUPPORTED_CODEC', encoded([...pattern('64x64'), '-c:v', 'msvideo1', '-f', 'avi'])],
  gab2: ['UNSUPPORTED_CODEC', gab2],
  /** It opens, and ends too early. */
  truncated: [
    'CORRUPT',
    half(
      encoded([
        ...['-f', 'lavfi', '-i', 'testsrc2=size=320x240:rate=30:duration=6', ...h264],
        ...['-movflags', '+faststart', ...mp4],
      ]),
    ),
  ],
  hls: ['NOT_A_VIDEO', written(ELSEWHERE['hls']!)],
  dash: ['NOT_A_VIDEO', written(ELSEWHERE['dash']!)],
  concat: ['NOT_A_VIDEO', written(ELSEWHERE['concat']!)],
  sdp: ['NOT_A_VIDEO', written(ELSEWHERE['sdp']!)],
  svg: ['NOT_A_VIDEO', written(ELSEWHERE['svg']!)],
} as const satisfies Readonly<Record<string, readonly [code: string, recipe: Recipe]>>;

export interface HostileFile {
  readonly name: string;
  readonly code: string;
  readonly path: string;
}

/** All of them. Read them, do not write to them. */
export async function hostileFiles(): Promise<readonly HostileFile[]> {
  const made = Object.entries(RECIPES).map(async ([name, [code, recipe]]) => {
    return { name, code, path: await once(`hostile-${name}`, recipe) };
  });
  return Promise.all([
    ...made,
    fixture('empty').then((path) => ({ name: 'empty', code: 'EMPTY_FILE', path })),
    fixture('headless').then((path) => ({ name: 'headless', code: 'CORRUPT', path })),
  ]);
}
