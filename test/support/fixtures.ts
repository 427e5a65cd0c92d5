import { copyFile, open } from 'node:fs/promises';
import { encoded, half, once, written, type Recipe } from './sources/make.ts';

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
  /** 854x480, 3 s: hardly more than what one job makes. */
  parted: encoded([...picture('854x480', 3), ...sound(3), ...h264, ...aac, ...indexFirst]),
  /** 480x480, 1 s, slow and silent: a rung for each of two jobs for as little work as can be. */
  twoParts: encoded([
    '-f',
    'lavfi',
    '-i',
    'testsrc2=size=480x480:rate=10:duration=1',
    ...h264,
    '-pix_fmt',
    'yuv420p',
  ]),
  /** Smaller than the lowest rung. */
  tiny: encoded([...picture('100x100', 3), ...sound(3), ...h264, ...aac]),
  /** Words that call themselves a video. */
  text: written('This is not a video.\n'.repeat(50)),
  /** Zero bytes. */
  empty: written(''),
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
