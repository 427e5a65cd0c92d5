import { copyFile, open, rm, writeFile } from 'node:fs/promises';
import { encoded, ffmpeg, half, once, written, type Recipe } from './sources/make.ts';

const picture = (size: string, seconds: number) =>
  [
    '-f',
    'lavfi',
    '-i',
    `testsrc2=size=${size}:rate=30:duration=${seconds},noise=alls=8:allf=t,format=yuv420p`,
  ] as const;
/** A tone over pink noise: neither silence nor anything that compresses to nothing. */
const sound = (seconds: number) =>
  [
    ...['-f', 'lavfi', '-i', `sine=frequency=440:duration=${seconds}`],
    ...['-f', 'lavfi', '-i', `anoisesrc=color=pink:amplitude=0.2:duration=${seconds}:seed=1`],
    ...['-filter_complex', '[1:a][2:a]amix=inputs=2[a]', '-map', '0:v', '-map', '[a]'],
  ] as const;
const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '30', '-g', '60'] as const;
const aac = ['-c:a', 'aac', '-b:a', '128k'] as const;
const indexFirst = ['-movflags', '+faststart'] as const;

const clip = encoded([...picture('1280x720', 20), ...sound(20), ...h264, ...aac, ...indexFirst]);
/** As `short`, its index at the end. */
const indexLast = encoded([...picture('320x240', 3), ...sound(3), ...h264, ...aac]);

const recipes = {
  /** 1280x720, 20 s: motion, noise and sound. */
  clip,
  /** 320x240, 3 s. */
  short: encoded([...picture('320x240', 3), ...sound(3), ...h264, ...aac, ...indexFirst]),
  /** 640x360, 4 s, no audio track. */
  silent: encoded([...picture('640x360', 4), ...h264, ...indexFirst]),
  /** 360x640, 4 s. */
  portrait: encoded([...picture('360x640', 4), ...sound(4), ...h264, ...aac, ...indexFirst]),
  /** Stored lying on its side: 640x360 with a note that it is to be turned. */
  turned: {
    key: [...picture('640x360', 4), ...h264, 'rotate=90'],
    make: async (path) => {
      const flat = `${path}.flat.mp4`;
      await ffmpeg([...picture('640x360', 4), ...h264, flat]);
      await ffmpeg(['-i', flat, '-c', 'copy', '-metadata:s:v:0', 'rotate=90', path]);
      await rm(flat);
    },
  },
  /** 720x480 pixels that are a third wider than high: 960x480 on screen. */
  oblong: encoded([...picture('720x480', 3), ...sound(3), '-vf', 'setsar=4/3', ...h264, ...aac]),
  /** Television of old: 720x576 with fields and oblong pixels, in a transport stream that starts at 1.4 s. */
  interlaced: encoded([
    ...['-f', 'lavfi', '-i', 'testsrc2=size=720x576:rate=50:duration=3', ...sound(3)],
    ...['-vf', 'interlace,setsar=64/45', '-flags', '+ildct+ilme'],
    ...['-c:v', 'mpeg2video', '-b:v', '4M', '-c:a', 'mp2', '-f', 'mpegts'],
  ]),
  /** 657x371 with full colour. */
  uneven: encoded([...picture('657x371', 3), ...sound(3), ...h264, '-pix_fmt', 'yuv444p', ...aac]),
  /** First 10, then 30 frames a second. */
  variable: encoded([
    ...['-f', 'lavfi', '-i', `testsrc2=size=640x360:rate=30:duration=5`, ...sound(5)],
    ...['-vf', 'select=not(mod(n\\,3))+gt(n\\,60)', ...h264, ...aac, '-f', 'matroska'],
  ]),
  vp9: encoded([
    ...[
      ...picture('640x360', 3),
      ...sound(3),
      '-c:v',
      'libvpx-vp9',
      '-deadline',
      'realtime',
      '-cpu-used',
      '8',
    ],
    ...['-c:a', 'libopus', '-f', 'webm'],
  ]),
  hevc: encoded([
    ...[...picture('640x360', 3), ...sound(3), '-pix_fmt', 'yuv420p10le', '-c:v', 'libx265'],
    ...['-preset', 'ultrafast', '-x265-params', 'log-level=error', ...aac],
  ]),
  /** 60 frames a second, and two of them after the sixth second. */
  fast: encoded([
    ...[
      '-f',
      'lavfi',
      '-i',
      'testsrc2=size=320x240:rate=60:duration=6.034',
      ...sound(6.034),
      ...h264,
      ...aac,
    ],
  ]),
  /** Smaller than the lowest rung. */
  tiny: encoded([...picture('100x100', 3), ...sound(3), ...h264, ...aac]),
  /** No `moov` that knows the length: its average frame rate is a guess. */
  fragmented: encoded([
    ...[...picture('320x240', 8), ...sound(8), ...h264, ...aac],
    ...['-movflags', 'frag_keyframe+empty_moov'],
  ]),
  frame: encoded([...picture('320x240', 1), '-frames:v', '1', ...h264]),
  /** Sound without a picture. */
  song: encoded(['-f', 'lavfi', '-i', 'sine=duration=3', '-c:a', 'aac']),
  photo: encoded([...picture('320x240', 1), '-frames:v', '1', '-c:v', 'png', '-f', 'image2pipe']),
  /** Playlists that would have this machine read its own files. */
  playlist: pointing((path) => `#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\n${path}\n#EXT-X-ENDLIST\n`),
  concat: pointing((path) => `ffconcat version 1.0\nfile '${path}'\n`),
  /** Words that call themselves a video. */
  text: written('This is not a video.\n'.repeat(50)),
  /** Zero bytes. */
  empty: written(''),
  /** The first half of a video whose index comes first: it opens, and ends too early. */
  truncated: half(clip),
  /** The first half of a video whose index would have come last: it does not open at all. */
  headless: half(indexLast),
} satisfies Record<string, Recipe>;

export type FixtureName = keyof typeof recipes;

/** The path of a test source. Read it, do not write to it. */
export function fixture(name: FixtureName): Promise<string> {
  return once(name, recipes[name]);
}

/** A video of 3 s that plays, of exactly `megabytes` MiB: `short` and a `free` box, which players skip. */
export function bigFixture(megabytes: number): Promise<string> {
  return once(`big-${megabytes}`, {
    key: [...recipes.short.key, megabytes],
    make: async (path) => {
      await copyFile(await fixture('short'), path);
      await pad(path, megabytes * 1024 * 1024);
    },
  });
}

/** A text that names a video of this machine by its path. */
function pointing(text: (path: string) => string): Recipe {
  return {
    key: [text('')],
    make: async (path) => writeFile(path, text(await fixture('short'))),
  };
}

/**
 * Appends one `free` box (32-bit size, type, content) up to `size` bytes. The content is a hole in the file,
 * but for a number at every MiB, so that parts put together in the wrong order are noticed.
 */
async function pad(path: string, size: number): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const { size: start } = await file.stat();
    const box = Buffer.alloc(8);
    box.writeUInt32BE(size - start);
    box.write('free', 4, 'latin1');
    await file.write(box, 0, 8, start);
    await file.truncate(size);
    const mark = Buffer.alloc(4);
    for (let at = Math.ceil((start + 8) / 1048576); at * 1048576 + 4 <= size; at++) {
      mark.writeUInt32BE(at);
      await file.write(mark, 0, 4, at * 1048576);
    }
  } finally {
    await file.close();
  }
}
