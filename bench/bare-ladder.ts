import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

const program = process.env['FFMPEG_PATH'] || 'ffmpeg';

/** The product's rungs for a 1080p source, with x264's settings for them. */
const RUNGS = [
  { size: '1920:1080', maxrate: 5_000_000 },
  { size: '1280:720', maxrate: 3_000_000, file: true },
  { size: '852:480', maxrate: 1_500_000 },
  { size: '640:360', maxrate: 900_000 },
  { size: '426:240', maxrate: 450_000 },
];

const SOUND = ['-c:a', 'aac', '-b:a', '128000', '-ar', '48000', '-ac', '2'];

/** What one bare ffmpeg makes: the rungs and the sound alone, or all that the profile STANDARD has. */
export type Extent = 'RUNGS' | 'PROFILE';

/**
 * Seconds that one ffmpeg takes in one decode, as well as we know how to call it: each picture is scaled from
 * the next larger one, and the 720p file has the 720p rung's encoding by the `tee` muxer.
 */
export async function bareLadder(
  source: string,
  directory: string,
  seconds: number,
  extent: Extent,
): Promise<number> {
  const whole = extent === 'PROFILE';
  const last = RUNGS.length - 1;
  const chain = RUNGS.map(({ size }, n) => {
    const labels = [`v${n}`, ...(n < last ? [`c${n + 1}`] : []), ...(whole && n === last ? ['sheet'] : [])];
    const next = [...labels, ...(whole && n === 1 ? ['poster'] : [])];
    const fan = (next.length > 1 ? `,split=${next.length}` : '') + next.map((label) => `[${label}]`).join('');
    return `${n === 0 ? '[0:v]' : `[c${n}]`}scale=${size}:flags=bicubic${fan}`;
  });
  const pictures = [
    `[poster]fps=fps=10/${seconds}:round=up[still]`,
    '[sheet]fps=fps=1:round=up,scale=160:90,tile=10x10[sheets]',
  ];
  for (let n = 0; n <= RUNGS.length; n += 1) await mkdir(join(directory, String(n)), { recursive: true });
  const hls = (n: number) => ({
    path: join(directory, String(n), 'index.m3u8'),
    options: [
      ...[
        ['hls_time', '6'],
        ['hls_list_size', '0'],
        ['hls_playlist_type', 'vod'],
        ['hls_segment_type', 'fmp4'],
      ],
      ['hls_segment_filename', join(directory, String(n), '%09d.m4s')],
    ],
  });
  const alone = (n: number) => {
    const { path, options } = hls(n);
    return ['-f', 'hls', ...options.flatMap(([name, value]) => [`-${name}`, value!]), path];
  };
  const withFile = (n: number) => {
    const { path, options } = hls(n);
    const stream = ['select=v', 'f=hls', ...options.map((option) => option.join('='))].join(':');
    const file = `[f=mp4:movflags=+faststart]${join(directory, 'video.mp4')}`;
    return ['-map', '0:a', ...SOUND, '-flags', '+global_header', '-f', 'tee', `[${stream}]${path}|${file}`];
  };
  return ffmpeg([
    ...['-i', source, '-filter_complex', [...chain, ...(whole ? pictures : [])].join(';')],
    ...RUNGS.flatMap(({ maxrate, file }, n) => [
      ...['-map', `[v${n}]`, '-c:v', 'libx264', '-preset', 'veryfast', '-profile:v', 'main', '-crf', '23'],
      ...['-maxrate', String(maxrate), '-bufsize', String(maxrate * 2), '-g', '60', '-sc_threshold', '0'],
      ...(whole && file ? withFile(n) : alone(n)),
    ]),
    ...['-map', '0:a', ...SOUND, ...alone(RUNGS.length)],
    ...(whole
      ? [
          ...['-map', '[still]', '-frames:v', '2', '-q:v', '6', join(directory, 'poster.%07d.jpg')],
          ...['-map', '[sheets]', '-q:v', '8', join(directory, 'sheet_%09d.jpg')],
        ]
      : []),
  ]);
}

/** Runs ffmpeg to its end. Answers the seconds that it took. */
export function ffmpeg(args: readonly string[]): Promise<number> {
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(program, ['-v', 'error', '-nostdin', '-y', ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0
        ? resolve((performance.now() - begun) / 1000)
        : reject(new Error(`ffmpeg ended with ${code}`)),
    );
  });
}
