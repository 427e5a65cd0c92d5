import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FunctionErrorObject, InvokeMessage, WorkerMessage, WorkerSetup } from '../worker/messages.ts';
import { memoryArguments, privateMemoryMb } from './memory.ts';
import type { Reaper } from './reaper.ts';

export type Outcome =
  | { readonly kind: 'result'; readonly payload: string; readonly memory: number }
  | { readonly kind: 'error'; readonly error: FunctionErrorObject; readonly memory: number };

/** One execution environment: a process that runs one invocation at a time. */
export interface Environment {
  readonly logStream: string;
  /** Milliseconds since the epoch after which it must take no more work: its credentials run out. */
  readonly useUntil: number;
  /** How long loading took, in milliseconds; told once, by the first caller. */
  takeInitDuration(): number | undefined;
  /** Resolves when the function is loaded; otherwise with the error that loading ended in. */
  readonly ready: Promise<FunctionErrorObject | undefined>;
  invoke(message: InvokeMessage, timeoutMs: number, onOutput: (text: string) => void): Promise<Outcome>;
  /** False once the process has ended or is told to. */
  readonly alive: boolean;
  close(): Promise<void>;
}

export interface EnvironmentOptions {
  readonly setup: WorkerSetup;
  /** The folder of the code, and the process's own. */
  readonly codePath: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly useUntil: number;
  /** Longest time to load the function, in milliseconds. */
  readonly initTimeoutMs: number;
  /** Sees to it that the process ends with the service. */
  readonly reaper: Reaper;
  /** What the function writes while no invocation runs. */
  readonly onOutput: (text: string) => void;
}

const BOOTSTRAP = fileURLToPath(new URL('../worker/bootstrap.mjs', import.meta.url));
const OUT_OF_MEMORY = 'Runtime exited with error: signal: killed';
/** How V8 takes its leave when the heap is full: on the standard error, before it aborts. */
const HEAP_IS_FULL = /JavaScript heap out of memory|invalid (?:array|table) size/;
const MEMORY_WATCH_MS = 100;
/** Most that is waited for the last words of a process that has ended, in milliseconds. */
const LAST_WORDS_MS = 100;

/**
 * Starts an environment. A process, not a thread: V8 ends the whole process when one of its threads leaps over
 * its heap limit in one go, and only a process can be given its own signals, time zone and limits.
 */
export function startEnvironment(options: EnvironmentOptions): Environment {
  const { setup } = options;
  const started = performance.now();
  let initDuration: number | undefined;
  let alive = true;
  let outOfMemory = false;
  let onOutput = options.onOutput;
  /** Ends the wait for `ready`, or for the invocation that runs. */
  let settle: ((outcome: Outcome | 'ready') => void) | undefined;

  const child = fork(BOOTSTRAP, [], {
    cwd: options.codePath,
    env: { ...options.variables },
    execArgv: [...memoryArguments(setup.memoryMb)],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // As JSON a large event would be quoted and read once more: three times the work.
    serialization: 'advanced',
  });
  options.reaper.watch(child);
  const ended = new Promise<void>((resolve) => {
    child.once('close', resolve);
    child.once('error', () => child.pid === undefined && resolve());
  });
  const finish = (outcome: Outcome | 'ready') => {
    const waiting = settle;
    settle = undefined;
    waiting?.(outcome);
  };
  const failed = (errorMessage: string) =>
    finish({ kind: 'error', error: { errorType: 'Runtime.ExitError', errorMessage }, memory: 0 });
  const kill = () => {
    alive = false;
    child.kill('SIGKILL');
  };
  // A message that finds no process any more: its end is told by `exit`.
  const send = (message: WorkerSetup | InvokeMessage) => child.send(message, () => undefined);

  child.on('message', (message: WorkerMessage) => {
    if (message.kind === 'error' && message.fatal) alive = false;
    if (message.kind === 'output') onOutput(message.text);
    else finish(message.kind === 'ready' ? 'ready' : message);
  });
  child.on('error', (error) => {
    alive = false;
    failed(`Runtime failed to start: ${error.message}`);
  });
  child.on('exit', (code, signal) => {
    alive = false;
    const timer = setTimeout(() => failed(endOf(code, signal, outOfMemory)), LAST_WORDS_MS);
    void ended.then(() => {
      clearTimeout(timer);
      failed(endOf(code, signal, outOfMemory));
    });
  });
  for (const stream of [child.stdout!, child.stderr!])
    stream.setEncoding('utf8').on('data', (text: string) => {
      outOfMemory ||= HEAP_IS_FULL.test(text);
      onOutput(text);
    });
  send(setup);

  function watchMemory(): void {
    if (!alive || child.pid === undefined) return;
    if ((privateMemoryMb(child.pid) ?? 0) <= setup.memoryMb) return;
    kill();
    failed(OUT_OF_MEMORY);
  }

  /** Waits for the process's next word; one that says nothing in time is ended. */
  async function wait(timeoutMs: number, late: FunctionErrorObject): Promise<Outcome | 'ready'> {
    const watch = setInterval(watchMemory, MEMORY_WATCH_MS);
    const timer = setTimeout(() => {
      kill();
      finish({ kind: 'error', error: late, memory: 0 });
    }, timeoutMs);
    try {
      return await new Promise((resolve) => (settle = resolve));
    } finally {
      clearTimeout(timer);
      clearInterval(watch);
    }
  }

  const seconds = (milliseconds: number) => (milliseconds / 1000).toFixed(2);
  async function load(): Promise<FunctionErrorObject | undefined> {
    const errorMessage = `Error: Init timed out after ${seconds(options.initTimeoutMs)} seconds`;
    const outcome = await wait(options.initTimeoutMs, { errorType: 'Sandbox.Timedout', errorMessage });
    initDuration = performance.now() - started;
    return outcome !== 'ready' && outcome.kind === 'error' ? outcome.error : undefined;
  }

  return {
    logStream: setup.logStream,
    useUntil: options.useUntil,
    get alive() {
      return alive;
    },
    takeInitDuration() {
      const taken = initDuration;
      initDuration = undefined;
      return taken;
    },
    ready: load(),
    async invoke(message, timeoutMs, output) {
      onOutput = output;
      const reply = wait(timeoutMs, {
        errorType: 'Sandbox.Timedout',
        errorMessage: `RequestId: ${message.requestId} Error: Task timed out after ${seconds(timeoutMs)} seconds`,
      });
      send(message);
      const outcome = (await reply) as Outcome;
      onOutput = options.onOutput;
      return outcome;
    },
    async close() {
      kill();
      await ended;
    },
  };
}

function endOf(code: number | null, signal: NodeJS.Signals | null, outOfMemory: boolean): string {
  if (outOfMemory) return OUT_OF_MEMORY;
  if (signal) return `Runtime exited with error: signal: ${signal === 'SIGKILL' ? 'killed' : signal}`;
  return code === 0
    ? 'Runtime exited without providing a reason'
    : `Runtime exited with error: exit status ${code}`;
}
