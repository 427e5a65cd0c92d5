import { afterEach, beforeEach, expect, it } from 'vitest';
import { canUseApt } from './apt.mjs';
import { DEBIAN, testMachine, type TestMachine } from './testing.ts';

let here: TestMachine;
beforeEach(() => {
  here = testMachine({ isRoot: true, osRelease: DEBIAN });
  here.program('apt-get', '');
});
afterEach(() => here.dispose());

it.each([
  ['Debian', DEBIAN],
  ['Ubuntu', 'ID=ubuntu\nID_LIKE=debian\n'],
  ['Linux Mint', 'ID=linuxmint\nID_LIKE="ubuntu debian"\n'],
])('apt may be used as root on %s', (_name, osRelease) => {
  expect(canUseApt({ ...here.machine, osRelease })).toBe(true);
});

it('is not used by anybody else, elsewhere, or where it is not', () => {
  expect(canUseApt({ ...here.machine, isRoot: false })).toBe(false);
  expect(canUseApt({ ...here.machine, osRelease: 'ID=fedora\n' })).toBe(false);
  expect(canUseApt({ ...here.machine, platform: 'darwin' })).toBe(false);
  expect(canUseApt({ ...here.machine, env: { PATH: '/nowhere' } })).toBe(false);
});
