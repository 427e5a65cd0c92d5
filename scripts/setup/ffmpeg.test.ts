import { readFileSync, statSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findFfmpeg } from './ffmpeg.mjs';
import { DEBIAN, fakeFfmpeg, testMachine, type TestMachine } from './testing.ts';

const ENOUGH = ['libx264', 'aac', 'hls', 'mp4'];
const ALL = [...ENOUGH, 'libsvtav1', 'libx265'];
const FFPROBE = 'echo "ffprobe version 5"';

let here: TestMachine;
beforeEach(() => {
  here = testMachine();
});
afterEach(() => here.dispose());

describe('ffmpeg', () => {
  it('is the machine’s own when it can do what is needed', async () => {
    const ffmpeg = here.program('ffmpeg', fakeFfmpeg(...ALL));
    const ffprobe = here.program('ffprobe', FFPROBE);
    expect(await findFfmpeg(here.machine)).toMatchObject({ ffmpeg, ffprobe });
    expect(here.lines).toEqual([]);
  });

  it('is asked once, not at every start', async () => {
    const ffmpeg = here.program('ffmpeg', fakeFfmpeg(...ALL));
    here.program('ffprobe', FFPROBE);
    await findFfmpeg(here.machine);
    await findFfmpeg(here.machine);
    // Two questions: encoders and muxers.
    expect(readFileSync(`${ffmpeg}.asked`, 'utf8')).toBe('asked\nasked\n');
  });

  it('is asked again when it was replaced', async () => {
    here.program('ffmpeg', fakeFfmpeg('aac', 'hls'));
    here.program('ffprobe', FFPROBE);
    expect(await findFfmpeg(here.machine)).toHaveProperty('missing');
    here.program('ffmpeg', fakeFfmpeg(...ALL));
    expect(await findFfmpeg(here.machine)).toHaveProperty('ffmpeg');
  });

  it('is the one that the environment names, and no other in silence', async () => {
    here.program('ffmpeg', fakeFfmpeg(...ALL));
    here.program('ffprobe', FFPROBE);
    const FFMPEG_PATH = here.program('ffmpeg', fakeFfmpeg('aac', 'hls', 'mp4'), 'elsewhere');
    const answer = await findFfmpeg({ ...here.machine, env: { ...here.machine.env, FFMPEG_PATH } });
    expect(answer).toEqual({ missing: expect.stringContaining(`${FFMPEG_PATH} has no libx264`) });
  });

  it('comes from the npm packages otherwise, made executable, with what it lacks said', async () => {
    const ffmpeg = here.program('ffmpeg', fakeFfmpeg(...ENOUGH), 'node_modules/@ffmpeg-installer/linux-x64');
    const ffprobe = here.file('node_modules/@ffprobe-installer/linux-x64/ffprobe', `#!/bin/sh\n${FFPROBE}\n`);
    expect(await findFfmpeg(here.machine)).toMatchObject({ ffmpeg, ffprobe });
    expect(statSync(ffprobe).mode & 0o777).toBe(0o755);
    expect(here.lines).toEqual([expect.stringMatching(/@ffmpeg-installer.*no libsvtav1 and no libx265/)]);
  });

  it('comes from apt on Debian as root, and that is said', async () => {
    const folder = `${here.machine.root}/path`;
    here.program(
      'apt-get',
      `case "$*" in *install*ffmpeg)
        printf '#!/bin/sh\\nfor a in ${ENOUGH.join(' ')}; do echo " V $a words"; done\\n' > ${folder}/ffmpeg
        printf '#!/bin/sh\\necho ffprobe version\\n' > ${folder}/ffprobe
        /bin/chmod 755 ${folder}/ffmpeg ${folder}/ffprobe
      esac`,
    );
    expect(await findFfmpeg({ ...here.machine, isRoot: true, osRelease: DEBIAN })).toMatchObject({
      ffmpeg: `${folder}/ffmpeg`,
    });
    expect(here.lines).toEqual([expect.stringMatching(/^Installing ffmpeg with apt-get/)]);
  });

  it('goes on to the npm packages when apt fails, and shows what apt said', async () => {
    here.program('apt-get', 'echo "Could not resolve deb.debian.org" >&2; exit 100');
    const machine = { ...here.machine, isRoot: true, osRelease: DEBIAN };
    here.program('ffmpeg', fakeFfmpeg(...ENOUGH), 'node_modules/@ffmpeg-installer/linux-x64');
    here.program('ffprobe', FFPROBE, 'node_modules/@ffprobe-installer/linux-x64');
    expect(await findFfmpeg(machine)).toHaveProperty('ffmpeg');
    expect(here.lines[0]).toMatch(/^Installing ffmpeg with apt-get/);
    expect(here.lines[1]).toContain('Could not resolve deb.debian.org');
  });

  it('is missed in one line that says what to install', async () => {
    const answer = await findFfmpeg(here.machine);
    expect(answer).toEqual({
      missing: expect.stringMatching(
        /^ffmpeg and ffprobe are needed \(there is no ffmpeg\).*apt-get install ffmpeg.*$/,
      ),
    });
  });
});
