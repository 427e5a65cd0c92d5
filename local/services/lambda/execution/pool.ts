import type { FunctionErrorObject } from '../worker/messages.ts';
import type { Budget } from './budget.ts';
import type { Environment } from './environment.ts';

/** The execution environments of one function: as many as run at the same time, up to a limit. */
export interface Pool {
  /** An environment for one invocation, when one is free. Throws `InitError` when it cannot be loaded. */
  acquire(): Promise<Environment>;
  release(environment: Environment): void;
  /** Ends environments that have been idle since before `time` (milliseconds since the epoch). */
  retireIdle(time: number): void;
  /** Environments that live, busy or not. */
  readonly size: number;
  /** Ends every environment when it has done its work and nobody waits any more. */
  retire(): void;
  /** Ends every environment, whatever it does. */
  close(): Promise<void>;
}

/** The function's module could not be loaded. */
export class InitError extends Error {
  readonly error: FunctionErrorObject;

  constructor(error: FunctionErrorObject) {
    super(error.errorMessage);
    this.name = 'InitError';
    this.error = error;
  }
}

const stopped = () =>
  new InitError({ errorType: 'Runtime.ExitError', errorMessage: 'The service is being stopped.' });

interface Waiting {
  readonly resolve: (environment: Environment) => void;
  readonly reject: (error: InitError) => void;
}

export function createPool(options: {
  readonly limit: number;
  readonly budget: Budget;
  readonly now: () => number;
  readonly start: () => Environment;
}): Pool {
  const { limit, budget, now, start } = options;
  /** The last one to be used stands last and goes first: so the others get to retire. */
  let idle: { readonly environment: Environment; readonly since: number }[] = [];
  const waiting: Waiting[] = [];
  const all = new Set<Environment>();
  let starting = 0;
  let closed = false;
  let retired = false;

  function end(environment: Environment): void {
    if (all.delete(environment)) budget.free();
    void environment.close();
  }

  function takeIdle(): Environment | undefined {
    for (;;) {
      const environment = idle.pop()?.environment;
      if (!environment) return undefined;
      if (environment.alive && environment.useUntil > now()) return environment;
      end(environment);
    }
  }

  /** Gives idle environments to those who wait, and starts one for each that is left over. */
  function pump(): void {
    while (waiting.length > 0) {
      const environment = takeIdle();
      if (!environment) break;
      waiting.shift()!.resolve(environment);
    }
    while (!closed && waiting.length > starting && all.size < limit && budget.claim(all.size > 0))
      void grow();
    if (retired) retireIdle(Infinity);
    else budget.trim();
  }

  function retireIdle(time: number): void {
    const old = idle.filter(({ since }) => since < time);
    idle = idle.filter(({ since }) => since >= time);
    for (const { environment } of old) end(environment);
  }

  async function grow(): Promise<void> {
    starting += 1;
    const environment = start();
    all.add(environment);
    const error = await environment.ready;
    starting -= 1;
    if (error) {
      end(environment);
      waiting.shift()?.reject(new InitError(error));
    } else idle.push({ environment, since: now() });
    pump();
  }

  const leave = budget.join({
    get idle() {
      return idle.length;
    },
    idleSince: () => idle[0]?.since,
    endLongestIdle() {
      const longest = idle.shift();
      if (longest) end(longest.environment);
    },
  });

  return {
    acquire: () =>
      new Promise((resolve, reject) => {
        if (closed) reject(stopped());
        else waiting.push({ resolve, reject });
        pump();
      }),
    release(environment) {
      if (environment.alive) idle.push({ environment, since: now() });
      else end(environment);
      pump();
    },
    retireIdle,
    get size() {
      return all.size;
    },
    retire() {
      retired = true;
      leave();
      pump();
    },
    async close() {
      closed = true;
      leave();
      for (const { reject } of waiting.splice(0)) reject(stopped());
      await Promise.all([...all].map((environment) => environment.close()));
      all.clear();
      idle = [];
    },
  };
}
