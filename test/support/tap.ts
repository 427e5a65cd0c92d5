import { createServer, request as connect, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { StackPlace } from './stack.ts';
import type { Template } from './altered-stack.ts';

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
export interface Tap {
  /** Leads the functions of a template over this way. */
  lead(template: Template): void;
  /** Nothing of this video gets through from this point on. `names` are in all of its calls: ids and tokens. */
  stopAt(names: readonly string[], point: Point): void;
  /** Once all videos are where they are to stop. */
  reached(): Promise<void>;
  /** The functions that were stopped are dead. */
  goOn(): void;
  /** Changes that got through, in their order. */
  readonly calls: readonly Call[];
  close(): Promise<void>;
}

interface Stop {
  readonly names: readonly string[];
  readonly point: Point;
  count: number;
  readonly reached: () => void;
  isReached: boolean;
}

/** @param functions how their logical ids begin */
export async function openTap({ ports }: StackPlace, functions: readonly string[]): Promise<Tap> {
  const calls: Call[] = [];
  const stops = new Set<Stop>();
  const waiting = new Set<Promise<void>>();

  const handle = async (by: string, request: IncomingMessage): Promise<Answer | undefined> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const text = `${decodeURIComponent(request.url!)} ${body.toString()}`;
    const at = changeOf(request);
    const stop = [...stops].find(({ names }) => names.some((name) => text.includes(name)));
    const isThere = stop && !stop.isReached && at && isAt(stop, { by, at, text });
    const end = () => {
      stop!.isReached = true;
      stop!.reached();
    };
    if (isThere && stop.point.before) end();
    if (stop?.isReached) return undefined;
    const answer = await forward(request, body, request.url!.startsWith('/graphql') ? ports.web : ports.aws);
    if (at) calls.push({ by, at, text });
    if (isThere) end();
    return stop?.isReached ? undefined : answer;
  };
  const servers = new Map(
    functions.map((by) => [
      by,
      createServer((request, response) => {
        handle(by, request).then(
          // Who is not answered waits until it is killed.
          (answer) => answer && response.writeHead(answer.status, answer.headers).end(answer.body),
          () => request.socket.destroy(),
        );
      }),
    ]),
  );
  for (const server of servers.values())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    calls,
    lead({ Resources }) {
      for (const [by, server] of servers) {
        const [, { Properties = {} }] = Object.entries(Resources).find(
          ([id, { Type }]) => id.startsWith(by) && Type === 'AWS::Lambda::Function',
        )!;
        const { Variables } = Properties['Environment'] as { Variables: Record<string, unknown> };
        const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
        Variables['AWS_ENDPOINT_URL'] = url;
        if ('GRAPHQL_URL' in Variables) Variables['GRAPHQL_URL'] = `${url}/graphql`;
      }
    },
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
    close: async () => {
      for (const server of servers.values()) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
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

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** As it is, to the letter: it is signed. */
const forward = ({ method, url, headers }: IncomingMessage, body: Buffer, port: number): Promise<Answer> =>
  new Promise((resolve, reject) => {
    connect({ host: '127.0.0.1', port, method, path: url, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    })
      .on('error', reject)
      .end(body);
  });
