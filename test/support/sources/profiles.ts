import { encoded, once, type Recipe } from './make.ts';

const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '35', '-pix_fmt', 'yuv420p'];
const picture = (size: string, seconds: number) => [
  ...['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=10:duration=${seconds}`],
];
const tone = (seconds: number) => ['-f', 'lavfi', '-i', `sine=frequency=440:duration=${seconds}`];
const aac = ['-c:a', 'aac', '-b:a', '64k'];

/** PQ's codes in 10 bits of limited range: of a dark grey of 1 cd/m², and of paper in the sun, 203 cd/m². */
const [DARK, PAPER] = [195, 573];

const recipes = {
  /** Two segments; the first half second is black. Just above the lowest rungs, so it is made in two parts. */
  two: encoded([
    ...[...picture('856x480', 8), ...tone(8), '-vf', "drawbox=c=black:t=fill:enable='lt(t,0.5)'"],
    ...[...h264, ...aac, '-f', 'mp4'],
  ]),
  /** Above and below the bar of what is made first. */
  hd: encoded([...picture('856x480', 3), ...tone(3), ...h264, ...aac, '-f', 'mp4']),
  silent: encoded([...picture('320x240', 1), ...h264, '-f', 'mp4']),
  mp3: encoded([...tone(1), '-c:a', 'libmp3lame', '-f', 'mp3']),
  wav: encoded([...tone(1), '-c:a', 'pcm_s16le', '-f', 'wav']),
  /** High dynamic range: the left half is dark, the right one bright. */
  hdr: encoded([
    ...['-f', 'lavfi', '-i', 'nullsrc=size=320x240:rate=10:duration=1'],
    ...['-vf', `format=yuv420p10le,geq=lum='if(lt(X,W/2),${DARK},${PAPER})':cb=512:cr=512`],
    ...['-c:v', 'libx265', '-preset', 'ultrafast', '-tag:v', 'hvc1'],
    ...['-x265-params', 'log-level=error:colorprim=9:transfer=16:colormatrix=9', '-f', 'mp4'],
  ]),
} satisfies Record<string, Recipe>;

export type ProfileSource = keyof typeof recipes;

/** The path of one. Read it, do not write to it. */
export const profileSource = (name: ProfileSource) => once(`profile-${name}`, recipes[name]);
