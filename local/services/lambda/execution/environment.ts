import { Worker } from 'node:worker_threads';
import type { FunctionErrorObject, InvokeMessage, WorkerMessage, WorkerSetup } from '../worker/messages.ts';

export type Outcome =
  | { readonly kind: 'result'; readonly payload: string; readonly memory: number }
  | { readonly kind: 'error'; readonly error: FunctionErrorObject; readonly memory: number };

/** One execution environment: a worker thread that runs one invocation at a time. */
export interface Environment {
  readonly logStream: string;
  /** Milliseconds since the epoch after which it must take no more work: its credentials run out. */
  readonly useUntil: number;
  /** How long loading took, in milliseconds; told once, by the first caller. */
  takeInitDuration(): number | undefined;
  /** Resolves when the function is loaded; otherwise with the error that loading ended in. */
  readonly ready: Promise<FunctionErrorObject | undefined>;
  invoke(message: InvokeMessage, timeoutMs: number, onOutput: (text: string) => void): Promise<Outcome>;
  /** False once the thread has ended or is told to. */
  readonly alive: boolean;
  close(): Promise<void>;
}

export interface EnvironmentOptions {
  readonly setup: WorkerSetup;
  readonly variables: Readonly<Record<string, string>>;
  readonly nodeArguments: readonly string[];
  readonly useUntil: number;
  /** Longest time to load the function, in milliseconds. */
  readonly initTimeoutMs: number;
  /** What the function writes while no invocation runs. */
  readonly onOutput: (text: string) => void;
}

/**
 * V8 ends the whole process when a thread leaps over its heap limit in one go (a long array, a long
 * text). So the limit stands well above the function's memory, and a watch ends the thread before it.
 */
const MEMORY_HEADROOM_MB = 512;
const OUT_OF_MEMORY = 'Runtime exited with error: signal: killed';
const MEMORY_WATCH_MS = 100;
/** Heap at which the watch ends a thread: its memory, and what V8 lets lie before it collects. */
const memoryBound = (memoryMb: number) => (memoryMb * 1.5 + 32) * 2 ** 20;

/** Young generation of a worker in MB: V8's default of 48 a thread would add up for nothing. */
const YOUNG_GENERATION_MB = 16;

export function startEnvironment(options: EnvironmentOptions): Environment {
  const started = performance.now();
  let initDuration: number | undefined;
  let alive = true;
  let onOutput = options.onOutput;
  /** Ends the wait for `ready`, or for the invocation that runs. */
  let settle: ((outcome: Outcome | 'ready') => void) | undefined;

  const worker = new Worker(new URL('../worker/bootstrap.ts', import.meta.url), {
    workerData: options.setup,
    env: { ...options.variables },
    execArgv: [...options.nodeArguments],
    resourceLimits: {
      maxOldGenerationSizeMb: options.setup.memoryMb + MEMORY_HEADROOM_MB,
      maxYoungGenerationSizeMb: YOUNG_GENERATION_MB,
    },
  });
  const finish = (outcome: Outcome | 'ready') => {
    const waiting = settle;
    settle = undefined;
    waiting?.(outcome);
  };
  const failed = (errorType: string, errorMessage: string) =>
    finish({ kind: 'error', error: { errorType, errorMessage }, memory: 0 });
  const close = async () => {
    alive = false;
    await worker.terminate();
  };

  worker.on('message', (message: WorkerMessage) => {
    if (message.kind === 'error' && message.fatal) alive = false;
    if (message.kind === 'output') onOutput(message.text);
    else finish(message.kind === 'ready' ? 'ready' : message);
  });
  worker.on('error', (error: NodeJS.ErrnoException) => {
    alive = false;
    const outOfMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
    failed('Runtime.ExitError', outOfMemory ? OUT_OF_MEMORY : `Runtime exited with error: ${error.message}`);
  });
  worker.on('exit', (code) => {
    alive = false;
    failed(
      'Runtime.ExitError',
      code === 0
        ? 'Runtime exited without providing a reason'
        : `Runtime exited with error: exit status ${code}`,
    );
  });

  async function watchMemory(): Promise<void> {
    const { used_heap_size: used } = await worker.getHeapStatistics();
    if (used <= memoryBound(options.setup.memoryMb) || !alive) return;
    alive = false;
    failed('Runtime.ExitError', OUT_OF_MEMORY);
    await worker.terminate();
  }

  /** Waits for the worker's next word; a worker that says nothing in time is ended. */
  async function wait(timeoutMs: number, late: FunctionErrorObject): Promise<Outcome | 'ready'> {
    let timer: NodeJS.Timeout | undefined;
    // A thread that has ended has no heap to look at; its end is told by its own event.
    const watch = setInterval(() => void watchMemory().catch(() => clearInterval(watch)), MEMORY_WATCH_MS);
    try {
      return await new Promise((resolve) => {
        settle = resolve;
        timer = setTimeout(() => {
          alive = false;
          finish({ kind: 'error', error: late, memory: 0 });
          void close();
        }, timeoutMs);
      });
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
    logStream: options.setup.logStream,
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
      worker.postMessage(message);
      const outcome = (await reply) as Outcome;
      onOutput = options.onOutput;
      return outcome;
    },
    close,
  };
}
