import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeFfmpeg, testMachine, type TestMachine } from './setup/testing.ts';

/** A project whose packages are all there, with programs of our own in their place. */
let here: TestMachine;
let root: string;
let child: ChildProcess | undefined;
beforeEach(() => {
  here = testMachine();
  ({ root } = here.machine);
  for (const name of ['start.mjs', 'test.mjs', 'run.mjs', 'setup'])
    cpSync(join(import.meta.dirname, name), join(root, 'scripts', name), { recursive: true });
  here.file('package.json', '{ "type": "module" }');
  here.file('package-lock.json', '{ "packages": {} }');
  here.file('node_modules/.package-lock.json', '{ "packages": {} }');
  const node = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  mkdirSync(dirname(node), { recursive: true });
  symlinkSync(process.execPath, node);
  here.program('ffmpeg', fakeFfmpeg('libx264', 'aac', 'hls', 'mp4'));
  here.program('ffprobe', 'echo ffprobe version');
  here.program('chromium', 'echo Chromium');
});
afterEach(() => {
  child?.kill('SIGKILL');
  here.dispose();
});

function run(script: string, ...args: string[]) {
  const started = spawn(process.execPath, [join(root, 'scripts', script), ...args], {
    env: { PATH: join(root, 'path') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child = started;
  let output = '';
  for (const stream of [started.stdout, started.stderr])
    stream.setEncoding('utf8').on('data', (text) => (output += text));
  return {
    child: started,
    output: () => output,
    ended: once(started, 'close').then(([code]) => code as number),
  };
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await delay(20);
}

describe('npm start', () => {
  const at = (name: string) => join(root, name);
  const program = (body: string) =>
    here.file(
      'scripts/local.ts',
      `import { writeFileSync as write } from 'node:fs';\nconst at = (name: string): string => ${JSON.stringify(root)} + '/' + name;\n${body}`,
    );

  it('hands on its arguments and where ffmpeg is, and ends with the exit code', async () => {
    program(
      `write(at('seen'), [...process.argv.slice(2), process.env.FFMPEG_PATH].join(' ')); process.exit(7);`,
    );
    expect(await run('start.mjs', '--reset').ended).toBe(7);
    expect(readFileSync(at('seen'), 'utf8')).toBe(`--reset ${join(root, 'path', 'ffmpeg')}`);
  });

  it('passes a signal on and waits for an orderly end', async () => {
    program(`setInterval(() => {}, 1000);
      process.on('SIGTERM', () => { write(at('ended'), 'in order'); process.exit(0); });
      write(at('up'), '');`);
    const started = run('start.mjs');
    await until(() => existsSync(at('up')));
    started.child.kill('SIGTERM');
    expect(await started.ended).toBe(0);
    expect(readFileSync(at('ended'), 'utf8')).toBe('in order');
  });

  it('leaves nothing running behind when it is killed', async () => {
    program(`setInterval(() => {}, 1000);
      process.on('disconnect', () => { write(at('ended'), 'alone'); process.exit(0); });
      write(at('up'), '');`);
    const started = run('start.mjs');
    await until(() => existsSync(at('up')));
    started.child.kill('SIGKILL');
    await until(() => existsSync(at('ended')));
  });

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'ends when npm is ended by %s, which does not pass it on',
    async (signal) => {
      program(`setInterval(() => {}, 1000);
      process.on('SIGTERM', () => { write(at('ended'), 'in order'); process.exit(0); });
      write(at('up'), '');`);
      // What npm is to the script: a shell that waits, and dies of a signal without a word to it.
      const start = `'${process.execPath}' '${join(root, 'scripts', 'start.mjs')}'; true`;
      child = spawn('/bin/sh', ['-c', start], {
        env: { PATH: join(root, 'path'), npm_lifecycle_event: 'start' },
        stdio: 'ignore',
      });
      await until(() => existsSync(at('up')));
      child.kill(signal);
      await until(() => existsSync(at('ended')));
    },
  );

  it('says in one line what is missing, and does not start', async () => {
    program(`write(at('up'), '');`);
    here.program('ffmpeg', fakeFfmpeg('aac'));
    const started = run('start.mjs');
    expect(await started.ended).toBe(1);
    expect(started.output()).toMatch(/^ffmpeg and ffprobe are needed .*\n$/);
    expect(existsSync(at('up'))).toBe(false);
  });
});

describe('the other commands', () => {
  it('run their script with its arguments, and need no ffmpeg', async () => {
    here.file(
      'scripts/some.ts',
      `const said: string = process.argv.slice(2).join(' '); console.log(said); process.exit(3);`,
    );
    here.program('ffmpeg', 'exit 1');
    const started = run('run.mjs', 'scripts/some.ts', '--flag', 'value');
    expect(await started.ended).toBe(3);
    expect(started.output()).toBe('--flag value\n');
  });

  it('say in one line that they need ffmpeg, where they do', async () => {
    here.file('scripts/some.ts', `console.log('ran');`);
    here.program('ffmpeg', 'exit 1');
    const started = run('run.mjs', '--ffmpeg', 'scripts/some.ts');
    expect(await started.ended).toBe(1);
    expect(started.output()).toMatch(/^ffmpeg and ffprobe are needed .*\n$/);
  });
});

describe('npm test', () => {
  const TOOLS = ['prettier', 'eslint', 'tsc', 'graphql-codegen', 'vitest'];
  beforeEach(() => {
    for (const name of TOOLS) tool(name);
    here.file('scripts/local/build.ts', "console.log('built');");
  });
  const tool = (name: string, exitCode = 0) =>
    here.file(`node_modules/.bin/${name}`, `console.log('${name} ran'); process.exit(${exitCode});`);

  it('runs the whole gate in order and ends with a summary', async () => {
    const started = run('test.mjs');
    expect(await started.ended).toBe(0);
    const lines = started.output().trim().split('\n');
    expect(lines.map((line) => line.replace(/ \(.*\)| in [\d.]+ s/, ''))).toEqual([
      '✓ Formatting',
      '✓ Lint',
      '✓ Types',
      '✓ Generated types match the schema',
      '✓ The template and the pages build',
      '✓ Lint of the shipped resolvers',
      'vitest ran',
      '✓ All passed.',
    ]);
  });

  it('stops at the first thing that is red, with what it said and its exit code', async () => {
    tool('tsc', 2);
    const started = run('test.mjs');
    expect(await started.ended).toBe(2);
    expect(started.output()).toContain('tsc ran');
    expect(started.output()).toMatch(/✗ Types failed with exit code 2/);
    expect(started.output()).not.toContain('vitest ran');
  });

  it('runs only the tests that are asked for', async () => {
    const started = run('test.mjs', 'local/services/s3');
    expect(await started.ended).toBe(0);
    expect(started.output()).not.toContain('Formatting');
    expect(started.output()).toContain('vitest ran');
  });
});
