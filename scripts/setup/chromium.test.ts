import { afterEach, beforeEach, expect, it } from 'vitest';
import { findChromium } from './chromium.mjs';
import { DEBIAN, testMachine, type TestMachine } from './testing.ts';

let here: TestMachine;
beforeEach(() => {
  here = testMachine();
});
afterEach(() => here.dispose());

it('takes the browser that is on the PATH', async () => {
  const path = here.program('google-chrome', 'echo "Google Chrome 156.0"');
  expect(await findChromium(here.machine)).toEqual({ path });
});

it('passes over a script that only points to a snap', async () => {
  here.program('chromium-browser', 'echo "Command requires the chromium snap" >&2; exit 1');
  const path = here.program('google-chrome', 'echo "Google Chrome 156.0"');
  expect(await findChromium(here.machine)).toEqual({ path });
});

it('takes the one that the environment names, or says that it will not do', async () => {
  const PLAYHEAD_CHROMIUM = here.program('my-browser', 'echo "Chromium 156.0"');
  expect(await findChromium({ ...here.machine, env: { PLAYHEAD_CHROMIUM } })).toEqual({
    path: PLAYHEAD_CHROMIUM,
  });
  expect(await findChromium({ ...here.machine, env: { PLAYHEAD_CHROMIUM: '/nowhere' } })).toEqual({
    missing: expect.stringContaining('/nowhere'),
  });
});

it('installs it from apt on Debian as root', async () => {
  const folder = `${here.machine.root}/path`;
  here.program(
    'apt-get',
    `case "$*" in *install*chromium) printf '#!/bin/sh\\necho Chromium 156\\n' > ${folder}/chromium; /bin/chmod 755 ${folder}/chromium; esac`,
  );
  const machine = { ...here.machine, isRoot: true, osRelease: DEBIAN };
  expect(await findChromium(machine)).toEqual({ path: `${folder}/chromium` });
  expect(here.lines).toEqual([expect.stringMatching(/^Installing chromium with apt-get/)]);
});

it('is missed in one line that says what to install', async () => {
  const answer = await findChromium(here.machine);
  expect(answer).toEqual({
    missing: expect.stringMatching(
      /^The browser tests need Chromium.*apt-get install chromium.*PLAYHEAD_CHROMIUM\.$/,
    ),
  });
});
