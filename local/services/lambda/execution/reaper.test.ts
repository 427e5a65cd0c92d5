import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { createReaper } from './reaper.ts';

const start = () =>
  spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] });

it('ends what still lives when it is closed, and forgets what has ended before', async () => {
  const reaper = createReaper();
  const [first, second, third] = [start(), start(), start()];
  for (const child of [first, second, third]) reaper.watch(child);
  second.stdin.end();
  await once(second, 'exit');
  const ends = Promise.all([once(first, 'exit'), once(third, 'exit')]);
  await reaper.close();
  expect(second.exitCode).toBe(0);
  expect(await ends).toEqual([
    [null, 'SIGKILL'],
    [null, 'SIGKILL'],
  ]);
});

it('closes though it never had anything to watch', async () => {
  await expect(createReaper().close()).resolves.toBeUndefined();
});
