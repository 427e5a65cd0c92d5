import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Endpoints } from '../../local/command/endpoints.ts';
import type { SmallDisk } from './small-disk.ts';
import { follow } from './follow.ts';
import { newPlace, removePlace, WITH_COMPILED, type StackPlace } from './stack.ts';

const root = join(import.meta.dirname, '..', '..');

/** The data directory on a small disk. */
const DATA = 'data';

/** A template under test: a document, or the path of a file. */
export type TestTemplate = string | { readonly Resources: Readonly<Record<string, unknown>> };

export interface LocalOptions {
  readonly template: TestTemplate;
  readonly parameters?: Readonly<Record<string, string>>;
  /** Default: a new one of its own, that `stop` removes. Give one to start again on the same data and ports. */
  readonly place?: StackPlace;
  /** More arguments of `npm run local`, for example `--explain-denials`. */
  readonly flags?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** Keep the data there, and not on everybody's disk. The place's own data directory is not used. */
  readonly disk?: SmallDisk;
}

/** A running one-machine AWS, in a process of its own. */
export interface LocalAws extends Endpoints {
  /** Options for any AWS SDK client, as the account's root. */
  readonly client: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: Endpoints['credentials'];
  };
  readonly place: StackPlace;
  readonly pid: number;
  /** All that it printed so far. */
  log(): string;
  /** Ends it in order, and answers with its exit code. Removes its place, unless that was given. */
  stop(): Promise<number | null>;
  /** `kill -9`; the place stays, to start again on. */
  kill(): Promise<void>;
  /** `kill -9`, and another start on the same data and ports. */
  restart(): Promise<LocalAws>;
}

/** Boots a template as `npm run local -- --template` does, and waits until it is ready. */
export const startLocal = async (options: LocalOptions): Promise<LocalAws> =>
  boot(options, options.place ?? (await newPlace()));

async function boot(options: LocalOptions, place: StackPlace): Promise<LocalAws> {
  const scratch = await mkdtemp(join(tmpdir(), 'template-'));
  const path = typeof options.template === 'string' ? options.template : join(scratch, 'Test.template.json');
  if (typeof options.template !== 'string') await writeFile(path, JSON.stringify(options.template));
  const { disk } = options;
  const [command, ...inside] = [...(disk?.inside ?? []), process.execPath];
  const child = spawn(
    command!,
    [
      ...inside,
      ...['--max-semi-space-size=8', join(root, 'local', 'command', 'main.ts'), '--template', path],
      ...['--data', disk ? join(disk.directory, DATA) : place.dataDirectory],
      ...['--port', String(place.ports.web), '--aws-port', String(place.ports.aws)],
      ...Object.entries(options.parameters ?? {}).flatMap(([key, value]) => [
        '--parameter',
        `${key}=${value}`,
      ]),
      ...(options.flags ?? []),
    ],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...WITH_COMPILED, ...options.env },
    },
  );
  const { log, ended, printing } = follow(child);
  const forgetTemplate = () => rm(scratch, { recursive: true, force: true });
  const cleanUp = async () => {
    await forgetTemplate();
    if (!options.place) await removePlace(place);
  };
  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
    await forgetTemplate();
  };
  try {
    await printing(/is ready\./);
  } catch (error) {
    await cleanUp();
    throw error;
  }
  const endpoints = JSON.parse(
    await readFile(join(disk ? join(disk.fromOutside, DATA) : place.dataDirectory, 'endpoints.json'), 'utf8'),
  ) as Endpoints;
  return {
    ...endpoints,
    client: {
      endpoint: endpoints.urls.aws,
      region: endpoints.region,
      credentials: endpoints.credentials,
    },
    place,
    pid: child.pid!,
    log,
    stop: async () => {
      child.kill('SIGTERM');
      const status = await ended;
      await cleanUp();
      return status;
    },
    kill,
    restart: async () => {
      await kill();
      return boot(options, place);
    },
  };
}
