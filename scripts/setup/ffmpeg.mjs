import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { aptInstall, canUseApt } from './apt.mjs';
import { remembered } from './probe-cache.mjs';
import { findOnPath, isExecutable, run } from './run.mjs';

/** Without these there is no ladder; `wanted` ones only make it better, and are named when they lack. */
const NEEDED = ['libx264', 'aac', 'hls', 'mp4'];
const WANTED = ['libsvtav1', 'libx265'];

/** @typedef {{ ffmpeg: string, ffprobe: string } | { missing: string }} Ffmpeg */

/**
 * ffmpeg and ffprobe: those that the environment names, the machine's own, Debian's, or those that npm
 * packages ship, whichever comes first and can do what is needed.
 *
 * @param {import('./machine.mjs').Machine} machine
 * @returns {Promise<Ffmpeg>}
 */
export async function findFfmpeg(machine) {
  const { env, report } = machine;
  const own = () => ({
    ffmpeg: env.FFMPEG_PATH || findOnPath(['ffmpeg'], env),
    ffprobe: env.FFPROBE_PATH || findOnPath(['ffprobe'], env),
  });
  const isNamed = Boolean(env.FFMPEG_PATH || env.FFPROBE_PATH);

  const first = await examine(machine, own());
  if ('ffmpeg' in first) return first;
  // Somebody chose these programs: taking others in silence would hide that they do not work.
  if (isNamed)
    return { missing: `FFMPEG_PATH and FFPROBE_PATH name programs that will not do: ${first.lack}.` };

  if (canUseApt(machine) && (await aptInstall(machine, 'ffmpeg'))) {
    const installed = await examine(machine, own());
    if ('ffmpeg' in installed) return installed;
  }

  const packaged = await examine(machine, fromPackages(machine));
  if ('ffmpeg' in packaged) {
    const lack = packaged.wanting.length > 0 ? `, which has no ${packaged.wanting.join(' and no ')}` : '';
    report.line(`Using the ffmpeg that the npm package @ffmpeg-installer/ffmpeg ships${lack}.`);
    return packaged;
  }
  const command =
    machine.platform === 'darwin'
      ? 'brew install ffmpeg'
      : 'apt-get install ffmpeg, or your system’s own way';
  return {
    missing: `ffmpeg and ffprobe are needed (${first.lack}). Install them (${command}) and run the command again.`,
  };
}

/**
 * @param {import('./machine.mjs').Machine} machine
 * @param {{ ffmpeg?: string, ffprobe?: string }} pair
 * @returns {Promise<{ ffmpeg: string, ffprobe: string, wanting: string[] } | { lack: string }>}
 */
async function examine({ root }, { ffmpeg, ffprobe }) {
  if (!ffmpeg || !isExecutable(ffmpeg)) return { lack: `there is no ffmpeg${ffmpeg ? ` at ${ffmpeg}` : ''}` };
  if (!ffprobe || !isExecutable(ffprobe))
    return { lack: `there is no ffprobe${ffprobe ? ` at ${ffprobe}` : ''}` };
  const abilities = new Set(
    (await remembered(root, ffmpeg, 'abilities', () => abilitiesOf(ffmpeg))).split(' '),
  );
  const lacking = NEEDED.filter((name) => !abilities.has(name));
  if (lacking.length > 0) return { lack: `${ffmpeg} has no ${lacking.join(', ')}` };
  if ((await remembered(root, ffprobe, 'version', () => versionOf(ffprobe))) === '')
    return { lack: `${ffprobe} does not run` };
  return { ffmpeg, ffprobe, wanting: WANTED.filter((name) => !abilities.has(name)) };
}

/** The names of its encoders and muxers, of those asked for here. @param {string} ffmpeg */
async function abilitiesOf(ffmpeg) {
  const lists = await Promise.all(
    ['-encoders', '-muxers'].map((list) => run(ffmpeg, ['-hide_banner', list], { timeout: 30_000 })),
  );
  // A line is flags, then the name (several with commas for some muxers), then words.
  const names = lists
    .flatMap(({ stdout }) => stdout.split('\n'))
    .flatMap((line) => (line.trim().split(/\s+/)[1] ?? '').split(','));
  return [...NEEDED, ...WANTED].filter((name) => names.includes(name)).join(' ');
}

/** @param {string} ffprobe */
async function versionOf(ffprobe) {
  const { code, stdout } = await run(ffprobe, ['-version'], { timeout: 30_000 });
  return code === 0 ? (stdout.split('\n')[0] ?? '') : '';
}

/**
 * One package a platform. Their install scripts (which this project does not run) would only set the mode.
 *
 * @param {import('./machine.mjs').Machine} machine
 */
function fromPackages({ root, platform, arch }) {
  const [ffmpeg, ffprobe] = ['ffmpeg', 'ffprobe'].map((name) => {
    const file = platform === 'win32' ? `${name}.exe` : name;
    const path = join(root, 'node_modules', `@${name}-installer`, `${platform}-${arch}`, file);
    if (!existsSync(path)) return undefined;
    if (!isExecutable(path)) chmodSync(path, 0o755);
    return path;
  });
  return { ffmpeg, ffprobe };
}
