import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { runTool, type ToolOptions } from './guarded-process.ts';

const directory = mkdtempSync(join(tmpdir(), 'guarded-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const run = (script: string, more: Partial<ToolOptions> = {}) => {
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
  expect(Number(time)).toBe(10 * availableParallelism());
  expect(Number(memory)).toBe(12 * 1024 * 1024);
});

it('ends a tool that writes too large a file', async () => {
  const ended = await run('exec dd if=/dev/zero of=large bs=1024 count=64', { fileBytes: 16 * 1024 });
  expect(ended.code).toBeGreaterThan(128);
  expect(statSync(join(directory, 'large')).size).toBe(16 * 1024);
});

it('ends a tool that wants too much memory', async () => {
  const dd = 'exec dd if=/dev/zero of=/dev/null bs=256M count=1';
  expect((await run(dd, { memoryBytes: 64 * 1024 ** 2 })).code).not.toBe(0);
  expect((await run(dd)).code).toBe(0);
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
