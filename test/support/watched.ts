import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { follow } from './follow.ts';
import { environmentOf, newPlace, removePlace, type Outputs } from './stack.ts';

const root = join(import.meta.dirname, '..', '..');
/** All that `npm start` reads, and what was built of it; packages are shared. */
const COPIED = [
  ...['schema', 'resolvers', 'functions', 'model', 'infra', 'generated', 'local', 'scripts', 'web'],
  ...['cdk.json', 'codegen.yml', 'package.json', 'package-lock.json', 'tsconfig.json', 'cdk.out', 'dist'],
];

/** A running copy of the project in watch mode, whose sources may be edited. */
export interface WatchedStack {
  readonly outputs: Outputs;
  log(): string;
  /** Saves a source with one piece of it replaced. */
  edit(path: string, from: string, to: string): Promise<void>;
  /** Waits for the line that says that a change to this file is live. Answers with the seconds it took. */
  live(path: string): Promise<number>;
  stop(): Promise<void>;
}

export async function startWatched(): Promise<WatchedStack> {
  const copy = await mkdtemp(join(tmpdir(), 'watched-'));
  for (const name of COPIED) await cp(join(root, name), join(copy, name), { recursive: true });
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
  const place = await newPlace();
  const outputsPath = join(copy, 'outputs.json');
  const child = spawn(process.execPath, [join(copy, 'scripts', 'local.ts'), '--watch'], {
    cwd: copy,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environmentOf(place, outputsPath),
  });
  const { log, forget, ended, printing } = follow(child);
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    await removePlace(place);
    await rm(copy, { recursive: true, force: true });
  };
  try {
    await printing(/are taken over when saved/);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    outputs: JSON.parse(await readFile(outputsPath, 'utf8')) as Outputs,
    log,
    async edit(path, from, to) {
      const file = join(copy, path);
      const source = await readFile(file, 'utf8');
      if (!source.includes(from)) throw new Error(`${path} does not hold ${from}`);
      forget();
      await writeFile(file, source.replace(from, to));
    },
    async live(path) {
      const escaped = path.replaceAll('.', String.raw`\.`);
      return Number((await printing(new RegExp(`${escaped}.*live after ([\\d.]+) s`)))[1]);
    },
    stop,
  };
}
