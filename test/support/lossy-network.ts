import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { graphql, type Answer, type Identity } from './graphql.ts';
import type { Outputs } from './stack.ts';

/** What becomes of a request: it is lost, or its reply is, or it arrives twice, or all goes well. */
type Fate = 'request lost' | 'reply lost' | 'sent twice' | 'well';
const FATES: readonly Fate[] = ['request lost', 'reply lost', 'sent twice', 'well', 'well', 'well'];

export interface LossyNetwork {
  /** The stack, with the API behind this network. */
  readonly outputs: Outputs;
  /** How often each thing happened. */
  readonly fates: ReadonlyMap<Fate, number>;
  close(): Promise<void>;
}

/** A way to the API on which requests and replies get lost. Nothing arrives after its sender has heard of the loss. */
export async function lossyNetwork(outputs: Outputs): Promise<LossyNetwork> {
  const fates = new Map<Fate, number>();
  const server = createServer(async (request, response) => {
    const fate = FATES[Math.floor(Math.random() * FATES.length)]!;
    fates.set(fate, (fates.get(fate) ?? 0) + 1);
    const forward = await forwarding(request, outputs.data.url);
    if (fate === 'request lost') return request.socket.destroy();
    if (fate === 'sent twice') await forward();
    const { status, text } = await forward();
    if (fate === 'reply lost') return request.socket.destroy();
    return response.writeHead(status, { 'content-type': 'application/json' }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    outputs: { ...outputs, data: { ...outputs.data, url: `http://127.0.0.1:${port}/graphql` } },
    fates,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function forwarding(request: IncomingMessage, url: string) {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { authorization = '' } = request.headers;
  return async () => {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: Buffer.concat(chunks),
    });
    return { status: answer.status, text: await answer.text() };
  };
}

/** Asks until there is an answer, as a client does that does not know whether its request arrived. */
export async function insist(
  { outputs }: LossyNetwork,
  identity: Identity,
  query: string,
  variables: Record<string, unknown>,
): Promise<Answer<Record<string, unknown>>> {
  for (;;) {
    const answer = await graphql(outputs, identity, query, variables).catch((error: unknown) => {
      // What `fetch` throws when the connection breaks.
      if (error instanceof TypeError) return undefined;
      throw error;
    });
    if (answer) return answer;
  }
}
