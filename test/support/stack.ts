import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { follow } from './follow.ts';

/** What `amplify_outputs.json` holds, as far as the tests read it. */
export interface Outputs {
  readonly auth: {
    readonly user_pool_id: string;
    readonly user_pool_client_id: string;
    readonly aws_region: string;
  };
  readonly data: { readonly url: string; readonly api_key: string };
  readonly custom: {
    readonly playhead: {
      readonly cdnUrl: string;
      readonly webUrl: string;
      readonly consoleUrl: string;
      readonly awsEndpoint: string;
      readonly paymentsUrl: string;
      readonly rootCredentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
      readonly demoUsers: readonly {
        readonly username: string;
        readonly password: string;
        readonly groups: readonly string[];
      }[];
    };
  };
}

export interface RunningStack {
  readonly outputs: Outputs;
  readonly dataDirectory: string;
  readonly pid: number;
  /** All that it printed so far. */
  log(): string;
  /** Ends it in order. */
  stop(): Promise<void>;
  /** `kill -9` of the whole process group, as when the machine loses power. */
  kill(): Promise<void>;
}

export interface StackPlace {
  readonly dataDirectory: string;
  readonly ports: { readonly web: number; readonly aws: number };
}

const root = join(import.meta.dirname, '..', '..');

/** An empty data directory and ports of its own, so that stacks never meet. */
export async function newPlace(): Promise<StackPlace> {
  return { dataDirectory: await mkdtemp(join(tmpdir(), 'playhead-test-')), ports: await newPorts() };
}

/** The CDN's and the payment sandbox's are the two behind the web's. */
export const newPorts = async (): Promise<StackPlace['ports']> => ({
  web: await freePort(2),
  aws: await freePort(0),
});

export const removePlace = (place: StackPlace) => rm(place.dataDirectory, { recursive: true, force: true });

/** What tells `npm start` to keep to a place. */
export const environmentOf = (place: StackPlace, outputsPath: string): NodeJS.ProcessEnv => ({
  ...process.env,
  PLAYHEAD_DATA: place.dataDirectory,
  PLAYHEAD_OUTPUTS: outputsPath,
  PLAYHEAD_PORT: String(place.ports.web),
  PLAYHEAD_AWS_PORT: String(place.ports.aws),
});

/** What is compiled once is kept for the next process, as `npm start` keeps it: half of what a start costs. */
export const WITH_COMPILED = { NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'node') };

/**
 * Starts the whole system as `npm start` does, and waits until it says that it is ready.
 *
 * @param args what stands after `npm start --`
 */
export const startStack = (place: StackPlace, args: readonly string[] = []): Promise<RunningStack> =>
  startProgram(place, [join(root, 'scripts', 'start.mjs'), ...args]);

/** The same with a program of one's own, by its arguments for Node. */
export async function startProgram(place: StackPlace, program: readonly string[]): Promise<RunningStack> {
  const outputsPath = join(place.dataDirectory, 'outputs.json');
  await rm(outputsPath, { force: true });
  const child = spawn(process.execPath, program, {
    cwd: root,
    // A group of its own, so that `kill` reaches every process of it at once.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...environmentOf(place, outputsPath), ...WITH_COMPILED },
  });
  const { log, ended, printing } = follow(child);
  await printing(/is ready/);
  const outputs = JSON.parse(await readFile(outputsPath, 'utf8')) as Outputs;
  return {
    outputs,
    dataDirectory: place.dataDirectory,
    pid: child.pid!,
    log,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
    kill: async () => {
      process.kill(-child.pid!, 'SIGKILL');
      await ended;
    },
  };
}

/*
 * Ports of a stack are below those that the system hands out by itself: several files run at a time, and a connection
 * of one, or a server that asks for any port, must not take what another was about to use.
 */
const LOWEST_PORT = 12_000;
const HIGHEST_PORT = 32_000;

/** A free port, with as many free ones behind it as are asked for. */
async function freePort(neighbours: number): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const port = randomInt(LOWEST_PORT, HIGHEST_PORT);
    const ports = Array.from({ length: neighbours + 1 }, (_, index) => port + index);
    if ((await Promise.all(ports.map(isFree))).every(Boolean)) return port;
  }
  throw new Error(`No ${neighbours + 1} neighbouring ports are free.`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.on('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
