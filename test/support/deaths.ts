import type { IncomingMessage } from 'node:http';
import type { Template } from './altered-stack.ts';
import type { StackPlace } from './stack.ts';
import { openWay, variablesOf, type Passing, type Way } from './way.ts';

/** Functions whose process dies (`kill -9`) between two of its calls. */
export interface Deaths extends Way {
  /**
   * While `work` has the function run, its process dies as soon as its nth call is answered, before it does anything with
   * that. One run at a time of each function.
   *
   * @returns the calls until then, or all of them, by name: `TransactWriteItems`, `POST /v1/orders`
   */
  during(by: string, nth: number, run: Run): Promise<readonly string[]>;
}

/** A function runs. */
export interface Run {
  work(): Promise<unknown>;
  /** What happens before its first call of this name gets through. */
  readonly before?: { readonly call: string; readonly happens: () => Promise<unknown> };
}

interface Running {
  readonly nth: number;
  readonly calls: string[];
  readonly before: Run['before'];
  /** Of what was to happen before a call. */
  failure?: unknown;
}

const PRELOAD = new URL('dying.mjs', import.meta.url).href;

/** @param functions how their logical ids begin */
export async function openDeaths(place: StackPlace, functions: readonly string[]): Promise<Deaths> {
  const running = new Map<string, Running>();

  const answer = async ({ by, request, pass }: Passing) => {
    const run = running.get(by);
    if (!run) return pass();
    const name = nameOf(request);
    if (run.before?.call === name && !run.calls.includes(name))
      await run.before.happens().catch((error: unknown) => (run.failure = error));
    const answered = await pass();
    run.calls.push(name);
    if (run.calls.length !== run.nth) return answered;
    return { ...answered, headers: { ...answered.headers, 'x-last-answer': 'yes' } };
  };
  const way = await openWay(place, functions, answer);

  return {
    ...way,
    lead(template: Template) {
      way.lead(template);
      for (const by of functions) variablesOf(template, by)['NODE_OPTIONS'] = `--import=${PRELOAD}`;
    },
    async during(by, nth, { work, before }) {
      const run: Running = { nth, calls: [], before };
      running.set(by, run);
      await work();
      running.delete(by);
      if (run.failure) throw run.failure;
      return run.calls.slice(0, nth);
    },
  };
}

function nameOf({ method, url = '', headers }: IncomingMessage): string {
  const target = headers['x-amz-target'];
  if (target !== undefined) return String(target).split('.').at(-1)!;
  return `${method} ${url.replace(/\?.*/, '').replaceAll(/(?<=\/)(order|pay|pi)_\w+/g, ':$1')}`;
}
