import type { IncomingMessage } from 'node:http';
import type { StackPlace } from './stack.ts';
import { openWay, type Answer, type Passing, type Way } from './way.ts';

/** What a call changes, whichever service it is of. Calls that only read change nothing, and have no name. */
export type Change = 'write' | 'copy' | 'put' | 'tag' | 'delete' | 'abort' | 'create' | 'cancel' | 'publish';

/** A call of a function: from there on nothing more of its video gets through. */
export interface Point {
  /** The function: how its logical id begins. */
  readonly by: string;
  readonly at: Change;
  /** What is somewhere in the call. */
  readonly saying?: string;
  /** Which of those calls, from 1. Default: the first. */
  readonly nth?: number;
  /** The call itself does not get through either. */
  readonly before?: boolean;
}

export interface Call {
  readonly by: string;
  readonly at: Change;
  readonly text: string;
}

/** A way between functions and the services that they call, which ends where a test says. */
export interface Tap extends Way {
  /** Nothing of this video gets through from this point on. `names` are in all of its calls: ids and tokens. */
  stopAt(names: readonly string[], point: Point): void;
  /** Once all videos are where they are to stop. */
  reached(): Promise<void>;
  /** The functions that were stopped are dead. */
  goOn(): void;
  /** Changes that got through, in their order. */
  readonly calls: readonly Call[];
}

interface Stop {
  readonly names: readonly string[];
  readonly point: Point;
  count: number;
  readonly reached: () => void;
  isReached: boolean;
}

/** @param functions how their logical ids begin */
export async function openTap(place: StackPlace, functions: readonly string[]): Promise<Tap> {
  const calls: Call[] = [];
  const stops = new Set<Stop>();
  const waiting = new Set<Promise<void>>();

  const answer = async ({ by, request, text, pass }: Passing): Promise<Answer | undefined> => {
    const at = changeOf(request);
    const stop = [...stops].find(({ names }) => names.some((name) => text.includes(name)));
    const isThere = stop && !stop.isReached && at && isAt(stop, { by, at, text });
    const end = () => {
      stop!.isReached = true;
      stop!.reached();
    };
    if (isThere && stop.point.before) end();
    if (stop?.isReached) return undefined;
    const answered = await pass();
    if (at) calls.push({ by, at, text });
    if (isThere) end();
    return stop?.isReached ? undefined : answered;
  };

  return {
    ...(await openWay(place, functions, answer)),
    calls,
    stopAt(names, point) {
      const { promise, resolve } = Promise.withResolvers<void>();
      stops.add({ names, point, count: 0, reached: resolve, isReached: false });
      waiting.add(promise);
    },
    reached: async () => void (await Promise.all(waiting)),
    goOn() {
      stops.clear();
      waiting.clear();
    },
  };
}

function isAt(stop: Stop, { by, at, text }: Call): boolean {
  const { point } = stop;
  if (point.by !== by || point.at !== at || !text.includes(point.saying ?? '')) return false;
  stop.count += 1;
  return stop.count === (point.nth ?? 1);
}

function changeOf({ method, url = '', headers }: IncomingMessage): Change | undefined {
  if (url.startsWith('/graphql')) return 'publish';
  const target = headers['x-amz-target'];
  if (target !== undefined) return /\.(Update|Put|Delete)Item$/.test(String(target)) ? 'write' : undefined;
  if (url.startsWith('/2017-08-29/jobs'))
    return method === 'POST' ? 'create' : method === 'DELETE' ? 'cancel' : undefined;
  const [, query = ''] = url.split('?');
  if (method === 'PUT') {
    if (query.includes('tagging')) return 'tag';
    return headers['x-amz-copy-source'] === undefined ? 'put' : 'copy';
  }
  if (method === 'DELETE') return query.includes('uploadId') ? 'abort' : 'delete';
  return method === 'POST' && query.includes('delete') ? 'delete' : undefined;
}
