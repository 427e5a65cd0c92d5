import { createServer, request as connect, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Template } from './altered-stack.ts';
import type { StackPlace } from './stack.ts';

/** A way of our own between functions and what they call: AWS, the GraphQL API, payment providers. */
export interface Way {
  /** Leads the functions of a template over it. */
  lead(template: Template): void;
  close(): Promise<void>;
}

/** A call on its way. */
export interface Passing {
  /** The function: how its logical id begins. */
  readonly by: string;
  readonly request: IncomingMessage;
  /** All that it says, its address first. */
  readonly text: string;
  /** Lets it through. */
  pass(): Promise<Answer>;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What functions know the others by, and where on this way these are. */
const ADDRESSES = [
  ['GRAPHQL_URL', '/graphql'],
  ['RAZORPAY_API_URL', ''],
  ['STRIPE_API_URL', ''],
] as const;

/**
 * @param functions how their logical ids begin
 * @param answer what a function has for an answer: without one it waits until it is killed
 */
export async function openWay(
  { ports }: StackPlace,
  functions: readonly string[],
  answer: (call: Passing) => Promise<Answer | undefined>,
): Promise<Way> {
  const handle = async (by: string, request: IncomingMessage) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const text = `${decodeURIComponent(request.url!)} ${body.toString()}`;
    return answer({ by, request, text, pass: () => forward(request, body, portOf(request.url!)) });
  };
  const portOf = (url: string) => {
    if (url.startsWith('/graphql')) return ports.web;
    return url.startsWith('/v1/') ? ports.web + 2 : ports.aws;
  };
  const servers = new Map(
    functions.map((by) => [
      by,
      createServer((request, response) => {
        handle(by, request).then(
          (answered) => answered && response.writeHead(answered.status, answered.headers).end(answered.body),
          () => request.socket.destroy(),
        );
      }),
    ]),
  );
  for (const server of servers.values())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    lead(template) {
      for (const [by, server] of servers) {
        const variables = variablesOf(template, by);
        const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
        variables['AWS_ENDPOINT_URL'] = url;
        for (const [name, path] of ADDRESSES) if (name in variables) variables[name] = `${url}${path}`;
      }
    },
    close: async () => {
      for (const server of servers.values()) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

/** The environment of the function whose logical id begins so. */
export function variablesOf({ Resources }: Template, by: string): Record<string, unknown> {
  const [, { Properties = {} }] = Object.entries(Resources).find(
    ([id, { Type }]) => id.startsWith(by) && Type === 'AWS::Lambda::Function',
  )!;
  return (Properties['Environment'] as { Variables: Record<string, unknown> }).Variables;
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
