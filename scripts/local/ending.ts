import type { EventEmitter } from 'node:events';

/** A stop that takes longer hangs: the process ends all the same. Everything here survives that. */
const LIMIT_MS = 8_000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const;

/** What of `process` is needed. */
type Host = Pick<EventEmitter, 'on'> & { readonly connected?: boolean; exit(code: number): void };

/** Ends what was started, once, however the end comes. */
export interface Ending {
  /** What is to be done at the end; the last one added is done first. */
  add(work: () => Promise<void> | void): void;
  /** Does it all, then ends the process with this code. */
  end(code: number): Promise<void>;
}

/**
 * Ends in order, with code 0, on a signal, and when the process that started this one is gone
 * (`disconnect`): nothing is left running behind, at whatever moment that happens.
 */
export function createEnding(host: Host = process, limitMs = LIMIT_MS): Ending {
  const steps: (() => Promise<void> | void)[] = [];
  let ending: Promise<void> | undefined;

  async function run(code: number): Promise<void> {
    const timer = setTimeout(() => {
      console.error(`Could not stop in order within ${limitMs / 1000} s.`);
      host.exit(1);
    }, limitMs);
    try {
      for (const step of steps.reverse()) await step();
      host.exit(code);
    } catch (error) {
      console.error(error);
      host.exit(1);
    } finally {
      clearTimeout(timer);
    }
  }
  const end = (code: number) => (ending ??= run(code));
  for (const signal of SIGNALS) host.on(signal, () => void end(0));
  // Gone already, while this process was still being loaded.
  if (host.connected === false) void end(0);
  return { add: (work) => void steps.push(work), end };
}
