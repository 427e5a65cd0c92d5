import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { runTool } from './guarded-process.ts';

const directory = mkdtempSync(join(tmpdir(), 'guarded-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const run = (script: string, more: { limit?: number; signal?: AbortSignal } = {}) => {
  let output = '';
  const onOutput = (text: string) => (output += text);
  const result = runTool('/bin/sh', ['-c', script], { directory, limit: 10_000, onOutput, ...more });
  return result.then((ended) => ({ ...ended, output }));
};

/** A killed process whose parent has not yet asked for it (`Z`) runs no more. */
const alive = (pid: number) => {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.startsWith('Z');
};

it('gives output, complaint and exit code of the tool, which runs in the directory with nothing to read', async () => {
  const ended = await run('pwd; cat; echo oh >&2; exit 3');
  expect(ended).toMatchObject({ code: 3, complaint: 'oh\n', timedOut: false });
  expect(ended.output.trim().endsWith(directory)).toBe(true);
});

it('runs at the lowest priority', async () => {
  expect((await run('nice')).output.trim()).toBe('19');
});

it('runs within limits of time, memory, files and their size', async () => {
  const { output } = await run('ulimit -c; ulimit -n; ulimit -t; ulimit -f; ulimit -v');
  const [core, files, time, size, memory] = output.trim().split('\n');
  expect([core, files, size]).toEqual(['0', '512', String(128 * 1024 * 1024)]);
  expect(Number(time)).toBeGreaterThanOrEqual(10);
  expect(Number(memory)).toBe(12 * 1024 * 1024);
});

it('rejects when the tool is not there', async () => {
  await expect(
    runTool(join(directory, 'none'), [], { directory, limit: 1000, onOutput: () => undefined }),
  ).rejects.toThrow('cannot be run');
});

it('kills a tool that takes too long, with everything that it started', async () => {
  const { output, timedOut } = await run('sleep 60 & echo $!; wait', { limit: 300 });
  expect(timedOut).toBe(true);
  await expect.poll(() => alive(Number(output))).toBe(false);
});

it('kills the tool when it is told to', async () => {
  const controller = new AbortController();
  const ended = run('sleep 60', { signal: controller.signal });
  controller.abort();
  expect((await ended).code).toBeGreaterThan(128);
});

it('leaves no tool behind when its own process is killed', async () => {
  const program = `
    const { runTool } = await import(${JSON.stringify(join(import.meta.dirname, 'guarded-process.ts'))});
    await runTool('/bin/sh', ['-c', 'echo $$; exec sleep 60'], {
      directory: ${JSON.stringify(directory)}, limit: 60000, onOutput: (text) => process.stdout.write(text),
    });`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const tool = await new Promise<number>((resolve) =>
    parent.stdout.once('data', (pid) => resolve(Number(pid))),
  );
  expect(alive(tool)).toBe(true);
  parent.kill('SIGKILL');
  await expect.poll(() => alive(tool), { timeout: 5000 }).toBe(false);
});
